/** What a chart shows, apart from how it is drawn: its curves with their words and units. */
import type { About } from '../../analysis/why/question.ts';
import type { Hue } from './colours.svelte.ts';
import { highest, lowest, type Values } from './buckets.ts';
import type { Texture } from './texture.ts';

export interface Curve {
  label: string;
  /** What it is in every run, where its label depends on the run. */
  id?: string;
  hue: Hue;
  /** What is drawn: means over the time between two points. */
  values: Values;
  /** What the legend says at an instant, in ms; NaN: nothing. */
  now: (atMs: number) => number;
  /** A measure with the unit: `192/s`. */
  text: (value: number) => string;
  width?: number;
  dash?: readonly number[];
  /** How opaque the area below it is; with `onto` down to that curve, an index. */
  fill?: number;
  onto?: number;
  /** Of that area. */
  texture?: Texture;
  /** Its scale is the one on the right. */
  right?: boolean;
  /** What it stands for where it is drawn on top of another. */
  own?: Values;
  /** What the legend adds at an instant. */
  also?: (atMs: number) => string;
  /** The legend says it with another curve. */
  silent?: boolean;
  /** What there is to ask of it, and of what; left out `on`: of the client that fares worst. */
  asks?: { about: About; on?: string };
  /** The same curve of other runs. */
  others?: readonly { letter: string; curve: Curve }[];
}

export interface Picture {
  unit: string;
  /** In s. */
  xs: number[];
  curves: Curve[];
  /** Of the legend: always so many, so that the plot keeps its height. */
  lines: number;
  log: boolean;
  /** Its areas lie on top of each other, the first lowest. */
  stacked?: boolean;
  /** The left scale reaches at least so far. */
  least: number;
  axis: (value: number) => string;
  /** The scale on the right, with what it counts. */
  rightAxis: { unit: string; text: (value: number) => string } | null;
}

/** What a curve says at an instant. */
export function said({ now, text }: Curve, atMs: number): string {
  const value = now(atMs);
  return Number.isNaN(value) ? '–' : text(value);
}

/** What the legend says of it at an instant. */
export const valueAt = (curve: Curve, atMs: number): string =>
  said(curve, atMs) + (curve.also?.(atMs) ?? '');

/** The chart in a sentence for who does not see it. */
export function summary(title: string, { curves }: Picture, atMs: number): string {
  const parts = curves.map((curve) => {
    const shown = curve.own ?? curve.values;
    const [low, high] = [lowest(shown), highest(shown)];
    if (low === null || high === null) return `${curve.label}: no data yet`;
    const range = `from ${curve.text(low)} to ${curve.text(high)}`;
    return `${curve.label} ${range}, at the playhead ${said(curve, atMs)}`;
  });
  return `${title}. ${parts.join('; ')}.`;
}
