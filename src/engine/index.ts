/** The engine's public interface, except for pages, which use tables.ts. */
export type { Checkpoint } from './checkpoint.ts';
export type * from './metrics/result.ts';
export {
  SAMPLE,
  TILE,
  type IntervalBatch,
  type IntervalLayout,
  type IntervalPlace,
  type PatternPlace,
} from './metrics/intervals.ts';
export { check } from './metrics/check.ts';
export type { Decision, Transition } from './metrics/metrics.ts';
export type { Attempt, Root, Sought } from './metrics/finder.ts';
export type { Traced, Wanted } from './metrics/tracer.ts';
export type { Places } from './metrics/latency-counts.ts';
export type { LinkCounts, Part, Trait, TraitCount } from './metrics/trait-counts.ts';
export {
  attemptTimesIn,
  finderIn,
  latencyCountsIn,
  type Slowest,
  slowestIn,
  tracerIn,
  traitCountsIn,
} from './tracing.ts';
export { HEDGE, LOCAL, PROBE, RETRY } from './model/flight/frame.ts';
export { tenantNames } from './model/flight/identity.ts';
export { PRIORITIES } from './model/priorities.ts';
export { DRAINING, LIFE, type LifeName, RESTARTING, STARTING } from './model/parts/lifecycle.ts';
export { PROBES } from './model/probe-names.ts';
export { SHARES_MAX } from './model/limits.ts';
export * from './path.ts';
export * from './shared.ts';
export { createRun } from './every-kind.ts';
export { Run, type Partial, type RunOptions, type RunResult } from './run.ts';
export {
  replay,
  type ReplayedAttempt,
  type ReplayedCall,
  type ReplayResult,
  type ScriptedCall,
} from './replay.ts';
export * from './tables.ts';
export { ENGINE } from './version.ts';
