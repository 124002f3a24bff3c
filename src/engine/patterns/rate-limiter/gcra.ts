/**
 * The generic cell rate algorithm, as in throttled (Go): one timestamp per account, at which the
 * next evenly spaced call is due. A call may be early by `maxBurst` intervals.
 */
import type { Frame } from '../../model/flight/frame.ts';
import { RATE_LIMITED } from '../../model/outcome.ts';
import type { Values } from '../../model/params.ts';
import { PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { Limiter } from './limiter.ts';
import type { params } from './gcra.table.ts';

export class Gcra extends Limiter {
  /** ns between evenly spaced calls; how early a call may be, beside its own interval. */
  private emissionNs = 0.5;
  private toleranceNs = 0.5;
  whole = 0;

  constructor(place: Limiter['place']) {
    super(place, 1);
    this.emissionNs = this.toleranceNs = 1;
  }

  override configure(_w: Port, p: PatternParams): void {
    const { maxRate, maxBurst, per } = p as unknown as Values<typeof params>;
    // Whole ns, as in the library.
    this.emissionNs = Math.max(1, Math.trunc(1e9 / maxRate));
    this.toleranceNs = this.emissionNs * (maxBurst + 1);
    this.whole = maxBurst + 1;
    this.shareBy(per);
  }

  protected override begin(): void {}

  protected override forgettable(w: Port, at: number): boolean {
    return this.values[at]! <= w.now;
  }

  /** Time at which the next call would be due, after one more. */
  private next(w: Port, at: number): number {
    return Math.max(this.values[at]!, w.now) + this.emissionNs;
  }

  protected override ask(w: Port, _f: Frame, at: number): number {
    const next = this.next(w, at);
    if (w.now < next - this.toleranceNs) return RATE_LIMITED;
    this.values[at] = next;
    return PASS;
  }

  protected override untilNextNs(w: Port, at: number): number {
    return Math.max(0, this.next(w, at) - this.toleranceNs - w.now);
  }

  protected override left(w: Port, at: number): number {
    const ahead = Math.max(0, this.values[at]! - w.now);
    return Math.max(0, Math.trunc((this.toleranceNs - ahead) / this.emissionNs));
  }
}
