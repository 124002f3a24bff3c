/**
 * resilience4j's retry, with the intervals of its IntervalFunction. A call abandoned in its
 * back-off ends at once: the time limiter interrupts the sleeping thread.
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

  /** Whole ms, at least 1, within this fraction below and above. */
  private randomised(interval: number, share: number): number {
    const least = interval - interval * share;
    const most = interval + interval * share;
    return Math.trunc(Math.max(1, least + this.jitter.double() * (most - least + 1)));
  }
}
