/**
 * How a slider's track stands for values. Durations and large counts are logarithmic, with nothing
 * at the far left where it is allowed; the track shows a window around what is usual, never the
 * whole range that a value may have, and the field beside it takes the rest.
 */
import type { Unit } from './format.ts';

export const POSITIONS = 1000;

export interface Extent {
  unit: Unit;
  min: number;
  max: number;
  /** What is usual: the default, or what the scenario says. */
  anchor: number;
  value: number;
}

export interface Scale {
  low: number;
  high: number;
  log: boolean;
  /** The far left is 0, although there is no 0 on a logarithmic track. */
  zero: boolean;
  whole: boolean;
}

/** Counts up to here are on a straight track. */
const STRAIGHT_MAX = 100;
/** The share of a logarithmic track that stands for 0. */
const ZERO_END = 0.02;

const clamp = (value: number, min: number, max: number): number =>
  Math.min(max, Math.max(min, value));

function usual({ unit, min, max, anchor, value }: Extent): [number, number] {
  const least = Math.min(...[anchor / 10, value].filter((one) => one > 0));
  switch (unit) {
    case 'ms':
      return [Math.min(1, least), Math.max(60_000, anchor * 5, value)];
    case 'count':
      return [min, Math.max(20, anchor * 5, value)];
    case 'factor':
      return [Math.min(0.1, least), Math.max(100, anchor * 5, value)];
    case 'rate':
    case 'number':
      return [min, Math.max(unit === 'rate' ? 10 : 1, anchor * 4, value)];
    default:
      return [min, max];
  }
}

export function scaleOf(extent: Extent): Scale {
  const { unit, min, max } = extent;
  const [from, to] = usual(extent);
  const high = Math.min(max, to);
  const whole = unit === 'count';
  const log = unit === 'ms' || unit === 'factor' || (whole && high > STRAIGHT_MAX);
  const low = log ? Math.max(min, whole ? 1 : from) : Math.max(min, from);
  return { low: Math.min(low, high), high, log, zero: log && min === 0, whole };
}

/** Where a value is on the track, from 0 to `POSITIONS`. */
export function positionOf(scale: Scale, value: number): number {
  const { low, high, log, zero } = scale;
  if (high <= low) return 0;
  if (!log) return Math.round(clamp((value - low) / (high - low), 0, 1) * POSITIONS);
  const start = zero ? ZERO_END : 0;
  if (value < low) return 0;
  const part = Math.log(clamp(value, low, high) / low) / Math.log(high / low);
  return Math.round((start + part * (1 - start)) * POSITIONS);
}

/** The nearest place up or down the track that stands for another value. */
export function nextPosition(scale: Scale, value: number, step: 1 | -1): number {
  const end = step > 0 ? POSITIONS : 0;
  let position = positionOf(scale, value);
  while (position !== end && (valueAt(scale, position) - value) * step <= 0) position += step;
  return position;
}

/** The value at a place of the track, with as many digits as one can aim at. */
export function valueAt(scale: Scale, position: number): number {
  const { low, high, log, zero, whole } = scale;
  const part = clamp(position / POSITIONS, 0, 1);
  if (part === 1) return high;
  if (!log) {
    const step = 10 ** Math.floor(Math.log10((high - low) / 100));
    const value = Math.round((low + part * (high - low)) / step) * step;
    return clamp(whole ? Math.round(value) : Number(value.toPrecision(12)), low, high);
  }
  const start = zero ? ZERO_END : 0;
  if (zero && part < start) return 0;
  const value = low * (high / low) ** ((part - start) / (1 - start));
  const rounded = Number(value.toPrecision(2));
  return clamp(whole ? Math.round(rounded) : rounded, low, high);
}
