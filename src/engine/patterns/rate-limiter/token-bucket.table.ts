/** Parameters, help and behavior of `token-bucket.ts`. */
import { number, rate } from '../../model/params.ts';
import type { Refusal, Variant } from '../../model/table.ts';
import { per } from './limiter.table.ts';

export const params = {
  capacity: number(undefined, 'Capacity of the bucket. It starts full.', {
    min: 1,
    max: 1e7,
  }),
  refill: rate(undefined, 'Rate at which tokens are added.'),
  per,
} as const;

export const tokenBucket: Variant = {
  of: 'a token bucket',
  help: 'Tokens are added continuously, up to the capacity.',
  params,
};

export const refuseTokenBucket = (p: Record<string, unknown>): Refusal | null =>
  p['refill'] === 0 ? { at: 'refill', found: '0/s', wanted: 'more than 0/s' } : null;
