/** Means of few figures, and how far they can be trusted: Student's t distribution. */

/** A mean with its 95 % interval; null over nothing, and the interval below two figures. */
export interface Estimate {
  mean: number | null;
  low: number | null;
  high: number | null;
  n: number;
}

/** The sum runs in the order of the figures. One figure is its own mean, to the last bit. */
export function estimate(figures: readonly number[]): Estimate {
  const n = figures.length;
  if (n === 0) return { mean: null, low: null, high: null, n };
  const mean = meanOf(figures);
  if (n === 1) return { mean, low: null, high: null, n };
  const half = tQuantile(0.975, n - 1) * errorOf(figures, mean);
  return { mean, low: mean - half, high: mean + half, n };
}

/**
 * How probable it is that a mean is at least this far from 0 by chance, two-sided; null below two
 * figures. Without spread it is 1 for a mean of 0, else 0.
 */
export function pValue(figures: readonly number[]): number | null {
  if (figures.length < 2) return null;
  const mean = meanOf(figures);
  const error = errorOf(figures, mean);
  if (error === 0) return mean === 0 ? 1 : 0;
  return 1 - tCentral(Math.abs(mean) / error, figures.length - 1);
}

const meanOf = (figures: readonly number[]): number =>
  figures.every((x) => x === figures[0])
    ? figures[0]!
    : figures.reduce((sum, x) => sum + x, 0) / figures.length;

/** The standard error of the mean. */
function errorOf(figures: readonly number[], mean: number): number {
  const n = figures.length;
  const squares = figures.reduce((sum, x) => sum + (x - mean) * (x - mean), 0);
  return Math.sqrt(squares / (n - 1) / n);
}

/**
 * The probability of (−t, t) at so many degrees of freedom, as a finite sum: Abramowitz and Stegun,
 * Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
 */
export function tCentral(t: number, freedom: number): number {
  const cos2 = freedom / (freedom + t * t);
  const sin = t / Math.sqrt(freedom + t * t);
  const odd = freedom % 2 === 1;
  let term = odd ? sin * Math.sqrt(cos2) : sin;
  let sum = freedom === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k < freedom; k += 2) {
    term *= (cos2 * (k - 1)) / k;
    sum += term;
  }
  const whole = odd ? (2 / Math.PI) * (Math.atan(t / Math.sqrt(freedom)) + sum) : sum;
  return Math.min(1, whole);
}

/** Below so small an interval a double has nothing between its ends. */
const STEPS_MAX = 200;

/** The t that lies above this share, more than a half, of the distribution. */
export function tQuantile(share: number, freedom: number): number {
  const central = 2 * share - 1;
  let high = 1;
  while (tCentral(high, freedom) < central) high *= 2;
  let low = 0;
  for (let step = 0; step < STEPS_MAX; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (tCentral(middle, freedom) < central) low = middle;
    else high = middle;
  }
  return high;
}
