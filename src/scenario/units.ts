/**
 * The unit grammar: scenario text (`250ms`, `90/m`, `50%`, `10x`) and its number in a spec. A bare
 * number is in the spec's unit; a quoted number is a number. Readers return null for text outside
 * their grammar; ranges are checked elsewhere.
 */
const FIGURE = String.raw`([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d{1,3}))?`;

/** Units of time in ns as number × 10^shift; applied to the text, which is exact. */
const TIMES: Readonly<Record<string, { of: number; shift: number }>> = {
  ms: { of: 1, shift: 6 },
  s: { of: 1, shift: 9 },
  m: { of: 6, shift: 10 },
  min: { of: 6, shift: 10 },
  h: { of: 36, shift: 11 },
};
const PER: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600 };

const DURATION = new RegExp(`^${FIGURE}\\s*(ms|s|m|min|h)?$`);
const RATE = new RegExp(`^${FIGURE}\\s*(?:/\\s*(s|m|min|h))?$`);
const SIZE = new RegExp(`^${FIGURE}\\s*((?:[kKMGT]i?)?B)?$`);
const PERCENT = new RegExp(`^${FIGURE}\\s*(%)?$`);
const FACTOR = new RegExp(`^${FIGURE}\\s*(x)?$`);

/** The grammars as patterns for the JSON Schema. */
export const grammars = {
  duration: '^\\s*[0-9.]+(e[+-]?[0-9]+)?\\s*(ms|s|m|min|h)?\\s*$',
  rate: '^\\s*[0-9.]+(e[+-]?[0-9]+)?\\s*(/\\s*(s|m|min|h))?\\s*$',
  size: '^\\s*[0-9.]+(e[+-]?[0-9]+)?\\s*(([kKMGT]i?)?B)?\\s*$',
  percent: '^\\s*[0-9.]+(e[+-]?[0-9]+)?\\s*%?\\s*$',
  factor: '^\\s*[0-9.]+(e[+-]?[0-9]+)?\\s*x?\\s*$',
  figure: '^\\s*[0-9.]+(e[+-]?[0-9]+)?\\s*$',
} as const;

interface Figure {
  text: string;
  exponent: number;
  unit: string | undefined;
}

function figureOf(raw: unknown, grammar: RegExp): Figure | null {
  if (typeof raw !== 'number' && typeof raw !== 'string') return null;
  if (typeof raw === 'string' && raw.length > 64) return null;
  const match = grammar.exec(String(raw).trim());
  if (!match) return null;
  return { text: `${match[1]}${match[2]}`, exponent: Number(match[3] ?? 0), unit: match[4] };
}

const scaled = (figure: Figure, shift: number): number =>
  finite(Number(`${figure.text}e${figure.exponent + shift}`));

/** -0 becomes 0: it would make equal specs differ. */
const finite = (value: number): number => (value === 0 ? 0 : value);

/** A duration in ms, rounded to whole ns. */
export function readMs(raw: unknown): number | null {
  const figure = figureOf(raw, DURATION);
  if (!figure) return null;
  const unit = TIMES[figure.unit ?? 'ms'];
  return unit ? finite(Math.round(scaled(figure, unit.shift) * unit.of) / 1e6) : null;
}

/** A rate per second. */
export function readRate(raw: unknown): number | null {
  const figure = figureOf(raw, RATE);
  return figure && scaled(figure, 0) / (PER[figure.unit ?? 's'] ?? 1);
}

/** A fraction from 0 to 1: `50%` is 0.5, a bare 0.5 is itself. */
export function readShare(raw: unknown): number | null {
  const figure = figureOf(raw, PERCENT);
  return figure && scaled(figure, figure.unit ? -2 : 0);
}

/** A library's percentage: `50%` and a bare 50 are both 50. */
export function readPercent(raw: unknown): number | null {
  const figure = figureOf(raw, PERCENT);
  return figure && scaled(figure, 0);
}

/** Powers of 1000, and of 1024. */
const BYTES: Readonly<Record<string, number>> = {
  ...{ B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 },
  ...{ kiB: 1024, KiB: 1024, MiB: 1_048_576, GiB: 1_073_741_824, TiB: 1_099_511_627_776 },
};

/** A size in bytes: `10kB`, `5MB`, `2GiB`; a bare number is bytes. */
export function readSize(raw: unknown): number | null {
  const figure = figureOf(raw, SIZE);
  return figure && finite(Math.round(scaled(figure, 0) * BYTES[figure.unit ?? 'B']!));
}

export function readFactor(raw: unknown): number | null {
  const figure = figureOf(raw, FACTOR);
  return figure && scaled(figure, 0);
}

/** A number without unit. */
export function readNumber(raw: unknown): number | null {
  const figure = figureOf(raw, FACTOR);
  return figure && figure.unit === undefined ? scaled(figure, 0) : null;
}

const UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** As in a scenario, in the largest unit that gives a whole number: `512kB`, `2GB`, `1MiB`. */
export function writeSize(bytes: number): string {
  const whole = (unit: string): boolean => Number.isInteger(bytes / BYTES[unit]!);
  const unit = ['TB', 'GB', 'MB', 'kB', 'GiB', 'MiB', 'KiB'].find((one) => whole(one)) ?? 'B';
  return bytes === 0 ? '0B' : `${bytes / BYTES[unit]!}${unit}`;
}

/** For display: `250 ms`, `2 s`, `5 min`; in the largest unit with at most three decimals. */
export function formatMs(ms: number): string {
  for (const [unit, size] of UNITS) {
    const figure = ms / size;
    if (Math.abs(figure) >= 1 && Math.round(figure * 1000) / 1000 === figure)
      return `${figure} ${unit === 'm' ? 'min' : unit}`;
  }
  return `${ms} ms`;
}

/**
 * As in a scenario: `250ms`, `2s`, `90s`, `1.5s`; in the largest unit that gives a whole number,
 * else as above. It reads back as the same number.
 */
export function writeMs(ms: number): string {
  const whole = UNITS.find(([, size]) => ms !== 0 && Number.isInteger(ms / size));
  if (whole) return `${ms / whole[1]}${whole[0]}`;
  return ms >= 1000 && Number.isInteger(ms) ? `${ms / 1000}s` : `${ms}ms`;
}
