/** Curves of percentiles: of several parts point by point that of the slowest. */
import type { IntervalPlace } from '../../engine/metrics/intervals.ts';
import { duration } from '../kit/format.ts';
import { type Buckets, highest, lowest, uppermost } from './buckets.ts';
import type { Curve, Picture } from './picture.ts';

/** @param column which of their columns */
export function slowest(buckets: Buckets, of: readonly IntervalPlace[], column: number) {
  return {
    values: uppermost(of.map(({ at }) => buckets.means(at + column))),
    now: (atMs: number): number => {
      const all = of.map(({ at }) => buckets.smoothedAt(atMs, at + column));
      const known = all.filter((ms) => !Number.isNaN(ms));
      return known.length > 0 ? Math.max(...known) : NaN;
    },
    text: duration,
  };
}

/** Whether the highest of all values is more than so many times the lowest. */
export function spreadsOver(curves: readonly Curve[], times: number): boolean {
  const low = Math.min(...curves.map(({ values }) => lowest(values) ?? Infinity));
  const high = Math.max(...curves.map(({ values }) => highest(values) ?? 0));
  return low > 0 && high / low > times;
}

/** A picture of durations. @param log whether its axis is logarithmic */
export const durations = (
  buckets: Buckets,
  curves: Curve[],
  unit: string,
  log: boolean,
): Picture => ({
  ...{ unit, xs: buckets.seconds(), curves, log, least: log ? 0 : 1 },
  ...{ axis: duration, lines: 2, rightAxis: null },
});
