/**
 * An Envoy route's retry policy, with its cluster's limit of concurrent retries. A call abandoned
 * in its back-off ends at once: the route's timeout drops the state that holds the timer.
 */
import { pow } from '../../kernel/math.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { BULKHEAD_FULL, maskOf, type Outcome } from '../../model/outcome.ts';
import { PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { OWN, Retry } from './retry.ts';
import { FIVE_XX, type Params } from './envoy.table.ts';

/** Slot: whether the call's retry counts as in flight. */
const COUNTS = 0;

export class EnvoyRetry extends Retry {
  static override readonly slots: number = OWN + 1;
  /** In-flight requests without back-offs; in-flight retries including back-offs. */
  active = 0;
  retrying = 0;
  private p!: Params;

  override configure(_w: Port, params: PatternParams): void {
    const p = params as unknown as Params;
    this.p = p;
    this.tries = p.numRetries + 1;
    this.mask = maskOf(p.retryOn ?? FIVE_XX);
    this.localMask = maskOf(p.retryOn ?? []) & ~(1 << BULKHEAD_FULL);
  }

  protected override first(w: Port, _f: Frame, own: number): number {
    this.active++;
    w.pool.slots[own + COUNTS] = 0;
    return PASS;
  }

  protected override ended(w: Port, _f: Frame, _o: Outcome, own: number): void {
    this.active--;
    this.release(w, own);
  }

  private release(w: Port, own: number): void {
    this.retrying -= w.pool.slots[own + COUNTS]!;
    w.pool.slots[own + COUNTS] = 0;
  }

  /** Maximum concurrent retries for a number of in-flight requests. */
  private limitOf(active: number): number {
    const { retryBudget, maxRetries } = this.p;
    if (retryBudget === null) return maxRetries;
    const share = Math.trunc((retryBudget.budgetPercent / 100) * active);
    return Math.max(share, retryBudget.minRetryConcurrency);
  }

  protected override pay(w: Port, _f: Frame, _o: Outcome, own: number): boolean {
    // The failed request no longer counts (envoyproxy/envoy issue 30205).
    if (this.retrying >= this.limitOf(this.active)) return false;
    this.retrying++;
    w.pool.slots[own + COUNTS] = 1;
    return true;
  }

  protected override unpay(w: Port, own: number): void {
    this.release(w, own);
  }

  protected override dropped(w: Port, own: number): void {
    this.release(w, own);
  }

  protected override retry(w: Port, f: Frame): void {
    this.active++;
    super.retry(w, f);
  }

  protected override delay(_w: Port, f: Frame, _o: Outcome, n: number): number {
    const { baseInterval, maxInterval, rateLimitedRetryBackOff: listens } = this.p;
    const hint = Math.ceil(this.hintMs(f));
    if (listens !== null && hint > 0 && hint <= listens.maxInterval)
      return hint + this.jitter.below(Math.max(1, Math.trunc(hint / 2)));
    const most = Math.trunc(maxInterval ?? 10 * baseInterval);
    return this.jitter.below(Math.min(Math.trunc(baseInterval) * pow(2, n - 1), most));
  }

  /** Fraction of the concurrent retries still available. */
  protected override held(): number {
    const limit = this.limitOf(this.active);
    return limit === 0 ? 0 : Math.max(0, 1 - this.retrying / limit);
  }
}
