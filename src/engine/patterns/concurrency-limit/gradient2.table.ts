/** Parameters, help and behavior of `gradient2.ts`. */
import { count, number } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { gathering } from './windowed.table.ts';

export const params = {
  initialLimit: count(20, 'Initial limit. An edit resets the limit to the new value.', { min: 1 }),
  minLimit: count(20, 'Lower bound of the limit.', { min: 1 }),
  maxConcurrency: count(200, 'Upper bound of the limit.', { min: 1 }),
  queueSize: count(4, 'Growth of the limit per update while latency is stable.'),
  rttTolerance: number(
    1.5,
    'Tolerated ratio of latency to its long-term average before the limit shrinks.',
    {
      min: 1,
      max: 1000,
    },
  ),
  longWindow: count(600, 'Approximate number of calls in the long-term average.', { min: 1 }),
  smoothing: number(0.2, 'Fraction of each change that is applied. 1: no smoothing.', {
    min: 0,
    max: 1,
  }),
  window: gathering,
} as const;

export const gradient2: Variant = {
  of: 'Netflix concurrency-limits 0.5, Gradient2Limit',
  help: 'Shrinks when latency exceeds its tolerated long-term average. Drops are ignored.',
  params,
};
