/**
 * A histogram with bins of two significant digits, as in libcircllhist, which Envoy uses; quantiles
 * are interpolated within a bin. Memory grows with the largest number.
 */
import { grownInt } from '../../kernel/arrays.ts';
import { State } from '../../kernel/state.ts';

/** Bins per decade: the first two digits from 10 to 99. */
const DECADE = 90;

export class TwoDigits extends State {
  count = -1;
  private zeros = -1;
  private bins = new Int32Array(DECADE);

  constructor() {
    super();
    this.count = this.zeros = 0;
  }

  clear(): void {
    this.count = this.zeros = 0;
    this.bins.fill(0);
  }

  /** @param value whole, not negative */
  add(value: number): void {
    this.count++;
    if (value === 0) {
      this.zeros++;
      return;
    }
    // The numbers from 1 to 9 are 1.0 to 9.0, in bins of 0.1.
    let digits = value < 10 ? value * 10 : value;
    let decade = value < 10 ? 0 : 1;
    for (; digits >= 100; decade++) digits = Math.trunc(digits / 10);
    const at = decade * DECADE + digits - 10;
    if (at >= this.bins.length) this.bins = grownInt(this.bins, (decade + 1) * DECADE);
    this.bins[at]!++;
  }

  /** @param q from 0 to 1; the histogram must not be empty */
  quantile(q: number): number {
    const wanted = this.count * q;
    let above = this.zeros;
    if (this.zeros > 0 && above >= wanted) return 0;
    let [left, width, below] = [0, 0, 0];
    let unit = 0.1;
    for (let at = 0; at < this.bins.length; at++) {
      if (at > 0 && at % DECADE === 0) unit = at === DECADE ? 1 : unit * 10;
      const n = this.bins[at]!;
      if (n === 0) continue;
      left = ((at % DECADE) + 10) * unit;
      width = unit;
      below = above;
      above += n;
      if (above >= wanted) break;
    }
    return left + ((wanted - below) / (above - below)) * width;
  }
}
