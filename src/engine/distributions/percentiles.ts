/**
 * A distribution through given percentiles, straight from a dashboard, as a quantile function: the
 * value below which a share q of all draws falls.
 * - Between two points the logarithm of the value is linear in q.
 * - Below the first point likewise, from half of its value at q = 0.
 * - Beyond the last point (q, v) the excess is exponential. Its mean is (1 - q) v s, where s is the
 *   slope of ln v in q just below the point: with that the density, 1 / (v s) on the left and
 *   (1 - q) / mean on the right, goes on without a jump. A last stretch that is flat has no tail.
 */
import { exp, ln } from '../kernel/math.ts';
import { ms } from '../model/params.ts';
import { NS_PER_MS, positive, type DistributionTable, type Draw, type Drawn } from './law.ts';

export const table: DistributionTable = {
  help: 'Interpolates between percentiles, for example from a dashboard.',
  figures: {
    kind: 'points',
    of: ms(undefined, 'Value that this percentage of all values is below.', positive),
  },
};

/** `{ p50: 4, p99: 40, 'p99.9': 90 }` */
export type Points = Record<string, number>;

/** Values below this many units count as this, so that the logarithm of 0 exists. */
const LEAST = 0.25;

export class Percentiles {
  /** The points by increasing q, from q = 0: q, ln of the value, slope to the next point. */
  private readonly shares: Float64Array;
  private readonly logs: Float64Array;
  private readonly slopes: Float64Array;
  private readonly last: number;
  /** Mean excess over the last point. */
  private readonly tail: number;

  /** @param unit result units per unit of the points */
  constructor(points: Points, unit: number) {
    const given = Object.keys(points)
      .map((key) => ({ share: Number(key.slice(1)) / 100, value: points[key]! * unit }))
      .sort((a, b) => a.share - b.share);
    const first = given[0];
    if (!first) throw new Error('percentiles: wanted at least one point');
    if (first.share > 0) given.unshift({ share: 0, value: first.value / 2 });

    this.shares = Float64Array.from(given, (point) => point.share);
    this.logs = Float64Array.from(given, (point) => ln(Math.max(point.value, LEAST)));
    this.slopes = new Float64Array(given.length);
    for (let i = 1; i < given.length; i++) {
      const width = this.shares[i]! - this.shares[i - 1]!;
      this.slopes[i - 1] = (this.logs[i]! - this.logs[i - 1]!) / width;
    }
    const end = given.length - 1;
    this.last = given[end]!.value;
    const slope = end > 0 ? this.slopes[end - 1]! : 0;
    this.tail = (1 - this.shares[end]!) * this.last * slope;
  }

  /** The quantile at q of [0, 1). */
  at(q: number): number {
    const { shares } = this;
    const end = shares.length - 1;
    if (q >= shares[end]!) return this.last - this.tail * ln((1 - q) / (1 - shares[end]!));
    let i = 0;
    while (q >= shares[i + 1]!) i++;
    return exp(this.logs[i]! + this.slopes[i]! * (q - shares[i]!));
  }

  /** The integral of `at` from 0 to 1; for an exponential segment, its rise over its slope. */
  mean(): number {
    const end = this.shares.length - 1;
    let mean = (1 - this.shares[end]!) * (this.last + this.tail);
    for (let i = 0; i < end; i++) {
      const from = exp(this.logs[i]!);
      const to = exp(this.logs[i + 1]!);
      const width = this.shares[i + 1]! - this.shares[i]!;
      mean += this.slopes[i] === 0 ? from * width : (to - from) / this.slopes[i]!;
    }
    return mean;
  }
}

const draw: Draw = ({ more }, stream) => (more as Percentiles).at(stream.double());

/** Points in ms. */
export function law(points: Points): Drawn {
  const percentiles = new Percentiles(points, NS_PER_MS);
  return { a: 0, b: 0, mean: percentiles.mean(), more: percentiles, draw };
}
