/**
 * The retry of resilience4j, with the intervals of its IntervalFunction. A call given up in its
 * back-off is over at once: the time limiter interrupts the thread that sleeps.
 */
import type { Frame } from '../../model/flight/frame.ts';
import { maskOf, type Outcome, REASONS } from '../../model/outcome.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { Retry } from './retry.ts';
import type { Params } from './resilience4j.table.ts';

export class Resilience4jRetry extends Retry {
  private p!: Params;

  override configure(_w: Port, params: PatternParams): void {
    const p = params as unknown as Params;
    this.p = p;
    this.tries = p.maxAttempts;
    this.mask = maskOf(p.retryExceptions ?? REASONS) & ~maskOf(p.ignoreExceptions);
    this.localMask = this.mask;
  }

  protected override delay(w: Port, _f: Frame, _o: Outcome, n: number): number {
    const { waitDuration, intervalFunction } = this.p;
    if (intervalFunction === null) return Math.trunc(waitDuration);
    const { initialInterval, multiplier, maxInterval, randomizationFactor } = intervalFunction;
    let interval = Math.trunc(initialInterval);
    const longest = w.longestNs / 1e6;
    for (let i = 1; i < n && interval < longest; i++) interval = Math.trunc(interval * multiplier);
    if (randomizationFactor !== null) interval = this.randomised(interval, randomizationFactor);
    return Math.min(interval, Math.trunc(maxInterval ?? longest));
  }

  /** A whole number of ms from this share below to this share above it, at least 1. */
  private randomised(interval: number, share: number): number {
    const least = interval - interval * share;
    const most = interval + interval * share;
    return Math.trunc(Math.max(1, least + this.jitter.double() * (most - least + 1)));
  }
}
