/** Limits on a run's time and memory. Reaching one ends the run with partial results. */

/** Nesting of calls: deeper than any chain of 500 services. */
export const NESTING_MAX = 512;
/** Requests, calls, attempts and branches in flight. */
export const IN_FLIGHT_MAX = 3_000_000;
/** Events at one instant of simulated time. */
export const INSTANT_MAX = 10_000_000;
export const EVENTS_MAX = 500_000_000;

/** Faults that affect a fraction of requests: each has a bit of a frame's `struck`. */
export const SHARES_MAX = 31;

/** A run has reached a limit. */
export class LimitReached extends Error {
  readonly limit: string;

  constructor(limit: string, message: string) {
    super(message);
    this.limit = limit;
  }
}
