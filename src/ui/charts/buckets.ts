/**
 * Intervals gathered so that a chart has about as many points as it can show: calls are added up,
 * gauges and quantiles averaged. A chart of single intervals would mostly show the dice.
 */
import { max, min } from 'd3';
import type { IntervalStore } from '../../worker/client.ts';

/** At most so many points in a chart. */
const POINTS_MAX = 160;

export type Values = (number | null)[];

/** Values with what they were made of. */
interface Known {
  values: Values;
  /** Per bucket; others stand for other intervals. */
  stamps: number[];
}

export class Buckets {
  readonly store: IntervalStore;
  /** Intervals in one. */
  readonly size: number;
  private readonly known = new Map<string, Known>();

  constructor(store: IntervalStore) {
    this.store = store;
    const all = Math.ceil(store.layout.durationMs / store.layout.intervalMs);
    this.size = Math.max(1, Math.ceil(all / POINTS_MAX));
  }

  /** Those that have an interval so far. */
  get count(): number {
    return Math.ceil(this.store.count / this.size);
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

  private endOf(bucket: number): number {
    return Math.min((bucket + 1) * this.size, this.store.count);
  }

  /** Another one whenever one of its intervals, or one before it, is another one. */
  private stampOf(bucket: number): number {
    const end = this.endOf(bucket);
    return this.store.batchOf(end - 1) * (this.size + 1) + end - bucket * this.size;
  }

  /** Only what has changed since the last time is computed. @param key what it is of */
  private each(key: string, of: (from: number, to: number) => number | null): Values {
    const { count } = this;
    const { values, stamps } = this.known.get(key) ?? { values: [], stamps: [] };
    let same = Math.min(stamps.length, count);
    while (same > 0 && stamps[same - 1] !== this.stampOf(same - 1)) same--;
    const next = { values: values.slice(0, same), stamps: stamps.slice(0, same) };
    for (let bucket = same; bucket < count; bucket++) {
      next.values.push(of(bucket * this.size, this.endOf(bucket)));
      next.stamps.push(this.stampOf(bucket));
    }
    this.known.set(key, next);
    return next.values;
  }

  /** Per second: the sum of counts at these places of the row. */
  rates(places: readonly number[]): Values {
    const { store } = this;
    const perSec = 1000 / store.layout.intervalMs;
    return this.each(`rates ${places}`, (from, to) => {
      let sum = 0;
      for (let interval = from; interval < to; interval++)
        for (const at of places) sum += store.value(interval, at) || 0;
      return (sum * perSec) / (to - from);
    });
  }

  /** The mean of what has been measured at this place, where anything has. */
  means(at: number): Values {
    const { store } = this;
    return this.each(`mean ${at}`, (from, to) => {
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
export const highest = (values: Values): number | null => max(values, (value) => value) ?? null;

export const lowest = (values: Values): number | null => min(values, (value) => value) ?? null;

/** The higher of several, point by point. */
export const uppermost = (of: readonly Values[]): Values =>
  (of[0] ?? []).map((_, i) => highest(of.map((values) => values[i] ?? null)));
