/**
 * Bounds that keep a run from taking all time and memory. Reaching one ends it, with its results.
 */

/** Calls around a call: deeper than any chain of 500 services. */
export const NESTING_MAX = 512;
/** Requests, calls, attempts and branches under way at once. */
export const IN_FLIGHT_MAX = 3_000_000;
/** Events at one instant of simulated time. */
export const INSTANT_MAX = 10_000_000;
export const EVENTS_MAX = 500_000_000;

/** Faults that hit a share of requests: each has a bit of a frame's `struck`. */
export const SHARES_MAX = 31;

/** A run has come to a limit. */
export class LimitReached extends Error {
  readonly limit: string;

  constructor(limit: string, message: string) {
    super(message);
    this.limit = limit;
  }
}
