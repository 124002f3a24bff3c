/**
 * Netflix VegasLimit 0.5: estimates the callee's queue from the ratio of RTTs, and keeps it short.
 * Occasionally the next RTT becomes the new no-load RTT.
 */
import type { Stream } from '../../kernel/random.ts';
import type { Values } from '../../model/params.ts';
import type { PatternParams } from '../../spec.ts';
import { Limit } from './limit.ts';
import type { params } from './vegas.table.ts';

/** Log10RootFunction: whole decades, at least 1. */
export function decades(limit: number): number {
  let whole = 1;
  for (let power = 100; limit >= power; power *= 10) whole++;
  return whole;
}

export class Vegas extends Limit {
  private p!: Values<typeof params>;
  /** The no-load RTT; 0: unknown. */
  private noLoadNs = 0.5;
  private probeCount = -1;
  private probeJitter = 0.5;
  private readonly jitter: Stream;

  constructor(jitter: Stream) {
    super();
    this.jitter = jitter;
    this.noLoadNs = this.probeCount = this.probeJitter = 0;
  }

  override configure(params: PatternParams): void {
    this.p = params as unknown as NonNullable<typeof this.p>;
    if (this.estimate < 0) this.drawJitter();
    this.start(this.p.initialLimit, 1, this.p.maxConcurrency);
  }

  private drawJitter(): void {
    this.probeJitter = 0.5 + this.jitter.double() / 2;
  }

  override update(rttNs: number, inflight: number, dropped: boolean): void {
    this.probeCount++;
    if (this.probeJitter * this.p.probeMultiplier * this.estimate <= this.probeCount) {
      this.drawJitter();
      this.probeCount = 0;
      this.noLoadNs = rttNs;
    } else if (this.noLoadNs === 0 || rttNs < this.noLoadNs) this.noLoadNs = rttNs;
    else this.adjust(rttNs, inflight, dropped);
  }

  private adjust(rttNs: number, inflight: number, dropped: boolean): void {
    const { maxConcurrency, smoothing, alpha, beta } = this.p;
    const limit = this.estimate;
    const step = decades(this.whole);
    const most = beta ?? 6 * step;
    const queue = Math.ceil(limit * (1 - this.noLoadNs / rttNs));
    let wanted: number;
    if (dropped) wanted = limit - step;
    else if (inflight * 2 < limit) return;
    else if (queue <= step) wanted = limit + most;
    else if (queue < (alpha ?? 3 * step)) wanted = limit + step;
    else if (queue > most) wanted = limit - step;
    else return;
    wanted = Math.max(1, Math.min(maxConcurrency, wanted));
    this.estimate = (1 - smoothing) * limit + smoothing * wanted;
  }
}
