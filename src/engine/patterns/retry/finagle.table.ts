/** Parameters, help and behavior of `finagle.ts`. */
import { UNAVAILABLE } from '../../model/outcome.ts';
import { count, group, ms, number, reasons, type Values } from '../../model/params.ts';
import { reserveOf, SHARE_OF_BALANCE } from './bounds.ts';
import { leftOut } from './reasons.ts';
import type { Kind } from './retry.table.ts';
import { growing, retries } from './nature.ts';
import type { Spellings } from '../../model/spelling.ts';

export const params = {
  ttl: ms(10_000, 'Lifetime of a deposit, kept in ten slices.', { min: 1000, max: 60_000 }),
  minRetriesPerSec: count(10, 'Retries per second allowed without deposits.', { max: 1_000_000 }),
  percentCanRetry: number(
    0.2,
    'Retries per call that deposits pay for. 0.2: one retry per five calls.',
    {
      max: 1000,
    },
  ),
  backoff: group(
    {
      start: ms(undefined, 'First delay, and lower bound of all delays.', {
        zero: false,
        begin: 100,
      }),
      maximum: ms(undefined, 'Upper bound of the delay.', { zero: false, begin: 10_000 }),
    },
    'Backoff.decorrelatedJittered. Not set: no delay.',
    true,
  ),
  retryOn: reasons(null, leftOut(UNAVAILABLE)),
} as const;

/** Names in Finagle's builders and in Linkerd's configuration. */
const spellings: Spellings = {
  retryBudget: { inside: {} },
  budget: { inside: { ttlSecs: { to: 'ttl', unit: 's' } } },
  ttlSecs: { to: 'ttl', unit: 's' },
  retryRatio: 'percentCanRetry',
  minRetriesPerSecond: 'minRetriesPerSec',
  backoffs: 'backoff',
  backoffStart: {
    to: 'backoff',
    read: (start, of) => ({ start, maximum: of('backoffMaximum') ?? '10s' }),
  },
  backoffMaximum: {
    to: 'backoff',
    read: (maximum, of) => ({ start: of('backoffStart') ?? '100ms', maximum }),
  },
};

export const finagle: Kind = {
  variant: {
    of: 'Finagle (commit 4feb34cb), RetryBudget',
    help:
      'Each call deposits 1000 and each retry withdraws 1000 ÷ percentCanRetry; both expire ' +
      'after the ttl. A reserve of minRetriesPerSec × ttl retries is added, and one call ' +
      'may use at most a fifth of the balance. Finagle leaves retriable failures to a ' +
      'response classifier; here they are the transient failures, except rejections by the ' +
      'same stack.',
    params,
    spellings,
    nature: (p: Params) =>
      retries(Math.ceil(SHARE_OF_BALANCE * reserveOf({ ...p })) + 1, longest(p.backoff), {
        jitter: p.backoff !== null,
        budget: true,
        on: p.retryOn ?? UNAVAILABLE,
      }),
  },
  refuse: (p) => {
    const backoff = p['backoff'] as { start: number; maximum: number } | null;
    if (backoff === null || backoff.start <= backoff.maximum) return null;
    return { at: 'backoff.start', found: `${backoff.start} ms`, wanted: 'at most the maximum' };
  },
};

const longest = (backoff: Params['backoff']) =>
  backoff ? growing(backoff.start, 3, backoff.maximum) : () => 0;

export type Params = Values<typeof params>;
