/** What a chart shows, apart from how it is drawn: its curves with their words and units. */
import type { Hue } from './colours.ts';
import { highest, lowest, type Values } from './buckets.ts';

export interface Curve {
  label: string;
  hue: Hue;
  values: Values;
  /** A measure with the unit: `192/s`. */
  text: (value: number) => string;
  width?: number;
  dash?: readonly number[];
  /** How opaque the area below it is; with `onto` down to that curve, an index. */
  fill?: number;
  onto?: number;
  /** Its scale is the one on the right. */
  right?: boolean;
  /** What the legend says where it is not the curve's own height: a curve stacked on another. */
  own?: Values;
  /** What the legend adds at a point. */
  also?: (index: number) => string;
  /** The legend says it with another curve. */
  silent?: boolean;
}

export interface Picture {
  title: string;
  unit: string;
  /** In s. */
  xs: number[];
  curves: Curve[];
  log: boolean;
  /** The left scale reaches at least so far. */
  least: number;
  axis: (value: number) => string;
  rightAxis: ((value: number) => string) | null;
}

const rounded = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : String(Math.round(value * 10) / 10);

export const perSecond = (value: number): string => `${rounded(value)}/s`;
export const inPercent = (value: number): string => `${Math.round(value)} %`;
export const counted = (value: number): string => Math.round(value).toLocaleString('en');

/** `0.4 ms`, `250 ms`, `1.5 s`. */
export const lasting = (ms: number): string =>
  ms >= 1000 ? `${Math.round(ms / 100) / 10} s` : `${ms >= 10 ? Math.round(ms) : rounded(ms)} ms`;

/** Short enough for an axis: `1.5k`. */
export function short(value: number): string {
  const [scaled, suffix] =
    value >= 1e6 ? [value / 1e6, 'M'] : value >= 1000 ? [value / 1000, 'k'] : [value, ''];
  return `${Math.round(scaled * 10) / 10}${suffix}`;
}

/** What a curve says at a point. */
export function said({ values, own, text }: Curve, index: number): string {
  const value = (own ?? values)[index] ?? null;
  return value === null ? '–' : text(value);
}

/** What the legend says of it at a point. */
export const told = (curve: Curve, index: number): string =>
  said(curve, index) + (curve.also?.(index) ?? '');

/** The chart in a sentence for who does not see it. */
export function summary({ title, curves }: Picture, index: number): string {
  const parts = curves.map((curve) => {
    const shown = curve.own ?? curve.values;
    const [low, high] = [lowest(shown), highest(shown)];
    if (low === null || high === null) return `${curve.label}: nothing yet`;
    const range = `from ${curve.text(low)} to ${curve.text(high)}`;
    return `${curve.label} ${range}, at the playhead ${said(curve, index)}`;
  });
  return `${title}. ${parts.join('; ')}.`;
}
