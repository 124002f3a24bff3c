/** Which kinds of faults, and edits of which values, explain what. */
import type { OutcomeName } from '../../engine/index.ts';

/** Takes threads, or time of them; makes that calls never come back. */
const TAKING = ['slow', 'capacity', 'pause', 'hang', 'crash', 'delay'];
const LOSING = ['drop', 'loss', 'pause', 'hang', 'crash'];

/** By reason; any other comes of what takes too long. */
const MAKING: Partial<Record<OutcomeName, readonly string[]>> = {
  error: ['errors'],
  permanent: ['permanentErrors'],
  refused: ['refuse', 'crash'],
  reset: ['crash', 'hang'],
  conflict: [],
};

export type Fits = (name: string) => boolean;

const among =
  (...lists: (readonly string[])[]): Fits =>
  (name) =>
    lists.some((list) => list.includes(name));

export const takes: Fits = among(TAKING);
export const loses: Fits = among(LOSING);
export const slows: Fits = among(TAKING, LOSING);
/** Whatever calls suffer from. */
export const hurts: Fits = among(TAKING, LOSING, ...Object.values(MAKING));
export const loads: Fits = among(['spike']);
export const makes = (reason: OutcomeName): Fits => among(MAKING[reason] ?? [...TAKING, ...LOSING]);

/** Paths of what an edit has changed. */
export const EDITS = {
  failures: /\.(errors|permanentErrors|refuse|disabled)\b/,
  time: /\.(work|threads|replicas|cores|async|queue|patterns|disabled|latency|cache)\b/,
  load: /\.(load|instances)\b/,
} as const;
