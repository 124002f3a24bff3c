/**
 * Finagle's retries: an expiring budget, and decorrelated back-off. A call abandoned in its
 * back-off ends at once: the outer timeout interrupts the future, which cancels the timer.
 */
import type { Frame } from '../../model/flight/frame.ts';
import { maskOf, type Outcome, UNAVAILABLE } from '../../model/outcome.ts';
import { PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { OWN, Retry } from './retry.ts';
import { WindowedBudget } from './windowed-budget.ts';
import { reserveOf, SHARE_OF_BALANCE } from './bounds.ts';
import type { Params } from './finagle.table.ts';

// Slots: maximum attempts of this call; the last delay in ms.
const LIMIT = 0;
const SLEPT = 1;

const msOf = (w: Port): number => Math.floor(w.now / 1e6);

export class FinagleRetry extends Retry {
  static override readonly slots: number = OWN + 2;
  readonly budget = new WindowedBudget();
  private p!: Params;

  override configure(w: Port, params: PatternParams): void {
    const p = params as unknown as Params;
    this.p = p;
    this.mask = maskOf(p.retryOn ?? UNAVAILABLE);
    this.localMask = maskOf(p.retryOn ?? []);
    this.budget.configure(msOf(w), p.ttl, p.minRetriesPerSec, p.percentCanRetry);
  }

  protected override first(w: Port, _f: Frame, own: number): number {
    const now = msOf(w);
    this.budget.add(now);
    w.pool.slots[own + LIMIT] = 1 + Math.ceil(SHARE_OF_BALANCE * this.budget.balance(now));
    return PASS;
  }

  protected override limit(w: Port, own: number): number {
    return w.pool.slots[own + LIMIT]!;
  }

  protected override pay(w: Port): boolean {
    const { minRetriesPerSec, percentCanRetry } = this.p;
    if (minRetriesPerSec === 0 && percentCanRetry === 0) return false;
    return this.budget.withdraw(msOf(w));
  }

  protected override unpay(): void {
    this.budget.giveBack();
  }

  protected override delay(w: Port, _f: Frame, _o: Outcome, n: number, own: number): number {
    const { backoff } = this.p;
    if (backoff === null) return 0;
    const { start, maximum } = backoff;
    const { slots } = w.pool;
    const most = n === 1 ? start : Math.min(3 * slots[own + SLEPT]!, maximum);
    const delay = n === 1 ? start : start + this.jitter.double() * (most - start);
    return (slots[own + SLEPT] = delay);
  }

  /** Affordable retries, up to the reserve. */
  protected override held(w: Port): number {
    const balance = this.budget.seen(msOf(w));
    return Math.max(0, Math.min(balance, Math.max(1, reserveOf(this.p))));
  }
}
