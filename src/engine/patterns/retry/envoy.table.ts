/** Parameters, help and behavior of `envoy.ts`. */
import { TRANSIENT } from '../../model/outcome.ts';
import { count, group, ms, percent, reasons, type Values } from '../../model/params.ts';
import { leftOut } from './reasons.ts';
import type { Kind } from './retry.table.ts';
import { growing, retries } from './nature.ts';

/** A status of 500 and above, or no answer. */
export const FIVE_XX = [
  ...TRANSIENT.filter((reason) => reason !== 'rate-limited' && reason !== 'conflict'),
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

export const envoy: Kind = {
  variant: {
    of: 'Envoy (commit e78906c5), the retry policy of a route',
    help:
      'The delay is a whole number of ms below the interval. Envoy has no default for ' +
      'retriable failures; here it is `5xx`: not `permanent`, `rate-limited` or `conflict`, ' +
      'and no rejections by the same stack. A retry counts as in flight from when it is ' +
      'scheduled; an overflow is never retried.',
    params,
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
