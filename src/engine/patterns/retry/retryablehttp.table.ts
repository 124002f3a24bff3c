/** What `retryablehttp.ts` says about itself: parameters, words and what it does to calls. */
import { count, ms, reasons, type Values } from '../../model/params.ts';
import { growing, retries } from './nature.ts';
import { allBut } from './reasons.ts';
import type { Kind } from './retry.table.ts';

export const params = {
  RetryMax: count(4, 'Retries; the first try does not count.', { max: 100 }),
  RetryWaitMin: ms(1000, 'The delay before the first retry; it doubles with each.'),
  RetryWaitMax: ms(30_000, 'The longest delay; what the callee asks for may be longer.'),
  CheckRetry: reasons(
    allBut('permanent', 'cancelled', 'deadline'),
    'Which failures are tried again.',
  ),
} as const;

export type Params = Values<typeof params>;

export const retryablehttp: Kind = {
  variant: {
    of: 'hashicorp/go-retryablehttp 0.7',
    help:
      'Errors of the connection, 429 and 5xx are tried again, other answers and a context that ' +
      'is done are not. The delay doubles, without jitter; a Retry-After takes its place.',
    params,
    nature: ({ RetryMax, RetryWaitMin, RetryWaitMax, CheckRetry }: Params) =>
      retries(RetryMax + 1, growing(RetryWaitMin, 2, RetryWaitMax), {
        jitter: false,
        budget: false,
        on: CheckRetry,
      }),
  },
};
