/** Parameters, help and behavior of `vegas.ts`. */
import { count, number } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { gathering } from './windowed.table.ts';

export const params = {
  initialLimit: count(20, 'Initial limit. An edit resets the limit to the new value.', { min: 1 }),
  maxConcurrency: count(1000, 'Upper bound of the limit.', { min: 1 }),
  smoothing: number(1, 'Fraction of each change that is applied. 1: no smoothing.', {
    min: 0,
    max: 1,
  }),
  alpha: count(
    null,
    'Grow while the estimated queue is shorter than this. Not set: 3 · log10(limit).',
  ),
  beta: count(
    null,
    'Shrink when the estimated queue is longer than this. Not set: 6 · log10(limit).',
  ),
  probeMultiplier: count(
    30,
    'The no-load RTT is remeasured about every probeMultiplier × limit calls.',
    {
      min: 1,
    },
  ),
  window: gathering,
} as const;

export const vegas: Variant = {
  of: 'Netflix concurrency-limits 0.5, VegasLimit',
  help:
    'Estimates the queue by comparing RTT with the lowest RTT seen. Also shrinks after a ' +
    'drop, as aimd does.',
  params,
};
