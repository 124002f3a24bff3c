/**
 * resilience4j's AtomicRateLimiter 2.3: permits are issued per cycle, and calls that find none
 * reserve permits of later cycles. Whole ns since its creation.
 */

// Per account: its last cycle, and the permits left in it; negative: reserved.
export const CYCLE = 0;
export const PERMITS = 1;

export class AtomicRateLimiter {
  limit: number;
  periodNs: number;

  constructor(limit: number, periodNs: number) {
    this.limit = limit;
    this.periodNs = periodNs;
  }

  cycleAt(ns: number): number {
    return Math.floor(ns / this.periodNs);
  }

  /** Permits at a time: unused permits of earlier cycles do not accumulate. */
  permitsAt(account: Float64Array, at: number, ns: number): number {
    const passed = this.cycleAt(ns) - account[at + CYCLE]!;
    const permits = account[at + PERMITS]!;
    return passed === 0 ? permits : Math.min(permits + passed * this.limit, this.limit);
  }

  /** Wait for a number of permits, with `available` left now. */
  waitNs(available: number, permits: number, ns: number): number {
    if (available >= permits) return 0;
    const { limit, periodNs } = this;
    const toNextCycle = (this.cycleAt(ns) + 1) * periodNs - ns;
    // Whole cycles after the next one, all reserved already.
    return toNextCycle + Math.trunc((permits - available - 1) / limit) * periodNs;
  }

  /**
   * Reserves permits, unless the wait exceeds the timeout.
   * @returns the wait, whether they were reserved or not
   */
  reserve(account: Float64Array, at: number, permits: number, patienceNs: number, ns: number) {
    const available = this.permitsAt(account, at, ns);
    const waitNs = this.waitNs(available, permits, ns);
    account[at + CYCLE] = this.cycleAt(ns);
    account[at + PERMITS] = patienceNs >= waitNs ? available - permits : available;
    return waitNs;
  }
}
