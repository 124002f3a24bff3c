/**
 * A token bucket: tokens are added continuously, up to the capacity, and every call takes one. A
 * call may take a token that is still to come, and waits for it: the balance is then negative.
 * Reservations are those of Go's x/time/rate, `reserveN` and `CancelAt`.
 */
import { TIMER } from '../../kernel/queue.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { RATE_LIMITED } from '../../model/outcome.ts';
import type { Values } from '../../model/params.ts';
import { HOLD, PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { Limiter } from './limiter.ts';
import type { params } from './token-bucket.table.ts';

/** Tolerances: sums of tenths are not exact whole tokens, nor are waits exact whole ns. */
const ROUNDING = 1e-9;
const ROUNDING_NS = 1e-3;

// Per account: its tokens, the time of that balance, and the time of the last token reserved.
const TOKENS = 0;
const SINCE = 1;
const LAST = 2;

export class TokenBucket extends Limiter {
  /** Of a call that waits: the time of its token. */
  static override readonly slots = 1;
  whole = 0.5;
  private capacity = 0.5;
  private refillPerSec = 0;
  private patienceNs = 0;

  constructor(place: Limiter['place']) {
    super(place, 3);
    this.whole = this.capacity = 0;
  }

  override configure(w: Port, p: PatternParams): void {
    const { capacity, refill, initial, maxWait, per } = p as unknown as Values<typeof params>;
    // Refills at the old rate until now.
    this.accounts.forEach((at) => this.flow(w, at));
    this.capacity = capacity;
    this.whole = capacity * initial;
    this.refillPerSec = refill;
    this.patienceNs = Math.round(maxWait * 1e6);
    this.shareBy(per);
    const { values } = this;
    this.accounts.forEach((at) => {
      values[at + TOKENS] = Math.min(values[at + TOKENS]!, capacity);
      values[at + SINCE] = w.now;
    });
    if (per === 'all' && this.lastAccount() < 0) this.open(w, 0);
  }

  protected override begin(w: Port, at: number): void {
    this.values[at + TOKENS] = this.whole;
    this.values[at + SINCE] = w.now;
    this.values[at + LAST] = -1;
  }

  protected override forgettable(w: Port, at: number): boolean {
    return this.whole === this.capacity && this.left(w, at) >= this.capacity;
  }

  protected override left(w: Port, at: number): number {
    const { values } = this;
    const flown = ((w.now - values[at + SINCE]!) * this.refillPerSec) / 1e9;
    return Math.min(this.capacity, values[at + TOKENS]! + flown);
  }

  private flow(w: Port, at: number): void {
    this.values[at + TOKENS] = this.left(w, at);
    this.values[at + SINCE] = w.now;
  }

  protected override ask(w: Port, f: Frame, at: number): number {
    this.flow(w, at);
    const tokens = this.values[at + TOKENS]!;
    if (tokens < 1 - ROUNDING) return this.reserve(w, f, at, 1 - tokens);
    this.values[at + TOKENS]!--;
    return PASS;
  }

  /** Reserves the next token for a call, if it comes in time. */
  private reserve(w: Port, f: Frame, at: number, lacking: number): number {
    const ns = (lacking / this.refillPerSec) * 1e9;
    const waitNs = Math.max(1, Math.ceil(ns - ROUNDING_NS));
    if (waitNs > this.patienceNs) return RATE_LIMITED;
    this.values[at + TOKENS]!--;
    this.values[at + LAST] = w.pool.slots[f.slots + this.slot] = w.now + waitNs;
    w.after(f, waitNs, TIMER);
    return HOLD;
  }

  /** The call's token is there. */
  override wake(w: Port, f: Frame): void {
    w.calls.descend(f, this.layerOf(f) + 1);
  }

  override abandon(w: Port, f: Frame): void {
    f.due = 0;
    const at = this.find(f);
    if (at < 0) return;
    const { values, refillPerSec } = this;
    // Whole ns: the time of a token before this one may be a ns off.
    const behind = values[at + LAST]! - w.pool.slots[f.slots + this.slot]!;
    if (Math.abs(behind) * refillPerSec >= 0.5e9) return;
    this.flow(w, at);
    values[at + TOKENS] = Math.min(this.capacity, values[at + TOKENS]! + 1);
    values[at + LAST] = Math.round(values[at + LAST]! - 1e9 / refillPerSec);
  }

  protected override untilNextNs(w: Port, at: number): number {
    const lacking = 1 - this.left(w, at);
    return lacking <= ROUNDING ? 0 : Math.ceil((lacking / this.refillPerSec) * 1e9);
  }
}
