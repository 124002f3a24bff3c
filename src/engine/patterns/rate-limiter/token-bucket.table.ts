/** Parameters, help and behavior of `token-bucket.ts`. */
import { ms, number, rate, share, type Values } from '../../model/params.ts';
import type { Refusal, Variant } from '../../model/table.ts';
import { per } from './limiter.table.ts';

export const params = {
  capacity: number(undefined, 'Capacity of the bucket.', {
    min: 1,
    max: 1e7,
  }),
  refill: rate(undefined, 'Rate at which tokens are added.'),
  initial: share(1, 'How full a new bucket is.'),
  maxWait: ms(
    0,
    'A call without a token reserves the next one and waits for it, first come, first served. ' +
      'If that would take longer than this, it is rejected at once.',
  ),
  per,
} as const;

export const tokenBucket: Variant = {
  of: 'a token bucket',
  help:
    'Tokens are added continuously, up to the capacity. A negative number of tokens is ' +
    'reserved by calls that wait. As in Go’s x/time/rate, an abandoned call returns its token ' +
    'if nobody has reserved a later one; those behind it never move up.',
  params,
  nature: ({ maxWait }: Values<typeof params>) => ({ holdMs: maxWait }),
};

export const refuseTokenBucket = (p: Record<string, unknown>): Refusal | null =>
  p['refill'] === 0 ? { at: 'refill', found: '0/s', wanted: 'more than 0/s' } : null;
