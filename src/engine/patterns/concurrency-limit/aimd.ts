/** Netflix AIMDLimit 0.5: one more while it is used, a share less after a drop or a timeout. */
import { count, ms, number, type Values } from '../../model/params.ts';
import type { Refusal, Variant } from '../../model/table.ts';
import type { PatternParams } from '../../spec.ts';
import { Limit } from './limit.ts';
import { gathering } from './windowed.ts';

const params = {
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
  nature: () => ({ refuses: ['shed'] }),
};

export const refuseAimd = (p: Record<string, unknown>): Refusal | null =>
  p['backoffRatio'] === 1
    ? { at: 'backoffRatio', found: '1', wanted: 'at least 0.5 and less than 1' }
    : null;

export class Aimd extends Limit {
  private p!: Values<typeof params>;
  private timeoutNs = 0.5;

  override configure(params: PatternParams): void {
    this.p = params as unknown as NonNullable<typeof this.p>;
    this.timeoutNs = Math.round(this.p.timeout * 1e6);
    this.start(this.p.initialLimit, this.p.minLimit, this.p.maxLimit);
  }

  override update(rttNs: number, inflight: number, dropped: boolean): void {
    const { minLimit, maxLimit, backoffRatio } = this.p;
    let limit = this.estimate;
    if (dropped || rttNs > this.timeoutNs) limit = Math.trunc(limit * backoffRatio);
    else if (inflight * 2 >= limit) limit++;
    this.estimate = Math.min(maxLimit, Math.max(minLimit, limit));
  }
}
