/** How the calls of all clients ended, per second and one upon the other. */
import { area, max } from 'd3';
import { columnAt, type ColumnOf } from '../../engine/signs.ts';
import type { IntervalStore } from '../../worker/client.ts';
import { Buckets } from '../charts/buckets.ts';

/** From the bottom to the top. */
export const ENDINGS = ['failed', 'degraded', 'succeeded'] as const;
export type Ending = (typeof ENDINGS)[number];

/** A layer of calls: from and to, per second. */
type Layer = readonly (readonly [from: number, to: number])[];

export interface StackedRates {
  /** In s. */
  xs: readonly number[];
  layers: Readonly<Record<Ending, Layer>>;
  /** Of all together, per second. */
  most: number;
  /** Which there are at all. */
  has: Readonly<Record<Ending, boolean>>;
}

const placesOf = ({ layout }: IntervalStore, name: ColumnOf<'clients'>): number[] =>
  layout.clients.map(({ at }) => at + columnAt('clients', name));

export function stackedRatesOf(store: IntervalStore): StackedRates {
  const buckets = new Buckets(store);
  const xs = buckets.seconds();
  let tops: readonly number[] = xs.map(() => 0);
  const layers = {} as Record<Ending, Layer>;
  const has = {} as Record<Ending, boolean>;
  for (const name of ENDINGS) {
    const rates = buckets.rates(placesOf(store, name));
    const layer = tops.map((from, i) => [from, from + (rates[i] ?? 0)] as const);
    layers[name] = layer;
    has[name] = layer.some(([from, to]) => to > from);
    tops = layer.map(([, to]) => to);
  }
  return { xs, layers, most: max(tops) ?? 0, has };
}

/** Calls that end so at an instant, per second. */
export const rateAt = (store: IntervalStore, name: Ending, atMs: number): number =>
  new Buckets(store).rateAt(atMs, placesOf(store, name));

/** The outline of a layer, in px. @param most the calls per second at the upper rim */
export function pathOf(
  { xs, layers }: StackedRates,
  name: Ending,
  size: { width: number; height: number; durationMs: number; most: number },
): string {
  const { width, height, durationMs, most } = size;
  const y = (perSec: number): number => height - (perSec / Math.max(most, 1e-9)) * height;
  const outline = area<readonly [number, number]>()
    .x((_, i) => ((xs[i]! * 1000) / durationMs) * width)
    .y0(([from]) => y(from))
    .y1(([, to]) => y(to));
  return outline([...layers[name]]) ?? '';
}
