/**
 * Netflix AIMDLimit 0.5: additive increase while the limit is in use, multiplicative decrease after
 * a drop or a timeout.
 */
import type { Values } from '../../model/params.ts';
import type { PatternParams } from '../../spec.ts';
import { Limit } from './limit.ts';
import type { params } from './aimd.table.ts';

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
