/**
 * p-retry, as of version 9: its delays never exceed `maxRetryTime`. A call abandoned in its
 * back-off ends at once, as with a `signal`; inside opossum, which passes none, it continues.
 */
import { pow } from '../../kernel/math.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { maskOf, type Outcome } from '../../model/outcome.ts';
import { PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { OWN, Retry } from './retry.ts';
import { growth, type Params } from './p-retry.table.ts';

/** Node's longest timer, in ms. */
const TIMER_MAX = 2_147_483_647;

/** Slot: start time of the call, in ns. */
const BEGAN = 0;

export class PRetry extends Retry {
  static override readonly slots: number = OWN + 1;
  private p!: Params;

  override configure(_w: Port, params: PatternParams): void {
    const p = params as unknown as Params;
    this.p = p;
    this.tries = p.retries + 1;
    this.mask = this.localMask = maskOf(p.shouldRetry);
  }

  protected override first(w: Port, _f: Frame, own: number): number {
    w.pool.slots[own + BEGAN] = w.now;
    return PASS;
  }

  protected override delay(w: Port, _f: Frame, _o: Outcome, n: number, own: number): number {
    const { factor, minTimeout, maxTimeout, randomize, maxRetryTime } = this.p;
    const left =
      maxRetryTime === null ? Infinity : maxRetryTime - (w.now - w.pool.slots[own + BEGAN]!) / 1e6;
    if (left <= 0) return -1;
    const random = randomize ? 1 + this.jitter.double() : 1;
    const delay = Math.round(random * minTimeout * pow(growth(factor), n - 1));
    // The maximum delay is rounded up to whole ms.
    return Math.min(delay, Math.ceil(maxTimeout ?? Infinity), TIMER_MAX, left);
  }
}
