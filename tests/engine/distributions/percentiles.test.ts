import { describe, expect, test } from 'vitest';
import { Distribution } from '../../../src/engine/distributions/distribution.ts';
import { Percentiles, type Points } from '../../../src/engine/distributions/percentiles.ts';
import { Stream } from '../../../src/engine/kernel/random.ts';
import { draws, moments, shareBelow, shareError } from '../kernel/statistics.ts';

const MS = 1e6;
const through = (points: Points) => new Percentiles(points, MS);
const dashboard: Points = { p50: 4, p90: 9, p99: 40 };
const fine: Points = { 'p99.9': 120, p99: 40, p50: 4, p90: 9 }; // in any order

describe('percentiles', () => {
  test.each([dashboard, fine, { p50: 4 }, { 'p99.99': 10 }, { p90: 3, p99: 3 }])(
    'has the given points, %j',
    (points) => {
      const percentiles = through(points);
      for (const [key, ms] of Object.entries(points))
        expect(percentiles.at(Number(key.slice(1)) / 100) / MS).toBeCloseTo(ms, 10);
    },
  );

  test('begins at half of the first point', () => {
    expect(through(dashboard).at(0) / MS).toBeCloseTo(2, 12);
    expect(through({ 'p99.9': 7 }).at(0) / MS).toBeCloseTo(3.5, 12);
  });

  test('is log-linear between two points: half way in share is the geometric mean', () => {
    const percentiles = through(dashboard);
    expect(percentiles.at(0.25) / MS).toBeCloseTo(Math.sqrt(2 * 4), 12);
    expect(percentiles.at(0.7) / MS).toBeCloseTo(Math.sqrt(4 * 9), 12);
    expect(percentiles.at(0.945) / MS).toBeCloseTo(Math.sqrt(9 * 40), 10);
  });

  test.each([dashboard, fine, { p50: 4 }])(
    'is exponential beyond the last point with the density it has there, %j',
    (points) => {
      const percentiles = through(points);
      const q = Math.max(...Object.keys(points).map((key) => Number(key.slice(1)))) / 100;
      const last = percentiles.at(q);
      const excess = (rest: number) => percentiles.at(1 - (1 - q) * rest) - last;
      const mean = excess(Math.exp(-1));
      expect(excess(Math.exp(-2)) / mean).toBeCloseTo(2, 6);
      expect(excess(Math.exp(-5)) / mean).toBeCloseTo(5, 6);
      const step = 1e-7 * (1 - q);
      const density = (from: number, to: number) =>
        (to - from) / (percentiles.at(to) - percentiles.at(from));
      expect(density(q, q + step) / density(q - step, q)).toBeCloseTo(1, 5);
    },
  );

  test('never falls', () => {
    const percentiles = through(fine);
    let last = 0;
    for (let i = 0; i < 100_000; i++) {
      const value = percentiles.at(i / 100_000);
      expect(value >= last).toBe(true);
      last = value;
    }
  });

  test('may be 0, and then draws 0 up to there', () => {
    const percentiles = through({ p50: 0, p99: 5 });
    expect(percentiles.at(0.3)).toBeLessThan(0.5); // a fraction of a ns
    expect(percentiles.at(0.99) / MS).toBeCloseTo(5, 10);
  });

  test.each([dashboard, fine, { p50: 4 }, { p90: 3, p99: 3 }])(
    'has for its mean the integral over all shares, %j',
    (points) => {
      const percentiles = through(points);
      const steps = 1_000_000;
      let sum = 0;
      for (let i = 0; i < steps; i++) sum += percentiles.at((i + 0.5) / steps);
      expect(percentiles.mean() / (sum / steps)).toBeCloseTo(1, 5);
    },
  );

  test('without a point is a mistake of ours', () => {
    expect(() => through({})).toThrow('wanted at least one point');
  });

  test('sampled has its points and its mean, within 4 standard errors, by one draw each', () => {
    const n = 400_000;
    const distribution = new Distribution({ percentiles: fine });
    const stream = new Stream('3', 'percentiles');
    const twin = new Stream('3', 'percentiles');
    const values = draws(n, () => distribution.sample(stream));
    draws(n, () => twin.double());
    expect(stream).toEqual(twin);
    for (const [key, ms] of Object.entries(fine)) {
      const share = Number(key.slice(1)) / 100;
      const off = Math.abs(shareBelow(values, ms * MS) - share);
      expect(off).toBeLessThan(4 * shareError(share, n));
    }
    const { mean, meanError } = moments(values);
    expect(Math.abs(mean - distribution.meanNs)).toBeLessThan(4 * meanError + 0.5);
  });
});
