/**
 * A limit per fixed window, as rate-limiter-flexible's memory store has it: the first call opens a
 * window of its account, and the first one after its end the next.
 */
import type { Frame } from '../../model/flight/frame.ts';
import { RATE_LIMITED } from '../../model/outcome.ts';
import type { Values } from '../../model/params.ts';
import { PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import type { params } from './fixed-window.table.ts';
import { Limiter } from './limiter.ts';

// Per account: the end of its window, and the calls in it, rejected ones included.
const END = 0;
const CALLS = 1;

export class FixedWindow extends Limiter {
  whole = 0;
  private durationNs = 0.5;

  constructor(place: Limiter['place']) {
    super(place, 2);
  }

  override configure(_w: Port, p: PatternParams): void {
    const { points, duration, per } = p as unknown as Values<typeof params>;
    this.whole = points;
    // A window that is open ends when it was to end, as in the library.
    this.durationNs = Math.max(1, Math.round(duration * 1e6));
    this.shareBy(per);
  }

  protected override begin(): void {}

  protected override forgettable(w: Port, at: number): boolean {
    return w.now >= this.values[at + END]!;
  }

  protected override ask(w: Port, _f: Frame, at: number): number {
    const { values } = this;
    if (w.now >= values[at + END]!) {
      values[at + END] = w.now + this.durationNs;
      values[at + CALLS] = 0;
    }
    return ++values[at + CALLS]! > this.whole ? RATE_LIMITED : PASS;
  }

  protected override left(w: Port, at: number): number {
    const { values, whole } = this;
    return w.now >= values[at + END]! ? whole : Math.max(0, whole - values[at + CALLS]!);
  }

  protected override untilNextNs(w: Port, at: number): number {
    return this.left(w, at) > 0 ? 0 : Math.max(0, this.values[at + END]! - w.now);
  }
}
