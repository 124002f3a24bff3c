/** Numbers for display. What people type is in typed.ts. */
import { format } from 'd3';

export { type Unit, write } from '../../analysis/amounts.ts';

/** Keeps a number and its unit on one line. */
const NB = '\u00a0';
/** Unknown. */
const NONE = '–';

/** Trailing zeros are dropped in all but the first. */
const grouped = format(',.0f');
const tenths = format('.1~f');
const hundredths = format('.2~f');
const prefixed = format('.3~s');

/** `12,400` */
export const whole = (value: number): string => (Number.isFinite(value) ? grouped(value) : NONE);

/** Three significant digits: `1,240`, `12.4`, `0.12`; `12.4k` above thousands. */
export function short(value: number): string {
  if (Number.isNaN(value)) return NONE;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : NONE;
  const size = Math.abs(value);
  if (size >= 9999.5) return prefixed(value);
  if (size >= 99.95) return grouped(value);
  return (size >= 9.995 ? tenths : hundredths)(value);
}

/** `192/s`, `12.4k/s` */
export const rate = (value: number): string => (Number.isNaN(value) ? NONE : `${short(value)}/s`);

/** A text in which no line ends between a number and its unit. */
export const unbroken = (text: string): string =>
  text.replace(/(\d) (?=(%|ns|[µm]?s|min|h|\/s)(?![\p{L}\p{N}]))/gu, `$1${NB}`);

/** A ratio: `×1.3`. */
export const times = (factor: number): string =>
  Number.isFinite(factor) ? `×${factor < 9.95 ? tenths(factor) : short(factor)}` : NONE;

/** `57 %`, `0.4 %`; values close to 0 or 100 % are never rounded to them. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return NONE;
  const value = share * 100;
  if (value > 0 && value < 0.1) return `< 0.1${NB}%`;
  if (value > 99.9 && value < 100) return `> 99.9${NB}%`;
  return `${(value < 9.95 || value > 99 ? tenths : grouped)(value)}${NB}%`;
}

/** Units of measured durations, and their lower bounds. */
const UNITS = [
  { unit: 'h', size: 3.6e6, from: 7.2e6 },
  { unit: 'min', size: 60_000, from: 120_000 },
  { unit: 's', size: 1000, from: 999.5 },
] as const;

/** A measured duration: `12.4 ms`, `2.1 s`, `3.5 min`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return NONE;
  const { unit, size } = UNITS.find(({ from }) => ms >= from) ?? { unit: 'ms', size: 1 };
  return `${short(ms / size)}${NB}${unit}`;
}

const fixed = format('.1f');

/** Time left, by the tenth of a second: `61.2 s`. */
export const countdown = (ms: number): string => `${fixed(ms / 1000)}${NB}s`;

/** Short, for an axis: `1.5k`. */
export const tick = (value: number): string => (value >= 1000 ? prefixed : tenths)(value);

/** `maxAttempts` and `p99Ms` as words. */
export const words = (name: string): string =>
  name
    .replace(/Ms$/, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase();

/** With a capital letter at its beginning. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** With the ids of links as people read them: `web→api`. */
export const arrows = (text: string): string => text.replaceAll('->', '→');
