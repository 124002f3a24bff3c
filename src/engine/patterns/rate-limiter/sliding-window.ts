/**
 * At most so many calls in any window: by a log of when they came, or by an estimate from how many
 * came in this window and the one before. The log forgets a call to the ns; the estimate takes the
 * calls of the last window for evenly spread, and needs three numbers.
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

// Of an account that is counted by the log: see CallLog. By the estimate: which window it is, and
// the calls in it and in the one before.
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
    // Another way of counting starts anew, and so does an estimate over another length.
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

  /** Brings an account up to now. */
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
    // The share of the last window must fall below what this one leaves of the limit; where it
    // leaves nothing, it must first become the last one itself.
    const below = (calls: number, room: number): number =>
      Math.floor(windowNs * (1 - room / calls)) + 1;
    if (current < whole) return below(values[at + PREVIOUS]!, whole - current) - elapsed;
    return windowNs - elapsed + below(current, whole);
  }
}
