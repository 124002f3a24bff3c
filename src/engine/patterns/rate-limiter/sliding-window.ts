/**
 * A limit per sliding window, by a log of call times or by an estimate from the counts of this
 * window and the previous one. The log is exact; the estimate assumes evenly spread calls in the
 * previous window, and needs three values.
 */
import type { Frame } from '../../model/flight/frame.ts';
import { RATE_LIMITED } from '../../model/outcome.ts';
import type { Values } from '../../model/params.ts';
import { PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { CallLog } from './call-log.ts';
import { Limiter } from './limiter.ts';
import type { params } from './sliding-window.table.ts';

// Per account. Log: see CallLog. Estimate: the window number, and the counts of it and of the
// previous one.
const WINDOW = 0;
const CURRENT = 1;
const PREVIOUS = 2;

export class SlidingWindow extends Limiter {
  whole = 0;
  private readonly log = new CallLog();
  private estimates = false;
  private windowNs = 0.5;

  constructor(place: Limiter['place']) {
    super(place, 3);
    this.windowNs = 1;
  }

  override configure(_w: Port, p: PatternParams): void {
    const { limit, window, count, per } = p as unknown as Values<typeof params>;
    const windowNs = Math.max(1, Math.round(window * 1e6));
    const estimates = count === 'estimate';
    // Another way of counting starts from scratch, as does an estimate over another length.
    const others = this.shareBy(per);
    if (others || estimates !== this.estimates || (estimates && windowNs !== this.windowNs)) {
      this.log.clear();
      this.accounts.clear();
    }
    this.whole = limit;
    this.windowNs = windowNs;
    this.estimates = estimates;
  }

  protected override begin(): void {}

  protected override forgettable(w: Port, at: number): boolean {
    this.age(w, at);
    return this.used(w, at) === 0;
  }

  /** Updates an account to the current time. */
  private age(w: Port, at: number): void {
    const { values } = this;
    if (!this.estimates) return this.log.forget(values, at, w.now - this.windowNs);
    const window = Math.floor(w.now / this.windowNs);
    const passed = window - values[at + WINDOW]!;
    if (passed === 0) return;
    values[at + PREVIOUS] = passed === 1 ? values[at + CURRENT]! : 0;
    values[at + CURRENT] = 0;
    values[at + WINDOW] = window;
  }

  /** Calls in the window that ends now. */
  private used(w: Port, at: number): number {
    const { values, windowNs } = this;
    if (!this.estimates) return this.log.count(values, at);
    const elapsed = w.now - values[at + WINDOW]! * windowNs;
    return values[at + CURRENT]! + values[at + PREVIOUS]! * (1 - elapsed / windowNs);
  }

  protected override ask(w: Port, _f: Frame, at: number): number {
    this.age(w, at);
    if (this.used(w, at) >= this.whole) return RATE_LIMITED;
    if (this.estimates) this.values[at + CURRENT]!++;
    else this.log.add(this.values, at, w.now);
    return PASS;
  }

  protected override left(w: Port, at: number): number {
    this.age(w, at);
    return Math.max(0, this.whole - this.used(w, at));
  }

  protected override untilNextNs(w: Port, at: number): number {
    this.age(w, at);
    const { values, windowNs, whole } = this;
    if (this.used(w, at) < whole) return 0;
    if (!this.estimates) return this.log.oldest(values, at) + windowNs - w.now;
    const elapsed = w.now - values[at + WINDOW]! * windowNs;
    const current = values[at + CURRENT]!;
    // The weighted count of the previous window must fall below the limit that this window leaves;
    // if none is left, this window must first become the previous one.
    const below = (calls: number, room: number): number =>
      Math.floor(windowNs * (1 - room / calls)) + 1;
    if (current < whole) return below(values[at + PREVIOUS]!, whole - current) - elapsed;
    return windowNs - elapsed + below(current, whole);
  }
}
