/** Numbers for people: three significant digits and a unit, independent of the locale. */

/** A missing value. */
export const NONE = '–';

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** All digits: `0.1`, `10,000,000`. */
export function exact(n: number): string {
  const [whole = '', rest] = String(n).split('.');
  return rest === undefined ? grouped(whole) : `${grouped(whole)}.${rest}`;
}

/** From here on the last digits of a count are noise. */
const MANY = 10_000_000;
const LARGE = [
  { of: 1e12, sign: 'T' },
  { of: 1e9, sign: 'G' },
  { of: 1e6, sign: 'M' },
] as const;

/** `1,234`; `12.3 M` from ten million on. */
export function count(n: number | null): string {
  if (n === null) return NONE;
  const large = n < MANY ? undefined : LARGE.find(({ of }) => n >= of);
  return large ? `${digits(n / large.of)} ${large.sign}` : grouped(String(Math.round(n)));
}

/** Three significant digits, but all before the decimal point. */
function digits(x: number): string {
  const size = Math.abs(x);
  // The bounds at which rounding would add a digit.
  const decimals = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
  const [whole = '', rest] = x.toFixed(decimals).split('.');
  return rest === undefined ? grouped(whole) : `${grouped(whole)}.${rest}`;
}

/** A plain number: a mean, a rate. */
export const figure = (x: number | null): string => (x === null ? NONE : x === 0 ? '0' : digits(x));

const TIMES = [
  { from: 3_600_000 * 10, of: 3_600_000, unit: 'h' },
  { from: 600_000, of: 60_000, unit: 'min' },
  { from: 1000, of: 1000, unit: 's' },
] as const;

/** A measured time: `12.3 ms`, `4.56 s`. */
export function time(ms: number | null): string {
  if (ms === null) return NONE;
  if (ms === 0) return '0 ms';
  // A value that rounds to 1,000 ms is shown as 1 s.
  const scale = TIMES.find(({ from }) => ms >= from * 0.9995);
  if (scale) return `${digits(ms / scale.of)} ${scale.unit}`;
  return ms < 0.01 ? `${digits(ms * 1000)} µs` : `${digits(ms)} ms`;
}

/** `99.98 %`; values close to 0 or 100 % are never rounded to them. */
export function percent(share: number | null): string {
  if (share === null) return NONE;
  if (share === 0 || share === 1) return `${share * 100} %`;
  if (share > 0.99995 && share < 1) return '>99.99 %';
  if (share < 0.00005) return '<0.01 %';
  return `${(share * 100).toFixed(share > 0.995 || share < 0.01 ? 2 : 1)} %`;
}

/** `2.85×` */
export const factor = (x: number | null): string => (x === null ? NONE : `${digits(x)}×`);
