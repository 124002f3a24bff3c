/** Netflix Gradient2Limit 0.5: compares each RTT with a long-term average. */
import type { Values } from '../../model/params.ts';
import type { PatternParams } from '../../spec.ts';
import { Limit } from './limit.ts';
import type { params } from './gradient2.table.ts';

/** ExpAvgMeasurement: number of RTT samples averaged before exponential smoothing starts. */
const PLAIN = 10;

export class Gradient2 extends Limit {
  private p!: Values<typeof params>;
  private longNs = 0.5;
  /** Sum and number of the first samples. */
  private sumNs = 0.5;
  private count = -1;

  constructor() {
    super();
    this.longNs = this.sumNs = this.count = 0;
  }

  override configure(params: PatternParams): void {
    this.p = params as unknown as NonNullable<typeof this.p>;
    this.start(this.p.initialLimit, this.p.minLimit, this.p.maxConcurrency);
  }

  /** Adds a sample to the long-term average. */
  private average(rttNs: number): number {
    if (this.count < PLAIN) {
      this.count++;
      this.sumNs += rttNs;
      return this.sumNs / this.count;
    }
    const factor = 2 / (this.p.longWindow + 1);
    return this.longNs * (1 - factor) + rttNs * factor;
  }

  override update(rttNs: number, inflight: number, _dropped: boolean): void {
    const { minLimit, maxConcurrency, queueSize, rttTolerance, smoothing } = this.p;
    this.longNs = this.average(rttNs);
    const longNs = this.longNs;
    // Recovery after long load: the average follows faster.
    if (longNs / rttNs > 2) this.longNs *= 0.95;
    if (inflight < this.estimate / 2) return;
    const gradient = Math.max(0.5, Math.min(1, (rttTolerance * longNs) / rttNs));
    const wanted = this.estimate * gradient + queueSize;
    const limit = this.estimate * (1 - smoothing) + wanted * smoothing;
    this.estimate = Math.max(minLimit, Math.min(maxConcurrency, limit));
  }
}
