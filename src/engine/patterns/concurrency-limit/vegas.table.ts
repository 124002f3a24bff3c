/** What `vegas.ts` says about itself: parameters, words and what it does to calls. */
import { count, number } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { gathering } from './windowed.table.ts';

export const params = {
  initialLimit: count(20, 'The limit to begin with; an edit begins anew with it.', { min: 1 }),
  maxConcurrency: count(1000, 'The largest limit.', { min: 1 }),
  smoothing: number(1, 'How much of a change is made at once; 1: all.', { min: 0, max: 1 }),
  alpha: count(null, 'Grow while fewer wait than this; left out: 3 · log10(limit).'),
  beta: count(null, 'Shrink when more wait than this; left out: 6 · log10(limit).'),
  probeMultiplier: count(30, 'A new unloaded round trip is taken about every so many limits.', {
    min: 1,
  }),
  window: gathering,
} as const;

export const vegas: Variant = {
  of: 'Netflix concurrency-limits 0.5, VegasLimit',
  help:
    'Compares round trips with the shortest one seen; a longer one means a queue. Shrinks after ' +
    'a drop too, as aimd does.',
  params,
};
