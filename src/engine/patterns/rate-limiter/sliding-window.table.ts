/** Parameters, help and behavior of `sliding-window.ts`. */
import { choice, count, ms } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { per } from './limiter.table.ts';

export const params = {
  limit: count(undefined, 'Calls allowed per window.', { min: 1 }),
  window: ms(undefined, 'Length of a window.', { zero: false }),
  count: choice(
    ['log', 'estimate'],
    'log',
    'log: one timestamp per call; counter: this window’s count plus a weighted fraction of ' +
      'the previous one.',
  ),
  per,
} as const;

export const slidingWindow: Variant = {
  of: 'a sliding window',
  help: 'Counts allowed calls. Rejected calls do not count.',
  params,
};
