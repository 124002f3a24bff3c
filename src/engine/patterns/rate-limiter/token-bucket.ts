/** A token bucket: tokens are added continuously, up to the capacity, and every call takes one. */
import type { Frame } from '../../model/flight/frame.ts';
import { RATE_LIMITED } from '../../model/outcome.ts';
import type { Values } from '../../model/params.ts';
import { PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { Limiter } from './limiter.ts';
import type { params } from './token-bucket.table.ts';

/** Tolerance: sums of tenths are not exact whole tokens. */
const ROUNDING = 1e-9;

// Per account: its tokens, and the time of that balance.
const TOKENS = 0;
const SINCE = 1;

export class TokenBucket extends Limiter {
  whole = 0;
  private refillPerSec = 0;

  constructor(place: Limiter['place']) {
    super(place, 2);
  }

  override configure(w: Port, p: PatternParams): void {
    const { capacity, refill, per } = p as unknown as Values<typeof params>;
    // Refills at the old rate until now.
    this.accounts.forEach((at) => this.flow(w, at));
    this.whole = capacity;
    this.refillPerSec = refill;
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
  }

  protected override forgettable(w: Port, at: number): boolean {
    return this.left(w, at) >= this.whole;
  }

  protected override left(w: Port, at: number): number {
    const { values } = this;
    const flown = ((w.now - values[at + SINCE]!) * this.refillPerSec) / 1e9;
    return Math.min(this.whole, values[at + TOKENS]! + flown);
  }

  private flow(w: Port, at: number): void {
    this.values[at + TOKENS] = this.left(w, at);
    this.values[at + SINCE] = w.now;
  }

  protected override ask(w: Port, _f: Frame, at: number): number {
    this.flow(w, at);
    if (this.values[at + TOKENS]! < 1 - ROUNDING) return RATE_LIMITED;
    this.values[at + TOKENS]!--;
    return PASS;
  }

  protected override untilNextNs(w: Port, at: number): number {
    const lacking = 1 - this.left(w, at);
    return lacking <= ROUNDING ? 0 : Math.ceil((lacking / this.refillPerSec) * 1e9);
  }

  override report(): Record<string, number> {
    const at = this.lastAccount();
    return { tokens: at < 0 ? this.whole : this.values[at + TOKENS]! };
  }
}
