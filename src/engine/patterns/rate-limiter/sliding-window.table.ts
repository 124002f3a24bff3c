/** What `sliding-window.ts` says about itself: parameters, words and what it does to calls. */
import { choice, count, ms } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { per } from './limiter.table.ts';

export const params = {
  limit: count(undefined, 'Calls let through in a window.', { min: 1 }),
  window: ms(undefined, 'The length of a window.', { zero: false }),
  count: choice(
    ['log', 'estimate'],
    'log',
    'How calls are counted: each with its instant, or by this window and a share of the last.',
  ),
  per,
} as const;

export const slidingWindow: Variant = {
  of: 'a sliding window',
  help: 'Counts the calls that it let through; refused ones do not count.',
  params,
};
