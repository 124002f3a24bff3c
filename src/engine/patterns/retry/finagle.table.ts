/** What `finagle.ts` says about itself: parameters, words and what it does to calls. */
import { UNAVAILABLE } from '../../model/outcome.ts';
import { count, group, ms, number, reasons, type Values } from '../../model/params.ts';
import { reserveOf, SHARE_OF_BALANCE } from './bounds.ts';
import { leftOut } from './reasons.ts';
import type { Kind } from './retry.table.ts';
import { growing, retries } from './nature.ts';

export const params = {
  ttl: ms(10_000, 'How long a deposit counts, in ten slices.', { min: 1000, max: 60_000 }),
  minRetriesPerSec: count(10, 'Retries per second that need no deposit.', { max: 1_000_000 }),
  percentCanRetry: number(0.2, 'Retries that a call’s deposit pays for; 0.2 is one in five.', {
    max: 1000,
  }),
  backoff: group(
    {
      start: ms(undefined, 'The first delay, and the shortest.', { zero: false, begin: 100 }),
      maximum: ms(undefined, 'The longest delay.', { zero: false, begin: 10_000 }),
    },
    'Backoff.decorrelatedJittered; left out: no delay.',
    true,
  ),
  retryOn: reasons(null, leftOut(UNAVAILABLE)),
} as const;

export const finagle: Kind = {
  variant: {
    of: 'Finagle (commit 4feb34cb), RetryBudget',
    help:
      'A call deposits 1000, a retry takes 1000 ÷ percentCanRetry, both expire after the ttl, ' +
      'and a reserve of minRetriesPerSec × ttl retries comes on top. A call is retried at most a ' +
      'fifth of the balance. Finagle leaves to a response classifier what is tried again; here ' +
      'it is what is transient, unless the same stack rejected it.',
    params,
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
