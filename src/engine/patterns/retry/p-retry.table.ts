/** Parameters, help and behavior of `p-retry.ts`. */
import { count, flag, ms, number, reasons, type Values } from '../../model/params.ts';
import { allBut } from './reasons.ts';
import type { Kind } from './retry.table.ts';
import { growing, retries } from './nature.ts';
import type { Spellings } from '../../model/spelling.ts';

export const params = {
  retries: count(10, 'Maximum retries, not counting the first call.', { max: 100 }),
  factor: number(2, 'Growth factor of the delay per retry.', { max: 100 }),
  minTimeout: ms(1000, 'Delay before the first retry.'),
  maxTimeout: ms(null, 'Upper bound of the delay, after jitter.'),
  randomize: flag(false, 'Multiply each delay by a random number between 1 and 2.'),
  maxRetryTime: ms(
    null,
    'Stop retrying after this total time. A delay that exceeds it is shortened.',
  ),
  shouldRetry: reasons(allBut('cancelled'), 'Failures that are retried.'),
} as const;

/** Names in similar packages: async-retry, axios-retry, got. */
const spellings: Spellings = {
  maxRetries: 'retries',
  maxAttempts: { to: 'retries', plus: -1 },
  numOfAttempts: { to: 'retries', plus: -1 },
  limit: 'retries',
  startingDelay: 'minTimeout',
  timeMultiple: 'factor',
  maxDelay: 'maxTimeout',
  maxRetryAfter: { none: 'has no counterpart: a longer Retry-After is not followed' },
  forever: { none: 'has no counterpart: retries are at most 100' },
  unref: { none: 'has no effect on calls' },
  onFailedAttempt: { none: 'has no effect on calls' },
  signal: { none: 'has no counterpart: a call is not aborted by hand' },
};

export const pRetry: Kind = {
  variant: {
    of: 'p-retry 9',
    help:
      'By default all failures but `cancelled` (an AbortError) are retried, including ' +
      'rejections by inner layers of the same stack.',
    params,
    spellings,
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
