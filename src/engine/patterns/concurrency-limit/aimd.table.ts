/** What `aimd.ts` says about itself: parameters, words and what it does to calls. */
import { count, ms, number } from '../../model/params.ts';
import type { Refusal, Variant } from '../../model/table.ts';
import { gathering } from './windowed.table.ts';

export const params = {
  initialLimit: count(20, 'The limit to begin with; an edit begins anew with it.', { min: 1 }),
  minLimit: count(20, 'The smallest limit.', { min: 1 }),
  maxLimit: count(200, 'The largest limit.', { min: 1 }),
  backoffRatio: number(0.9, 'By what the limit is multiplied after a drop.', { min: 0.5, max: 1 }),
  timeout: ms(5000, 'A call that took longer counts as dropped.', { zero: false }),
  window: gathering,
} as const;

export const aimd: Variant = {
  of: 'Netflix concurrency-limits 0.5, AIMDLimit',
  help:
    'Grows by one while at least half of it is used, and shrinks by a share after a drop: a ' +
    'failure that tells of overload, not `error`, `permanent` or `conflict`, which are ignored.',
  params,
};

export const refuseAimd = (p: Record<string, unknown>): Refusal | null =>
  p['backoffRatio'] === 1
    ? { at: 'backoffRatio', found: '1', wanted: 'at least 0.5 and less than 1' }
    : null;
