/** What the tests of random numbers measure. Tolerances are in standard errors of the estimate. */

export function draws(n: number, draw: () => number): Float64Array {
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = draw();
  return values;
}

/** Mean and variance, each with its standard error from the moments of the sample itself. */
export function moments(values: Float64Array) {
  const n = values.length;
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / n;
  let second = 0;
  let fourth = 0;
  for (const value of values) {
    const square = (value - mean) ** 2;
    second += square;
    fourth += square * square;
  }
  const variance = second / n;
  return {
    mean,
    variance,
    meanError: Math.sqrt(variance / n),
    varianceError: Math.sqrt((fourth / n - variance ** 2) / n),
  };
}

/** The share of values up to `limit`. */
export function shareBelow(values: Float64Array, limit: number): number {
  let below = 0;
  for (const value of values) if (value <= limit) below++;
  return below / values.length;
}

/** The standard error of a share estimated from n draws. */
export const shareError = (share: number, n: number) => Math.sqrt((share * (1 - share)) / n);

/**
 * The largest distance between the sample's distribution function and the true one, times √n
 * (Kolmogorov–Smirnov): above 1.95 in 1 of 1000 samples.
 */
export function ksDistance(values: Float64Array, cdf: (x: number) => number): number {
  const sorted = values.slice().sort();
  const n = sorted.length;
  let distance = 0;
  for (let i = 0; i < n; i++) {
    const expected = cdf(sorted[i]!);
    distance = Math.max(distance, (i + 1) / n - expected, expected - i / n);
  }
  return distance * Math.sqrt(n);
}
export const KS_LIMIT = 1.95;

/** Chi-square of counts that should be equal, in standard deviations from its expectation. */
export function chiSquare(counts: number[]): number {
  const expected = counts.reduce((a, b) => a + b, 0) / counts.length;
  const sum = counts.reduce((a, count) => a + (count - expected) ** 2 / expected, 0);
  const freedom = counts.length - 1;
  return (sum - freedom) / Math.sqrt(2 * freedom);
}

export function correlation(a: Float64Array, b: Float64Array): number {
  const of = moments(a);
  const and = moments(b);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - of.mean) * (b[i]! - and.mean);
  return sum / a.length / Math.sqrt(of.variance * and.variance);
}
