/** What `gradient2.ts` says about itself: parameters, words and what it does to calls. */
import { count, number } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { gathering } from './windowed.table.ts';

export const params = {
  initialLimit: count(20, 'The limit to begin with; an edit begins anew with it.', { min: 1 }),
  minLimit: count(20, 'The smallest limit.', { min: 1 }),
  maxConcurrency: count(200, 'The largest limit.', { min: 1 }),
  queueSize: count(4, 'By how much the limit grows while nothing gets slower.'),
  rttTolerance: number(1.5, 'How much slower than the average a call may be without harm.', {
    min: 1,
    max: 1000,
  }),
  longWindow: count(600, 'Over about how many calls the long average goes.', { min: 1 }),
  smoothing: number(0.2, 'How much of a change is made at once; 1: all.', { min: 0, max: 1 }),
  window: gathering,
} as const;

export const gradient2: Variant = {
  of: 'Netflix concurrency-limits 0.5, Gradient2Limit',
  help: 'Shrinks when calls get slower than their long average allows; drops do not count.',
  params,
};
