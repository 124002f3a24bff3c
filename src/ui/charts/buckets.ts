/**
 * Intervals gathered so that a chart has about as many points as it can show: calls are added up,
 * gauges and quantiles averaged. A chart of single intervals would mostly show the dice.
 */
import type { IntervalStore } from '../../worker/client.ts';

/** At most so many points in a chart. */
const POINTS_MAX = 160;

export type Values = (number | null)[];

export class Buckets {
  readonly store: IntervalStore;
  /** Intervals in one. */
  readonly size: number;
  /** Those that have an interval so far. */
  readonly count: number;

  constructor(store: IntervalStore) {
    this.store = store;
    const all = Math.ceil(store.layout.durationMs / store.layout.intervalMs);
    this.size = Math.max(1, Math.ceil(all / POINTS_MAX));
    this.count = Math.ceil(store.count / this.size);
  }

  /** The instants that they stand for, the middle of each, in s. */
  seconds(): number[] {
    const { intervalMs, durationMs } = this.store.layout;
    return Array.from({ length: this.count }, (_, i) =>
      Math.min(((i + 0.5) * this.size * intervalMs) / 1000, durationMs / 1000),
    );
  }

  /** Per second at an instant: smoothed as on the stage and in the inspector, to say the same. */
  rateAt(atMs: number, places: readonly number[]): number {
    const perSec = 1000 / this.store.layout.intervalMs;
    return places.reduce((sum, at) => sum + (this.smoothedAt(atMs, at) || 0), 0) * perSec;
  }

  /** A mean at an instant, smoothed in the same way; NaN: nothing has been measured. */
  smoothedAt(atMs: number, at: number): number {
    return this.store.smoothed(this.store.indexAt(atMs), at);
  }

  private each(of: (from: number, to: number) => number | null): Values {
    return Array.from({ length: this.count }, (_, i) =>
      of(i * this.size, Math.min((i + 1) * this.size, this.store.count)),
    );
  }

  /** Per second: the sum of counts at these places of the row. */
  rates(places: readonly number[]): Values {
    const { store } = this;
    const perSec = 1000 / store.layout.intervalMs;
    return this.each((from, to) => {
      let sum = 0;
      for (let interval = from; interval < to; interval++)
        for (const at of places) sum += store.value(interval, at) || 0;
      return (sum * perSec) / (to - from);
    });
  }

  /** The mean of what has been measured at this place, where anything has. */
  means(at: number): Values {
    const { store } = this;
    return this.each((from, to) => {
      let sum = 0;
      let n = 0;
      for (let interval = from; interval < to; interval++) {
        const value = store.value(interval, at);
        if (!Number.isFinite(value)) continue;
        sum += value;
        n++;
      }
      return n === 0 ? null : sum / n;
    });
  }
}

/** The highest; null: nothing has been measured. */
export const highest = (values: Values): number | null =>
  values.reduce<number | null>((a, b) => (b === null ? a : a === null ? b : Math.max(a, b)), null);

export const lowest = (values: Values): number | null =>
  values.reduce<number | null>((a, b) => (b === null ? a : a === null ? b : Math.min(a, b)), null);

/** The higher of several, point by point. */
export const uppermost = (of: readonly Values[]): Values =>
  (of[0] ?? []).map((_, i) => highest(of.map((values) => values[i] ?? null)));
