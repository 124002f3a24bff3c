import { describe, expect, test } from 'vitest';
import { estimate, pValue, tCentral, tQuantile } from '../../src/analysis/statistics.ts';

/** NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2: upper critical values of t. */
const TABLE: readonly [freedom: number, t95: number, t975: number, t99: number, t995: number][] = [
  [1, 6.314, 12.706, 31.821, 63.657],
  [2, 2.92, 4.303, 6.965, 9.925],
  [3, 2.353, 3.182, 4.541, 5.841],
  [4, 2.132, 2.776, 3.747, 4.604],
  [5, 2.015, 2.571, 3.365, 4.032],
  [9, 1.833, 2.262, 2.821, 3.25],
  [10, 1.812, 2.228, 2.764, 3.169],
  [29, 1.699, 2.045, 2.462, 2.756],
  [30, 1.697, 2.042, 2.457, 2.75],
  [60, 1.671, 2.0, 2.39, 2.66],
  [100, 1.66, 1.984, 2.364, 2.626],
];

test.each(TABLE)(
  'quantiles of t with %i degrees of freedom are those of a table',
  (freedom, ...row) => {
    for (const [index, share] of [0.95, 0.975, 0.99, 0.995].entries())
      expect(Math.abs(tQuantile(share, freedom) - row[index]!)).toBeLessThan(0.00051);
  },
);

test('with one degree of freedom it is Cauchy’s, with very many the normal distribution', () => {
  expect(tQuantile(0.975, 1)).toBeCloseTo(Math.tan(0.475 * Math.PI), 10);
  expect(tQuantile(0.975, 2)).toBeCloseTo(0.95 / Math.sqrt(2 * 0.975 * 0.025), 10);
  expect(tQuantile(0.975, 99_999)).toBeCloseTo(1.959963984540054, 4);
  for (const freedom of [1, 2, 7, 30, 1001])
    for (const share of [0.6, 0.9, 0.975])
      expect(tCentral(tQuantile(share, freedom), freedom)).toBeCloseTo(2 * share - 1, 12);
});

describe('an estimate', () => {
  test('of Student’s own data: ten patients, hours of sleep gained', () => {
    // “The probable error of a mean”, Biometrika 6 (1908); t = 4.06 with 9 degrees, p = 0.0028.
    const gained = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];
    const { mean, low, high, n } = estimate(gained);
    expect([mean, low, high].map((x) => x!.toFixed(4))).toEqual(['1.5800', '0.7001', '2.4599']);
    expect(n).toBe(10);
    expect(pValue(gained)).toBeCloseTo(0.002833, 6);
  });

  test('has no interval below two figures, and one figure is its own mean', () => {
    expect(estimate([])).toEqual({ mean: null, low: null, high: null, n: 0 });
    expect(estimate([0.1 + 0.2])).toEqual({ mean: 0.1 + 0.2, low: null, high: null, n: 1 });
    expect([pValue([]), pValue([3])]).toEqual([null, null]);
  });

  test('without spread is certain', () => {
    expect(estimate([0.1, 0.1, 0.1])).toEqual({ mean: 0.1, low: 0.1, high: 0.1, n: 3 });
    expect([pValue([0, 0]), pValue([0.1, 0.1, 0.1])]).toEqual([1, 0]);
  });
});
