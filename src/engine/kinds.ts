/** The patterns and faults that there are, as the model asks for them. */
import { faults } from './faults/index.ts';
import type { Kinds } from './model/build.ts';
import type { FaultClass } from './model/fault.ts';
import type { PatternClass } from './model/pattern.ts';
import { patterns } from './patterns/index.ts';
import { policies } from './routing/index.ts';

const classesOf = (name: string): Record<string, PatternClass> =>
  (patterns as Record<string, { classes: Record<string, PatternClass> }>)[name]!.classes;

export const kinds: Kinds = {
  pattern: (name, like) => classesOf(name)[like ?? 'plain']!,
  fault: (spec) => {
    const [kind, { Class }] = Object.entries(faults).find(([name]) => name in spec)!;
    return [kind, Class as FaultClass];
  },
  balancer: (policy) => policies[policy],
};
