/**
 * Netflix WindowedLimit 0.5: collects RTTs over a window and passes on their average, the maximum
 * concurrency, and whether any call was dropped.
 */
import { State } from '../../kernel/state.ts';
import type { Values } from '../../model/params.ts';
import type { Limit } from './limit.ts';
import type { fields } from './windowed.table.ts';

export class Windowed extends State {
  private nextUpdateNs = 0.5;
  private minNs = 0.5;
  private sumNs = 0.5;
  private inflight = -1;
  private count = -1;
  private dropped = false;
  private p: Values<typeof fields>;

  constructor(p: Values<typeof fields>) {
    super();
    this.p = p;
    this.nextUpdateNs = 0;
    this.empty();
  }

  configure(p: Values<typeof fields>): void {
    this.p = p;
  }

  private empty(): void {
    this.minNs = Infinity;
    this.sumNs = this.inflight = this.count = 0;
    this.dropped = false;
  }

  /** A call has ended: as Limit.update, but with a time; the limit is updated per window. */
  sample(limit: Limit, nowNs: number, rttNs: number, inflight: number, dropped: boolean): void {
    const { minWindowTime, maxWindowTime, windowSize, minRttThreshold } = this.p;
    if (rttNs < minRttThreshold * 1e6) return;
    this.minNs = Math.min(this.minNs, rttNs);
    this.sumNs += rttNs;
    this.inflight = Math.max(this.inflight, inflight);
    this.count++;
    this.dropped ||= dropped;
    if (nowNs <= this.nextUpdateNs) return;
    const length = Math.min(Math.max(this.minNs * 2, minWindowTime * 1e6), maxWindowTime * 1e6);
    this.nextUpdateNs = nowNs + length;
    if (this.count >= windowSize)
      limit.update(Math.trunc(this.sumNs / this.count), this.inflight, this.dropped);
    this.empty();
  }
}
