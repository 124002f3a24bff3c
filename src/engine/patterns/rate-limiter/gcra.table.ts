/** Parameters, help and behavior of `gcra.ts`. */
import { count, rate } from '../../model/params.ts';
import type { Refusal, Variant } from '../../model/table.ts';
import { per } from './limiter.table.ts';
import type { Spellings } from '../../model/spelling.ts';

export const params = {
  maxRate: rate(undefined, 'Rate that is sustained over time.'),
  maxBurst: count(0, 'Burst size beyond the one call that is due.'),
  per,
} as const;

/** Names in throttled and redis-cell. */
const spellings: Spellings = {
  quota: { inside: { maxRate: 'maxRate', maxBurst: 'maxBurst' } },
  rate: 'maxRate',
  burst: 'maxBurst',
};

export const gcra: Variant = {
  of: 'throttled 2 (Go), GCRA',
  help: 'Equivalent to a token bucket of maxBurst + 1, stored as one timestamp.',
  params,
  spellings,
};

export const refuseGcra = (p: Record<string, unknown>): Refusal | null =>
  p['maxRate'] === 0 ? { at: 'maxRate', found: '0/s', wanted: 'more than 0/s' } : null;
