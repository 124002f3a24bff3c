/** Parameters, help and behavior of `aimd.ts`. */
import { count, ms, number } from '../../model/params.ts';
import type { Refusal, Variant } from '../../model/table.ts';
import { gathering } from './windowed.table.ts';

export const params = {
  initialLimit: count(20, 'Initial limit. An edit resets the limit to the new value.', { min: 1 }),
  minLimit: count(20, 'Lower bound of the limit.', { min: 1 }),
  maxLimit: count(200, 'Upper bound of the limit.', { min: 1 }),
  backoffRatio: number(0.9, 'Factor applied to the limit after a drop.', { min: 0.5, max: 1 }),
  timeout: ms(5000, 'A call that takes longer than this counts as a drop.', { zero: false }),
  window: gathering,
} as const;

export const aimd: Variant = {
  of: 'Netflix concurrency-limits 0.5, AIMDLimit',
  help:
    'Grows by one while at least half of the limit is in use, and shrinks by a factor after ' +
    'a drop. A drop is a failure that indicates overload; `error`, `permanent` and ' +
    '`conflict` are ignored.',
  params,
};

export const refuseAimd = (p: Record<string, unknown>): Refusal | null =>
  p['backoffRatio'] === 1
    ? { at: 'backoffRatio', found: '1', wanted: 'at least 0.5 and less than 1' }
    : null;
