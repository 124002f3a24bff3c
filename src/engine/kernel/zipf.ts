/**
 * Zipf's law: whole numbers from 0 to n - 1 with probability proportional to (k + 1)^-skew. Drawn
 * by rejection-inversion (Hörmann and Derflinger 1996, doi:10.1145/235025.235029), which needs no
 * table.
 */
import { exp, ln, pow } from './math.ts';
import type { Stream } from './random.ts';

/** A skew closer to 1 than this counts as 1. */
const ONE = 1e-6;

export class Zipf {
  private readonly n: number;
  private readonly skew: number;
  private readonly low: number;
  private readonly high: number;
  private readonly sure: number;

  constructor(n: number, skew: number) {
    this.n = n;
    this.skew = Math.abs(skew - 1) < ONE ? 1 : skew;
    this.low = this.area(1.5) - 1;
    this.high = this.area(n + 0.5);
    this.sure = 2 - this.reach(this.area(2.5) - this.height(2));
  }

  /** x^-skew. */
  private height(x: number): number {
    return pow(x, -this.skew);
  }

  /** The integral of the height from 1 to x, and its inverse. */
  private area(x: number): number {
    const { skew } = this;
    return skew === 1 ? ln(x) : (pow(x, 1 - skew) - 1) / (1 - skew);
  }
  private reach(area: number): number {
    const { skew } = this;
    return skew === 1 ? exp(area) : pow(Math.max(0, 1 + area * (1 - skew)), 1 / (1 - skew));
  }

  sample(stream: Stream): number {
    if (this.skew === 0) return stream.below(this.n);
    for (;;) {
      const area = this.high + stream.double() * (this.low - this.high);
      const x = this.reach(area);
      const k = Math.min(this.n, Math.max(1, Math.floor(x + 0.5)));
      if (k - x <= this.sure || area >= this.area(k + 0.5) - this.height(k)) return k - 1;
    }
  }
}
