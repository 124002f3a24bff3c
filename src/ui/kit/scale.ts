/**
 * How a slider's track stands for values. Durations and large counts are logarithmic, with nothing
 * at the far left where it is allowed; the track shows a window around what is usual, never the
 * whole range that a value may have, and the field beside it takes the rest.
 */
import { scaleLinear, scaleLog, tickStep } from 'd3';
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
  /** From a value to its place and back. */
  track: { (value: number): number; invert: (position: number) => number };
}

/** Counts up to here are on a straight track. */
const STRAIGHT_MAX = 100;
/** The share of a logarithmic track that stands for 0. */
const ZERO_END = 0.02;
/** On a straight track at least so many steps can be aimed at. */
const STEPS = 400;

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
  const low = Math.min(Math.max(min, log && whole ? 1 : from), high);
  const zero = log && min === 0;
  const track = (log ? scaleLog : scaleLinear)()
    .domain([low, high])
    .range([zero ? ZERO_END * POSITIONS : 0, POSITIONS])
    .clamp(true);
  return { low, high, log, zero, whole, track };
}

/** Where a value is on the track, from 0 to `POSITIONS`. */
export const positionOf = ({ low, high, track }: Scale, value: number): number =>
  high <= low || value < low ? 0 : Math.round(track(value));

/** The nearest place up or down the track that stands for another value. */
export function nextPosition(scale: Scale, value: number, step: 1 | -1): number {
  const end = step > 0 ? POSITIONS : 0;
  let position = positionOf(scale, value);
  while (position !== end && (valueAt(scale, position) - value) * step <= 0) position += step;
  return position;
}

/** The value at a place of the track, with as many digits as one can aim at. */
export function valueAt({ low, high, log, zero, whole, track }: Scale, position: number): number {
  if (position >= POSITIONS) return high;
  if (zero && position < ZERO_END * POSITIONS) return 0;
  const value = track.invert(position);
  const step = tickStep(low, high, STEPS);
  const rounded = Number(
    log ? value.toPrecision(2) : (Math.round(value / step) * step).toPrecision(12),
  );
  return Math.min(high, Math.max(low, whole ? Math.round(rounded) : rounded));
}
