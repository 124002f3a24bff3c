/**
 * The door for a page's worker: runs, which are given the patterns that they need. All others come
 * in by index.ts, where every pattern is at hand.
 */
export { kindsOf } from './kinds.ts';
export type { Kinds } from './model/build.ts';
export type { PatternClasses } from './model/pattern.ts';
export { layersIn, topologyOf } from './model/topology.ts';
export type { classes } from './patterns/classes.ts';
export { RoundRobin } from './routing/round-robin.ts';
export { Run } from './run.ts';
export { slowestIn } from './tracing.ts';
