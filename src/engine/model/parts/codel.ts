/**
 * Controlled delay, as in folly's `Codel` (Facebook, "Fail at Scale", ACM Queue 2015): while even
 * the shortest wait of an interval is longer than the target, requests that have waited twice the
 * target are shed as they would be served.
 */
import { State } from '../../kernel/state.ts';
import type { QueueSpec } from '../../spec.ts';

const NS_PER_MS = 1e6;

export class Codel extends State {
  private targetNs = 0.5;
  private intervalNs = 0.5;
  private intervalEndNs = 0.5;
  /** The shortest wait of the present interval. */
  private leastNs = 0.5;
  private overloaded = false;

  constructor() {
    super();
    this.targetNs = this.intervalNs = this.intervalEndNs = this.leastNs = 0;
  }

  configure({ target, interval }: NonNullable<QueueSpec['codel']>): void {
    this.targetNs = target * NS_PER_MS;
    this.intervalNs = interval * NS_PER_MS;
  }

  /** A request leaves the queue after so long. @returns whether it is to be shed */
  sheds(waitedNs: number, nowNs: number): boolean {
    if (nowNs > this.intervalEndNs) {
      this.overloaded = this.leastNs > this.targetNs;
      this.intervalEndNs = nowNs + this.intervalNs;
      // The first of an interval is never shed.
      this.leastNs = waitedNs;
      return false;
    }
    if (waitedNs < this.leastNs) this.leastNs = waitedNs;
    return this.overloaded && waitedNs > 2 * this.targetNs;
  }
}
