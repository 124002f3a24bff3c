/**
 * Mapping between a slider's track and values. Durations and large counts are logarithmic, with 0
 * at the far left if allowed. The track shows a window around the usual value, not the whole range;
 * the field beside it accepts the rest.
 */
import { scaleLinear, scaleLog, tickStep } from 'd3';
import type { Unit } from './format.ts';

export const POSITIONS = 1000;

export interface Extent {
  unit: Unit;
  min: number;
  max: number;
  /** The usual value: the default, or the scenario's value. */
  anchor: number;
  value: number;
}

export interface Scale {
  low: number;
  high: number;
  log: boolean;
  /** The far left is 0, although a logarithmic track has no 0. */
  zero: boolean;
  whole: boolean;
  /** From a value to its position and back. */
  track: { (value: number): number; invert: (position: number) => number };
}

/** Counts up to this use a linear track. */
const STRAIGHT_MAX = 100;
/** The part of a logarithmic track that means 0. */
const ZERO_END = 0.02;
/** Minimum number of distinct steps on a linear track. */
const STEPS = 400;

function usual({ unit, min, max, anchor, value }: Extent): [number, number] {
  const least = Math.min(...[anchor / 10, value].filter((one) => one > 0));
  switch (unit) {
    case 'ms':
      return [Math.min(1, least), Math.max(60_000, anchor * 5, value)];
    case 'count':
      return [min, Math.max(20, anchor * 5, value)];
    case 'size':
      return [Math.min(1000, least), Math.max(1e9, anchor * 5, value)];
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
  const log =
    unit === 'ms' || unit === 'factor' || unit === 'size' || (whole && high > STRAIGHT_MAX);
  const low = Math.min(Math.max(min, log && whole ? 1 : from), high);
  const zero = log && min === 0;
  const track = (log ? scaleLog : scaleLinear)()
    .domain([low, high])
    .range([zero ? ZERO_END * POSITIONS : 0, POSITIONS])
    .clamp(true);
  return { low, high, log, zero, whole, track };
}

/** A value's position on the track, from 0 to `POSITIONS`. */
export const positionOf = ({ low, high, track }: Scale, value: number): number =>
  high <= low || value < low ? 0 : Math.round(track(value));

/** The next position up or down the track with another value. */
export function nextPosition(scale: Scale, value: number, step: 1 | -1): number {
  const end = step > 0 ? POSITIONS : 0;
  let position = positionOf(scale, value);
  while (position !== end && (valueAt(scale, position) - value) * step <= 0) position += step;
  return position;
}

/** A value with so many digits. */
export const digits = (value: number, count: number): number => Number(value.toPrecision(count));

/** The value at a position, rounded to the precision of the track. */
export function valueAt({ low, high, log, zero, whole, track }: Scale, position: number): number {
  if (position >= POSITIONS) return high;
  if (zero && position < ZERO_END * POSITIONS) return 0;
  const value = track.invert(position);
  const step = tickStep(low, high, STEPS);
  const rounded = log ? digits(value, 2) : digits(Math.round(value / step) * step, 12);
  return Math.min(high, Math.max(low, whole ? Math.round(rounded) : rounded));
}
