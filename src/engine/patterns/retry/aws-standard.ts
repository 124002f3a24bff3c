/**
 * The AWS SDKs' `standard` retry mode, with the constants of 2026, as in @smithy/core 3.41. A call
 * abandoned in its back-off ends at once: the SDK waits for the back-off or its abort signal,
 * whichever comes first. Tokens taken for the retry are not returned.
 */
import { pow } from '../../kernel/math.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { DEGRADED, maskOf, type Outcome, UNAVAILABLE } from '../../model/outcome.ts';
import { PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { OWN, Retry } from './retry.ts';
import { QUOTA } from './bounds.ts';
import { LONGEST, THROTTLING, type Params } from './aws-standard.table.ts';

const COST = 14;
const THROTTLING_COST = 5;
const BONUS = 1;

/** Upper bounds in ms: first delay after throttling, all delays, and the addition by a hint. */
const THROTTLING_DELAY = 1000;
const PATIENCE = 5000;
const throttling = maskOf(THROTTLING);
const retryable = maskOf([...UNAVAILABLE, ...THROTTLING, 'bulkhead-full']);

/** Slot: the cost of the last retry; before any, the return of a success. */
const TAKEN = 0;

export class AwsStandardRetry extends Retry {
  static override readonly slots: number = OWN + 1;
  capacity = QUOTA;
  private baseDelay = 0.5;

  override configure(_w: Port, params: PatternParams): void {
    const { maxAttempts, baseDelay } = params as unknown as Params;
    this.tries = maxAttempts;
    this.baseDelay = baseDelay;
    this.mask = retryable;
  }

  protected isThrottling(o: Outcome): boolean {
    return (throttling & (1 << o)) !== 0;
  }

  protected override first(w: Port, _f: Frame, own: number): number {
    w.pool.slots[own + TAKEN] = BONUS;
    return PASS;
  }

  protected override ended(w: Port, _f: Frame, o: Outcome, own: number): void {
    if (o <= DEGRADED) this.giveBack(w, own);
  }

  private giveBack(w: Port, own: number): void {
    this.capacity = Math.min(QUOTA, this.capacity + w.pool.slots[own + TAKEN]!);
  }

  protected override pay(w: Port, _f: Frame, o: Outcome, own: number): boolean {
    const cost = this.isThrottling(o) ? THROTTLING_COST : COST;
    if (this.capacity < cost) return false;
    this.capacity -= cost;
    w.pool.slots[own + TAKEN] = cost;
    return true;
  }

  protected override unpay(w: Port, own: number): void {
    this.giveBack(w, own);
  }

  protected override delay(_w: Port, f: Frame, o: Outcome, n: number): number {
    const base = this.isThrottling(o) ? THROTTLING_DELAY : this.baseDelay;
    const delay = Math.floor(this.jitter.double() * Math.min(base * pow(2, n - 1), LONGEST));
    const hint = this.hintMs(f);
    return hint < 0 ? delay : Math.max(delay, Math.min(hint, delay + PATIENCE));
  }

  protected override held(): number {
    return this.capacity;
  }
}
