/** Parameters, help and behavior of `aws-standard.ts`. */
import { UNAVAILABLE } from '../../model/outcome.ts';
import { count, ms, type Values } from '../../model/params.ts';
import type { Kind } from './retry.table.ts';
import { growing, retries } from './nature.ts';
import type { Nature } from '../../model/table.ts';

export const params = {
  maxAttempts: count(3, 'Maximum attempts, including the first call. 4 for DynamoDB.', {
    min: 1,
    max: 100,
  }),
  baseDelay: ms(
    50,
    'Upper bound of the first delay; it doubles with each retry. 25 ms for DynamoDB.',
  ),
} as const;

/** The longest delay, in ms. */
export const LONGEST = 20_000;

/** Throttling answers of a callee (429, a list of error codes). */
export const THROTTLING = ['rate-limited', 'throttled'];

export const help =
  'Retries transient failures and throttling by the callee (`rate-limited`, `throttled`); ' +
  'never `permanent`, `conflict` or rejections by the same stack. All calls of a replica ' +
  'share a bucket of 500 tokens: a retry takes 14, or 5 after throttling; a success returns ' +
  'what its last retry took, or 1. Full jitter up to 20 s; the callee may ask for up to 5 s ' +
  'more.';

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
