/** Parameters, help and behavior of `retryablehttp.ts`. */
import { count, ms, reasons, type Values } from '../../model/params.ts';
import { growing, retries } from './nature.ts';
import { allBut } from './reasons.ts';
import type { Kind } from './retry.table.ts';
import type { Spellings } from '../../model/spelling.ts';

export const params = {
  RetryMax: count(4, 'Maximum retries, not counting the first call.', { max: 100 }),
  RetryWaitMin: ms(1000, 'Delay before the first retry. It doubles with each retry.'),
  RetryWaitMax: ms(30_000, 'Upper bound of the delay. The callee may ask for a longer one.'),
  CheckRetry: reasons(allBut('permanent', 'cancelled', 'deadline'), 'Failures that are retried.'),
} as const;

export type Params = Values<typeof params>;

/** Names in similar clients for Go: resty, heimdall. */
const spellings: Spellings = {
  maxRetries: 'RetryMax',
  retryCount: 'RetryMax',
  retries: 'RetryMax',
  retryWaitTime: 'RetryWaitMin',
  retryMaxWaitTime: 'RetryWaitMax',
  Backoff: { none: 'is code: the delay doubles from RetryWaitMin to RetryWaitMax' },
  timeout: {
    where: 'is a pattern of its own below the retry',
    entries: [{ pattern: 'timeout', from: { '': 'after' } }],
  },
  ErrorHandler: { none: 'has no effect on calls' },
  Logger: { none: 'has no effect on calls' },
};

export const retryablehttp: Kind = {
  variant: {
    of: 'hashicorp/go-retryablehttp 0.7',
    help:
      'Connection errors, 429 and 5xx are retried; other answers and a done context are ' +
      'not. The delay doubles, without jitter; Retry-After replaces it.',
    params,
    spellings,
    nature: ({ RetryMax, RetryWaitMin, RetryWaitMax, CheckRetry }: Params) =>
      retries(RetryMax + 1, growing(RetryWaitMin, 2, RetryWaitMax), {
        jitter: false,
        budget: false,
        on: CheckRetry,
      }),
  },
};
