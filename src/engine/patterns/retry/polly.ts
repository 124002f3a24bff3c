/**
 * Polly's retry, with the additions of .NET's HTTP options. A call abandoned in its back-off ends
 * at once: the delay uses the outer timeout's cancellation token.
 */
import { pow } from '../../kernel/math.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { maskOf, type Outcome } from '../../model/outcome.ts';
import { PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { between, placeOf } from '../../model/retrying/decorrelated.ts';
import { OWN, Retry } from './retry.ts';
import type { Params } from './polly.table.ts';

/** Slot: the last retry's position on the curve. */
const PLACE = 0;

export class PollyRetry extends Retry {
  static override readonly slots: number = OWN + 1;
  private p!: Params;

  override configure(_w: Port, params: PatternParams): void {
    const p = params as unknown as Params;
    this.p = p;
    this.tries = p.maxRetryAttempts + 1;
    this.mask = this.localMask = maskOf(p.shouldHandle);
  }

  protected override first(w: Port, _f: Frame, own: number): number {
    w.pool.slots[own + PLACE] = 0;
    return PASS;
  }

  protected override delay(w: Port, f: Frame, _o: Outcome, n: number, own: number): number {
    const { maxDelay, shouldRetryAfterHeader } = this.p;
    const delay = this.backoff(w, n, own);
    const hint = shouldRetryAfterHeader ? this.hintMs(f) : -1;
    if (hint >= 0) return hint;
    return maxDelay === null ? delay : Math.min(delay, maxDelay);
  }

  private backoff(w: Port, n: number, own: number): number {
    const { delay, backoffType, useJitter } = this.p;
    if (delay === 0) return 0;
    if (backoffType === 'Exponential') {
      if (!useJitter) return delay * pow(2, n - 1);
      const last = w.pool.slots[own + PLACE]!;
      const next = placeOf(n - 1, this.jitter.double(), 2);
      w.pool.slots[own + PLACE] = next;
      return between(last, next, delay);
    }
    const even = backoffType === 'Linear' ? n * delay : delay;
    return useJitter ? even * 0.75 + even * 0.5 * this.jitter.double() : even;
  }
}
