/**
 * Exponential back-off with jitter, as AWS describes it, a token budget and a gate by failures. A
 * call abandoned in its back-off ends at once, as with a context or a cancellation token.
 */
import type { Frame } from '../../model/flight/frame.ts';
import { DEGRADED, maskOf, type Outcome, TRANSIENT } from '../../model/outcome.ts';
import { PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { OWN, Retry } from './retry.ts';
import type { Params } from './plain.table.ts';

/** Slot: the last decorrelated delay in ms. */
const SLEPT = 0;

/** Tolerance: sums of tenths are not exact whole tokens. */
const ROUNDING = 1e-9;

export class PlainRetry extends Retry {
  static override readonly slots: number = OWN + 1;
  /** Tokens left in the budget; full when it is enabled. */
  balance = 0.5;
  private funded = false;
  /** Calls and failed attempts so far, for the gate; counted without one, too. */
  calls = 0;
  failed = 0;
  private p!: Params;

  constructor(place: Retry['place']) {
    super(place);
    this.balance = 0;
  }

  override configure(_w: Port, params: PatternParams): void {
    const p = params as unknown as Params;
    this.p = p;
    this.tries = p.maxAttempts;
    this.mask = maskOf(p.retryOn ?? TRANSIENT);
    this.localMask = maskOf(p.retryOn ?? []);
    const capacity = p.budget?.capacity ?? 0;
    this.balance = this.funded ? Math.min(this.balance, capacity) : capacity;
    this.funded = p.budget !== null;
  }

  protected override first(): number {
    const { budget } = this.p;
    this.calls++;
    if (budget) this.balance = Math.min(budget.capacity, this.balance + budget.deposit);
    return PASS;
  }

  protected override ended(_w: Port, _f: Frame, o: Outcome): void {
    if (o > DEGRADED) this.failed++;
  }

  protected override pay(): boolean {
    const { budget, gate } = this.p;
    if (gate && this.failed / this.calls > gate.failures) return false;
    if (!budget) return true;
    if (this.balance - budget.keep < budget.cost - ROUNDING) return false;
    this.balance -= budget.cost;
    return true;
  }

  protected override unpay(): void {
    this.balance += this.p.budget?.cost ?? 0;
  }

  protected override delay(w: Port, _f: Frame, _o: Outcome, n: number, own: number): number {
    const { backoff, base, cap, jitter } = this.p;
    if (jitter === 'decorrelated' && backoff !== 'none') {
      // "Exponential Backoff And Jitter", AWS Architecture Blog: s = min(cap, U(base, 3 s)).
      const last = n === 1 ? base : w.pool.slots[own + SLEPT]!;
      const next = Math.min(cap, base + this.jitter.double() * (3 * last - base));
      return (w.pool.slots[own + SLEPT] = next);
    }
    const delay = backoff === 'none' ? 0 : this.growth(n);
    if (jitter === 'full') return delay * this.jitter.double();
    if (jitter === 'equal') return delay / 2 + (delay / 2) * this.jitter.double();
    if (typeof jitter === 'string') return delay;
    const most = typeof jitter?.add === 'object' ? delay * jitter.add.share : (jitter?.add ?? 0);
    return delay + most * this.jitter.double();
  }

  /** The delay before jitter. */
  private growth(n: number): number {
    const { backoff, base, factor, cap } = this.p;
    if (typeof backoff !== 'string') return backoff[Math.min(n, backoff.length) - 1]!;
    if (backoff === 'constant') return Math.min(cap, base);
    if (backoff === 'linear') return Math.min(cap, base * n);
    let delay = base;
    for (let i = 1; i < n && delay < cap; i++) delay *= factor;
    return Math.min(cap, delay);
  }

  protected override get denies(): boolean {
    return this.p.gate !== null;
  }

  protected override held(): number | null {
    return this.p.budget === null ? null : this.balance;
  }
}
