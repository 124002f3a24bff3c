/** What `aws-standard.ts` says about itself: parameters, words and what it does to calls. */
import { UNAVAILABLE } from '../../model/outcome.ts';
import { count, ms, type Values } from '../../model/params.ts';
import type { Kind } from './retry.table.ts';
import { growing, retries } from './nature.ts';
import type { Nature } from '../../model/table.ts';

export const params = {
  maxAttempts: count(3, 'Tries in all; the first one counts. 4 for DynamoDB.', {
    min: 1,
    max: 100,
  }),
  baseDelay: ms(50, 'The most that the first delay can be; 25 ms for DynamoDB. It doubles.'),
} as const;

/** The longest delay, in ms. */
export const LONGEST = 20_000;

/** Answers of a callee that limits its callers (429, a list of error codes). */
export const THROTTLING = ['rate-limited', 'throttled'];

export const help =
  'Tries transient failures and throttling by the callee (`rate-limited`, `throttled`) again, ' +
  'never `permanent`, `conflict` or what the same stack rejects. A token bucket of 500 is shared ' +
  'by all calls of an instance: a retry takes 14, after throttling 5; a success gives back what ' +
  'its last retry took, or 1. Full jitter up to 20 s; a callee’s wish is kept within 5 s more.';

export const nature = ({ maxAttempts, baseDelay }: Params): Nature =>
  retries(maxAttempts, growing(baseDelay, 2, LONGEST), {
    jitter: true,
    budget: true,
    on: [...UNAVAILABLE, ...THROTTLING, 'bulkhead-full'],
  });

export const awsStandard: Kind = {
  variant: {
    of: 'AWS SDK for JavaScript (@smithy/core 3.41), mode standard',
    help,
    params,
    nature,
  },
};

export type Params = Values<typeof params>;
