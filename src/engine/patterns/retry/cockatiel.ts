/** cockatiel's retry policy. A call abandoned in its back-off is tried once more. */
import { between, placeOf } from '../../model/retrying/decorrelated.ts';
import { backoffMs, type BackoffOptions } from '../../model/retrying/exponential-backoff.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { maskOf, type Outcome, REASONS } from '../../model/outcome.ts';
import { PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { OWN, Retry } from './retry.ts';
import type { Params } from './cockatiel.table.ts';

/** Slot: the last retry's position on the curve of the decorrelated generator. */
const PLACE = 0;

export class CockatielRetry extends Retry {
  static override readonly slots: number = OWN + 1;
  private p!: Params;

  override configure(_w: Port, params: PatternParams): void {
    const p = params as unknown as Params;
    this.p = p;
    this.tries = p.maxAttempts + 1;
    this.mask = this.localMask = maskOf(p.handle ?? REASONS);
  }

  /** It checks the signal only after a failure: a started back-off ends in one more attempt. */
  override get keepsAbandoned(): boolean {
    return true;
  }

  protected override first(w: Port, _f: Frame, own: number): number {
    w.pool.slots[own + PLACE] = 0;
    return PASS;
  }

  protected override delay(w: Port, _f: Frame, _o: Outcome, n: number, own: number): number {
    const { backoff } = this.p;
    if (typeof backoff === 'number') return backoff;
    if (Array.isArray(backoff)) return (backoff as number[])[Math.min(n, backoff.length) - 1]!;
    const options = backoff as BackoffOptions;
    if (options.generator !== 'decorrelatedJitterGenerator')
      return backoffMs(options, n - 1, () => this.jitter.double());
    const last = w.pool.slots[own + PLACE]!;
    const next = placeOf(n - 1, this.jitter.double(), options.exponent);
    w.pool.slots[own + PLACE] = next;
    return Math.min(between(last, next, options.initialDelay), options.maxDelay);
  }
}
