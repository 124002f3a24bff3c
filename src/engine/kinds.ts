/** The available patterns, faults, balancing policies and autoscalers, for the model. */
import { classes as faults } from './faults/classes.ts';
import type { Kinds } from './model/build.ts';
import type { FaultClass } from './model/fault.ts';
import type { PatternClasses } from './model/pattern.ts';
import type { Policies } from './model/parts/policy.ts';
import type { Scalers } from './model/scaler.ts';

/**
 * @param patterns at least those of the spec that is to run
 * @param policies at least round robin, and all where a spec chooses one
 * @param scalers all where a service has one
 */
export const kindsOf = (patterns: PatternClasses, policies: Policies, scalers: Scalers): Kinds => ({
  pattern: (name, like) => patterns[name]![like ?? 'plain']!,
  fault: (spec) => {
    const [kind, Class] = Object.entries(faults).find(([name]) => name in spec)!;
    return [kind, Class as FaultClass];
  },
  policy: (name) => policies[name]!,
  scaler: (like) => scalers[like]!,
});
