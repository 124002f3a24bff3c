/** What `envoy.ts` says about itself: parameters, words and what it does to calls. */
import { TRANSIENT } from '../../model/outcome.ts';
import { count, group, ms, percent, reasons, type Values } from '../../model/params.ts';
import { leftOut } from './reasons.ts';
import type { Kind } from './retry.table.ts';
import { growing, retries } from './nature.ts';

/** What answers with a status of 500 and more, or not at all. */
export const FIVE_XX = [
  ...TRANSIENT.filter((reason) => reason !== 'rate-limited' && reason !== 'conflict'),
  'bulkhead-full',
  'throttled',
];

export const params = {
  numRetries: count(1, 'Retries; the first try does not count.', { max: 100 }),
  baseInterval: ms(25, 'The first delay is drawn from 0 to this; it doubles. Whole ms.', {
    min: 1,
  }),
  maxInterval: ms(null, 'The most that it doubles to; left out: ten times the base.', { min: 1 }),
  retryOn: reasons(null, leftOut(FIVE_XX)),
  retryBudget: group(
    {
      budgetPercent: percent(
        20,
        'Of the requests under way, this share may be retries; the failed one has left by then.',
      ),
      minRetryConcurrency: count(3, 'So many retries may be under way in any case.'),
    },
    'Limits retries under way to a share of all requests, in place of maxRetries.',
    true,
  ),
  maxRetries: count(3, 'Retries under way at once, back-off included; see retryBudget.'),
  rateLimitedRetryBackOff: group(
    { maxInterval: ms(300_000, 'A longer wish is passed over.', { zero: false }) },
    'Waits as long as the callee asks for, and up to half of it more; left out: does not listen.',
    true,
  ),
} as const;

export const envoy: Kind = {
  variant: {
    of: 'Envoy (commit e78906c5), the retry policy of a route',
    help:
      'The delay is a whole number of ms below the interval. Envoy has no default for what is ' +
      'tried again; here it is what `5xx` stands for, so neither `permanent` nor `rate-limited` ' +
      'nor `conflict`, nor what the same stack rejected; and what that rejected for want of a ' +
      'slot (overflow) never is. A retry counts as under way from when it is scheduled.',
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
