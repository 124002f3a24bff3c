/**
 * The arithmetic of resilience4j's AtomicRateLimiter 2.3: permits are handed out by cycles, and who
 * comes too late for this cycle's reserves permits of later ones. Whole ns since it was made.
 */

// Of an account: which cycle it has seen, and the permits left in it; fewer than 0 are reserved.
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

  /** Permits at an instant: what was not used of earlier cycles is not added up. */
  permitsAt(account: Float64Array, at: number, ns: number): number {
    const passed = this.cycleAt(ns) - account[at + CYCLE]!;
    const permits = account[at + PERMITS]!;
    return passed === 0 ? permits : Math.min(permits + passed * this.limit, this.limit);
  }

  /** How long one has to wait for so many permits, where there are `available` now. */
  waitNs(available: number, permits: number, ns: number): number {
    if (available >= permits) return 0;
    const { limit, periodNs } = this;
    const toNextCycle = (this.cycleAt(ns) + 1) * periodNs - ns;
    // Whole cycles after the next one, whose permits are all reserved already.
    return toNextCycle + Math.trunc((permits - available - 1) / limit) * periodNs;
  }

  /**
   * Reserves permits, unless that takes longer than a caller is willing to wait.
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
