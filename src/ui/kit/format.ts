/**
 * Numbers for display, and their input in fields. Output of `write` can be typed again and gives
 * the same number; unreadable input is null.
 */
import { format } from 'd3';
import { exact, type Unit, write } from '../../analysis/amounts.ts';

export { type Unit, write } from '../../analysis/amounts.ts';

const FIGURE = String.raw`([-−]?(?:\d+(?:\.\d*)?|\.\d+|\d{1,3}(?:,\d{3})+))`;
const GRAMMARS: Readonly<Record<Unit, RegExp>> = {
  ms: new RegExp(`^${FIGURE}\\s*(ms|s|m|min|h)?$`),
  count: new RegExp(`^${FIGURE}()$`),
  number: new RegExp(`^${FIGURE}()$`),
  share: new RegExp(`^${FIGURE}\\s*(%)?$`),
  percent: new RegExp(`^${FIGURE}\\s*(%)?$`),
  rate: new RegExp(`^${FIGURE}\\s*(?:/\\s*(s|m|min|h))?$`),
  size: new RegExp(`^${FIGURE}\\s*([kMGT]?B)?$`),
  factor: new RegExp(`^[x×]?\\s*${FIGURE}\\s*(x|×)?$`),
};
const MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3.6e6 };
const PER: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600 };

/** Expected input, for error messages. */
export const WANTED: Readonly<Record<Unit, string>> = {
  ms: 'a duration such as 300ms, 1.5s or 2m',
  count: 'a whole number',
  number: 'a number',
  share: 'a percentage such as 50%',
  percent: 'a percentage such as 50%',
  rate: 'a rate such as 400/s or 90/m',
  factor: 'a factor such as 10x',
  size: 'a size such as 10kB or 5MB',
};

/** A typed number in the spec's unit; a bare number is in the displayed unit. */
export function read(unit: Unit, text: string): number | null {
  const match = GRAMMARS[unit].exec(text.trim());
  if (!match) return null;
  const figure = Number(match[1]!.replaceAll(',', '').replace('−', '-'));
  if (unit === 'ms') return exact(figure * MS[match[2] ?? 'ms']!);
  if (unit === 'rate') return exact(figure / PER[match[2] ?? 's']!);
  if (unit === 'share') return exact(figure / 100);
  if (unit === 'size') return Math.round(figure * 1000 ** ' kMGT'.indexOf(match[2]?.[0] ?? ' '));
  if (unit === 'count') return Number.isInteger(figure) ? figure : null;
  return figure;
}

/** The range: `1–100`. */
export function rangeWords(unit: Unit, min: number, max: number, zero = true): string {
  const [low, high] = [min, max].map((end) =>
    write(unit, end).replace(/(?<![.\d])\d{4,}/, (digits) => grouped(Number(digits))),
  );
  return zero || min > 0 ? `${low} to ${high}` : `more than 0, at most ${high}`;
}

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
