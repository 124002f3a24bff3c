/** The available patterns and faults, for the model. */
import { classes as faults } from './faults/classes.ts';
import type { Kinds } from './model/build.ts';
import type { FaultClass } from './model/fault.ts';
import type { PatternClass } from './model/pattern.ts';
import { classes as patterns } from './patterns/classes.ts';
import { policies } from './routing/index.ts';

const classesOf = (name: string): Record<string, PatternClass> =>
  (patterns as Record<string, Record<string, PatternClass>>)[name]!;

export const kinds: Kinds = {
  pattern: (name, like) => classesOf(name)[like ?? 'plain']!,
  fault: (spec) => {
    const [kind, Class] = Object.entries(faults).find(([name]) => name in spec)!;
    return [kind, Class as FaultClass];
  },
  balancer: (policy) => policies[policy],
};
