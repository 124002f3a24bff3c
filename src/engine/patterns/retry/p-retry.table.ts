/** What `p-retry.ts` says about itself: parameters, words and what it does to calls. */
import { count, flag, ms, number, reasons, type Values } from '../../model/params.ts';
import { allBut } from './reasons.ts';
import type { Kind } from './retry.table.ts';
import { growing, retries } from './nature.ts';

export const params = {
  retries: count(10, 'Retries; the first try does not count.', { max: 100 }),
  factor: number(2, 'By what the delay grows with each retry.', { max: 100 }),
  minTimeout: ms(1000, 'The delay before the first retry.'),
  maxTimeout: ms(null, 'The longest delay, after jitter.'),
  randomize: flag(false, 'Multiply each delay by a number between 1 and 2.'),
  maxRetryTime: ms(
    null,
    'No retry once the call has taken this long; a delay that would go beyond it is cut.',
  ),
  shouldRetry: reasons(allBut('cancelled'), 'Which failures are tried again.'),
} as const;

export const pRetry: Kind = {
  variant: {
    of: 'p-retry 9',
    help:
      'By default every failure but `cancelled` (an AbortError) is tried again, also rejections ' +
      'made further in in the same stack.',
    params,
    nature: ({ retries: most, minTimeout, randomize, shouldRetry: on, ...p }: Params) =>
      retries(most + 1, growing(minTimeout * (randomize ? 2 : 1), growth(p.factor), p.maxTimeout), {
        jitter: randomize,
        budget: false,
        on,
        ...(p.maxRetryTime !== null && { withinMs: p.maxRetryTime }),
      }),
  },
};

export type Params = Values<typeof params>;

/** A factor of 0 counts as 1. */
export const growth = (factor: number): number => (factor > 0 ? factor : 1);
