/**
 * resilience4j's rate limiter: a call without a permit waits for a reserved one, if it comes within
 * `timeoutDuration`. Otherwise the call waits the whole timeout and fails: the library puts the
 * calling thread to sleep before it rejects.
 */
import { TIMER } from '../../kernel/queue.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { RATE_LIMITED } from '../../model/outcome.ts';
import { HOLD, PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { AtomicRateLimiter, CYCLE, PERMITS } from './atomic.ts';
import { Limiter } from './limiter.ts';
import type { Params } from './resilience4j.table.ts';

/** Per account, beside the arithmetic's values: its creation time. */
const OPENED = 2;

export class Resilience4jLimiter extends Limiter {
  /** Whether the waiting call has a reserved permit. */
  static override readonly slots = 1;
  whole = 0;
  private readonly rule = new AtomicRateLimiter(1, 1);
  private patienceNs = 0.5;

  constructor(place: Limiter['place']) {
    super(place, 3);
    this.patienceNs = 0;
  }

  override configure(w: Port, params: PatternParams): void {
    const p = params as unknown as Params;
    const periodNs = Math.max(1, Math.round(p.limitRefreshPeriod * 1e6));
    const { rule, values } = this;
    // The library keeps the permits when the limit changes, and cannot change the period; here,
    // periods of the new length start now.
    if (periodNs !== rule.periodNs)
      this.accounts.forEach((at) => {
        values[at + PERMITS] = rule.permitsAt(values, at, w.now - values[at + OPENED]!);
        values[at + CYCLE] = 0;
        values[at + OPENED] = w.now;
      });
    this.whole = rule.limit = p.limitForPeriod;
    rule.periodNs = periodNs;
    this.patienceNs = Math.round(p.timeoutDuration * 1e6);
    this.shareBy(p.per);
    if (this.per === 'all' && this.lastAccount() < 0) this.open(w, 0);
  }

  protected override begin(w: Port, at: number): void {
    this.values[at + CYCLE] = 0;
    this.values[at + PERMITS] = this.rule.limit;
    this.values[at + OPENED] = w.now;
  }

  /** A limiter's periods start at its creation: a new account would have others. */
  protected override forgettable(): boolean {
    return false;
  }

  private age(w: Port, at: number): number {
    return w.now - this.values[at + OPENED]!;
  }

  protected override left(w: Port, at: number): number {
    return this.rule.permitsAt(this.values, at, this.age(w, at));
  }

  protected override untilNextNs(w: Port, at: number): number {
    return this.rule.waitNs(this.left(w, at), 1, this.age(w, at));
  }

  protected override ask(w: Port, f: Frame, at: number): number {
    const { rule, patienceNs } = this;
    const waitNs = rule.reserve(this.values, at, 1, patienceNs, this.age(w, at));
    if (waitNs === 0) return PASS;
    const reserved = waitNs <= patienceNs;
    if (!reserved && patienceNs === 0) return RATE_LIMITED;
    w.pool.slots[f.slots + this.slot] = reserved ? 1 : 0;
    w.after(f, reserved ? waitNs : patienceNs, TIMER);
    return HOLD;
  }

  override wake(w: Port, f: Frame): void {
    if (w.pool.slots[f.slots + this.slot] === 1) w.calls.descend(f, this.layerOf(f) + 1);
    else w.calls.ascend(f, this.layerOf(f) - 1, RATE_LIMITED);
  }

  /** The permit is not returned, as when the library's thread is interrupted. */
  override abandon(_w: Port, f: Frame): void {
    f.due = 0;
  }
}
