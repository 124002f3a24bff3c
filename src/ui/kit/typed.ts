/**
 * Numbers in fields. Output of `write` can be typed again and gives the same number; unreadable
 * input is null.
 */
import { exact, type Unit, write } from '../../analysis/amounts.ts';
import { whole } from './format.ts';

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
const BYTES: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };
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
  if (unit === 'size') return exact(figure * BYTES[match[2] ?? 'B']!);
  if (unit === 'count') return Number.isInteger(figure) ? figure : null;
  return figure;
}

/** The range: `1–100`. */
export function rangeWords(unit: Unit, min: number, max: number, zero = true): string {
  const [low, high] = [min, max].map((end) =>
    write(unit, end).replace(/(?<![.\d])\d{4,}/, (digits) => whole(Number(digits))),
  );
  return zero || min > 0 ? `${low} to ${high}` : `more than 0, at most ${high}`;
}
