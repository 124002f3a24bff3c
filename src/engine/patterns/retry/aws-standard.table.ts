/** Parameters, help and behavior of `aws-standard.ts`. */
import { UNAVAILABLE } from '../../model/outcome.ts';
import { count, ms, type Values } from '../../model/params.ts';
import type { Kind } from './retry.table.ts';
import { growing, retries } from './nature.ts';
import type { Nature } from '../../model/table.ts';
import type { Spellings } from '../../model/spelling.ts';

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

/** Options of the SDKs for JavaScript, Java, Python and Go. */
export const spellings: Spellings = {
  maxRetries: { to: 'maxAttempts', plus: 1 },
  totalMaxAttempts: 'maxAttempts',
  numRetries: { to: 'maxAttempts', plus: 1 },
  maxErrorRetry: { to: 'maxAttempts', plus: 1 },
  retryMaxAttempts: 'maxAttempts',
  base: 'baseDelay',
  delayBase: 'baseDelay',
  mode: { none: 'is said by `like: aws-standard` or `like: aws-adaptive`' },
  retryMode: { none: 'is said by `like: aws-standard` or `like: aws-adaptive`' },
  maxBackoff: { none: 'cannot be changed: delays are at most 20 s' },
  maxDelay: { none: 'cannot be changed: delays are at most 20 s' },
  connectTimeout: {
    where: 'is a pattern of its own below the retry',
    entries: [{ pattern: 'timeout', from: { '': { to: 'connect', unit: 's' } } }],
  },
  readTimeout: {
    where: 'is a pattern of its own below the retry',
    entries: [{ pattern: 'timeout', from: { '': { to: 'read', unit: 's' } } }],
  },
  connectionTimeout: {
    where: 'is a pattern of its own below the retry',
    entries: [{ pattern: 'timeout', from: { '': 'connect' } }],
  },
  requestTimeout: {
    where: 'is a pattern of its own below the retry',
    entries: [{ pattern: 'timeout', from: { '': 'after' } }],
  },
};

export const awsStandard: Kind = {
  variant: {
    of: 'AWS SDK for JavaScript (@smithy/core 3.41), mode standard',
    help,
    params,
    spellings,
    nature,
  },
};

export type Params = Values<typeof params>;
