/** What `gcra.ts` says about itself: parameters, words and what it does to calls. */
import { count, rate } from '../../model/params.ts';
import type { Refusal, Variant } from '../../model/table.ts';
import { per } from './limiter.table.ts';

export const params = {
  maxRate: rate(undefined, 'Calls let through in the long run.'),
  maxBurst: count(0, 'Calls that may come at once, beside the one that is due.'),
  per,
} as const;

export const gcra: Variant = {
  of: 'throttled 2 (Go), GCRA',
  help: 'A token bucket of maxBurst + 1 that is told by a single instant.',
  params,
};

export const refuseGcra = (p: Record<string, unknown>): Refusal | null =>
  p['maxRate'] === 0 ? { at: 'maxRate', found: '0/s', wanted: 'more than 0/s' } : null;
