import { describe, expect, test } from 'vitest';
import { Stream } from '../../../src/engine/kernel/random.ts';
import {
  correlation,
  draws,
  ksDistance,
  KS_LIMIT,
  moments,
  shareBelow,
  shareError,
} from './statistics.ts';

describe('exponential draws', () => {
  const n = 4_000_000;
  const stream = new Stream('11', 'exponential');
  const values = draws(n, () => stream.exponential());

  test('have mean 1 and variance 1', () => {
    const { mean, variance } = moments(values);
    expect(Math.abs(mean - 1) * Math.sqrt(n)).toBeLessThan(4);
    expect(Math.abs(variance - 1) * Math.sqrt(n / 8)).toBeLessThan(4); // fourth moment 9
  });

  test('follow 1 - e^-x', () => {
    const part = values.subarray(0, 1_000_000);
    expect(ksDistance(part, (x) => -Math.expm1(-x))).toBeLessThan(KS_LIMIT);
  });

  test.each([0.01, 0.1, 1, 3, 6, 7.69, 7.7, 8, 10, 12])(
    'exceed %d as often as e^-x says, within 4 standard errors',
    (limit) => {
      const share = Math.exp(-limit);
      const off = Math.abs(1 - shareBelow(values, limit) - share) / shareError(share, n);
      expect(off).toBeLessThan(4);
    },
  );

  test('beyond 8 are exponential once more', () => {
    const excess = values.filter((x) => x > 8).map((x) => x - 8);
    expect(ksDistance(excess, (x) => -Math.expm1(-x))).toBeLessThan(KS_LIMIT);
  });

  test('do not end where 32 bits would end them, at 22 means', () => {
    const extreme = new Stream('11', 'tail');
    // Thrice the base layer and a place in its tail, then something ordinary.
    const steps = [0, 0.99999, 0, 0.99999, 0, 0.99999, 0.5, 0.5];
    const twice = () => ([extreme.s1, extreme.s2] = [steps.shift()!, steps.shift()!]);
    Object.assign(extreme, { twice });
    expect(extreme.exponential()).toBeGreaterThan(23);
    expect(steps).toEqual([]);
  });

  test('have 53 bits: no two of four million are equal', () => {
    const sorted = values.slice().sort();
    let equal = 0;
    for (let i = 1; i < n; i++) if (sorted[i] === sorted[i - 1]) equal++;
    expect(equal).toBe(0); // 32 bits in each of 256 layers would repeat some 8 of them
  });

  test('in succession are not correlated', () => {
    const [a, b] = [values.subarray(0, n - 1), values.subarray(1)];
    expect(Math.abs(correlation(a, b)) * Math.sqrt(n)).toBeLessThan(4);
  });
});

describe('normal draws', () => {
  const n = 1_000_000;
  const stream = new Stream('11', 'normal');
  const values = draws(n, () => stream.normal());

  test('have mean 0, variance 1, no skew and kurtosis 3', () => {
    let [sum, second, third, fourth] = [0, 0, 0, 0];
    for (const x of values) {
      sum += x;
      second += x * x;
      third += x * x * x;
      fourth += x * x * x * x;
    }
    // The variances of x, x², x³ and x⁴ are 1, 2, 15 and 96.
    expect(Math.abs(sum / n) * Math.sqrt(n)).toBeLessThan(4);
    expect(Math.abs(second / n - 1) * Math.sqrt(n / 2)).toBeLessThan(4);
    expect(Math.abs(third / n) * Math.sqrt(n / 15)).toBeLessThan(4);
    expect(Math.abs(fourth / n - 3) * Math.sqrt(n / 96)).toBeLessThan(4);
  });

  test('follow the normal distribution function', () => {
    expect(ksDistance(values, normalCdf)).toBeLessThan(KS_LIMIT);
  });

  // P(X > z) from tables.
  test.each([
    [1, 0.15865525393145707],
    [2.3263478740408408, 0.01],
    [3, 0.0013498980316300933],
    [4, 3.167124183311992e-5],
  ])('exceed %d, on either side, as often as they should', (z, share) => {
    const above = 1 - shareBelow(values, z);
    const below = shareBelow(values, -z);
    expect(Math.abs(above - share) / shareError(share, n)).toBeLessThan(4);
    expect(Math.abs(below - share) / shareError(share, n)).toBeLessThan(4);
  });
});

/** Marsaglia 2004: the Taylor series, exact to 1e-15 in the range of a million draws. */
function normalCdf(x: number): number {
  let sum = x;
  let term = x;
  for (let n = 3; Math.abs(term) > 1e-17; n += 2) {
    term *= (x * x) / n;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}
