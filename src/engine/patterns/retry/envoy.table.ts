/** Parameters, help and behavior of `envoy.ts`. */
import { TRANSIENT } from '../../model/outcome.ts';
import { count, group, ms, percent, reasons, type Values } from '../../model/params.ts';
import { leftOut } from './reasons.ts';
import type { Kind } from './retry.table.ts';
import { growing, retries } from './nature.ts';
import type { Spellings } from '../../model/spelling.ts';

/** A status below 500; and where there is no host, Envoy answers by itself, with nobody to try. */
const NEVER: readonly string[] = ['rate-limited', 'conflict', 'no-endpoint'];

/** A status of 500 and above, or no answer. */
export const FIVE_XX = [
  ...TRANSIENT.filter((reason) => !NEVER.includes(reason)),
  'bulkhead-full',
  'throttled',
];

export const params = {
  numRetries: count(1, 'Maximum retries, not counting the first call.', { max: 100 }),
  baseInterval: ms(
    25,
    'Upper bound of the first delay, drawn from 0 in whole ms. It doubles with each retry.',
    {
      min: 1,
    },
  ),
  maxInterval: ms(null, 'Upper bound of the doubled delay. Not set: ten times the base.', {
    min: 1,
  }),
  retryOn: reasons(null, leftOut(FIVE_XX)),
  retryBudget: group(
    {
      budgetPercent: percent(
        20,
        'Maximum fraction of in-flight requests that may be retries. The failed request no ' +
          'longer counts.',
      ),
      minRetryConcurrency: count(3, 'Concurrent retries that are always allowed.'),
    },
    'Limit concurrent retries to a fraction of in-flight requests. Replaces maxRetries.',
    true,
  ),
  maxRetries: count(
    3,
    'Maximum concurrent retries, including those in back-off. retryBudget replaces it.',
  ),
  rateLimitedRetryBackOff: group(
    { maxInterval: ms(300_000, 'Longer values are ignored.', { zero: false }) },
    'Wait as long as the callee asks for, plus up to 50 %. Not set: ignore the callee’s value.',
    true,
  ),
} as const;

/** Keys of Envoy's retry policy and of Istio's `retries`. */
const spellings: Spellings = {
  attempts: 'numRetries',
  retryBackOff: { inside: { baseInterval: 'baseInterval', maxInterval: 'maxInterval' } },
  retryOn: {
    to: 'retryOn',
    values: {
      '5xx': FIVE_XX,
      'gateway-error': ['error', 'timeout', 'refused', 'queue-full', 'queue-timeout', 'shed'],
      reset: ['reset', 'oom', 'refused', 'connect-timeout'],
      'reset-before-request': ['refused', 'connect-timeout'],
      'connect-failure': ['refused', 'connect-timeout'],
      'refused-stream': ['queue-full', 'shed'],
      'envoy-ratelimited': ['rate-limited'],
      'retriable-4xx': ['conflict'],
      'retriable-status-codes': [],
      'retriable-headers': [],
      unavailable: ['error', 'refused', 'queue-full', 'queue-timeout', 'shed'],
      'resource-exhausted': ['rate-limited'],
      'deadline-exceeded': ['timeout', 'deadline'],
      internal: ['error'],
      cancelled: ['cancelled'],
      '503': ['error', 'refused', 'queue-full', 'queue-timeout', 'shed'],
      '429': ['rate-limited'],
    },
  },
  perTryTimeout: {
    where: 'is a pattern of its own below the retry',
    entries: [{ pattern: 'timeout', from: { '': 'after' } }],
  },
  perTryIdleTimeout: {
    where: 'is a pattern of its own below the retry',
    entries: [{ pattern: 'timeout', from: { '': 'read' } }],
  },
  backoff: 'baseInterval',
  retriableStatusCodes: { none: 'has no counterpart: `retryOn` lists reasons' },
  retriableHeaders: { none: 'has no counterpart: answers have no headers' },
  retryHostPredicate: { none: 'has no counterpart: a retry takes the next replica' },
  hostSelectionRetryMaxAttempts: { none: 'has no counterpart: a retry takes the next replica' },
  retryPriority: { none: 'has no counterpart' },
  retryRemoteLocalities: { none: 'has no counterpart: there are no localities' },
};

export const envoy: Kind = {
  variant: {
    of: 'Envoy (commit e78906c5), the retry policy of a route',
    help:
      'The delay is a whole number of ms below the interval. Envoy has no default for ' +
      'retriable failures; here it is `5xx`: not `permanent`, `rate-limited` or `conflict`, ' +
      'and no rejections by the same stack. A retry counts as in flight from when it is ' +
      'scheduled; an overflow is never retried.',
    params,
    spellings,
    nature: (p: Params) =>
      retries(p.numRetries + 1, growing(p.baseInterval, 2, p.maxInterval ?? 10 * p.baseInterval), {
        jitter: true,
        budget: true,
        on: p.retryOn ?? FIVE_XX,
      }),
  },
  refuse: (p) =>
    p['maxInterval'] !== null && Number(p['baseInterval']) > Number(p['maxInterval'])
      ? { at: 'baseInterval', found: `${p['baseInterval']} ms`, wanted: 'at most maxInterval' }
      : null,
};

export type Params = Values<typeof params>;
