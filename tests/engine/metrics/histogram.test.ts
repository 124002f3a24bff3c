import { describe, expect, test } from 'vitest';
import { Distribution } from '../../../src/engine/distributions/distribution.ts';
import { Stream } from '../../../src/engine/kernel/random.ts';
import { bucketOf, Histogram } from '../../../src/engine/metrics/histogram.ts';
import { intervalMs } from '../../../src/engine/metrics/series.ts';

describe('buckets', () => {
  test('buckets are in the order of their values and leave no gap', () => {
    let last = bucketOf(0);
    expect(last).toBe(0);
    for (let value = 1; value < 2 ** 20; value += value < 2 ** 12 ? 1 : 61) {
      const bucket = bucketOf(value);
      expect(bucket === last || bucket === last + 1).toBe(true);
      last = bucket;
    }
    for (const edge of [2 ** 31, 2 ** 32, 2 ** 40]) {
      expect(bucketOf(edge)).toBe(bucketOf(edge - 1) + 1);
      expect(bucketOf(edge + 1)).toBe(bucketOf(edge));
    }
  });
});

/** The sample's own quantile, by nearest rank. */
/** A histogram of these, which keeps the first of them as they are. */
function of(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) {
    histogram.add(value);
    histogram.keep(value);
  }
  return histogram;
}

const exact = (sorted: readonly number[], q: number): number =>
  sorted[Math.max(0, Math.ceil(q * sorted.length - 1e-9) - 1)]!;

const SPREADS = {
  exponential: { exponential: 20 },
  lognormal: { lognormal: { p50: 5, p99: 500 } },
  pareto: { pareto: { min: 0.001, alpha: 1.1 } },
  nearly_constant: { normal: { mean: 100, sd: 0.01 } },
} as const;

describe.each(Object.entries(SPREADS))('quantiles of a sample: %s', (name, spread) => {
  const stream = new Stream('7', name);
  const distribution = new Distribution(spread);
  const values = Array.from({ length: 50_000 }, () => distribution.sample(stream));
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  const sorted = values.toSorted((a, b) => a - b);

  const near = (q: number, tolerance: number): void => {
    const truth = exact(sorted, q);
    expect(Math.abs(histogram.quantile(q) - truth)).toBeLessThanOrEqual(tolerance * truth);
  };

  test.each([0.5, 0.9, 0.95, 0.99, 0.999, 1])('the %d-quantile is within 0.1 %', (q) => {
    near(q, 0.001);
  });

  // In a thin tail a bucket holds few values, and these do not lie evenly.
  test.each([0, 0.001, 0.01])('the %d-quantile is within 0.8 %', (q) => near(q, 0.008));

  test('count, sum and maximum are exact', () => {
    expect(histogram.count).toBe(values.length);
    expect(histogram.sum).toBe(values.reduce((sum, value) => sum + value, 0));
    expect(histogram.max).toBe(sorted.at(-1));
  });
});

describe('quantiles that are exact', () => {
  const QS = [0, 0.01, 0.5, 0.9, 0.99, 0.999, 1];

  test('of equal values every quantile is that value, however many there are', () => {
    for (const value of [0, 1, 127, 129, 30_000_000_000, 2 ** 51 + 1])
      for (const times of [1, 2, 1000, 1025, 50_000]) {
        const histogram = of(Array<number>(times).fill(value));
        for (const q of QS) expect(histogram.quantile(q), `${times} × ${value}`).toBe(value);
      }
  });

  test('of few values every quantile is one of them, by nearest rank', () => {
    const stream = new Stream('5', 'few');
    for (let count = 1; count <= 1024; count += 1 + stream.below(7)) {
      const values = Array.from({ length: count }, () => 1e9 + stream.below(3e7));
      const parts = [new Histogram(), new Histogram(), new Histogram()];
      for (const value of values) {
        const part = parts[stream.below(3)]!;
        part.add(value);
        part.keep(value);
      }
      const whole = new Histogram();
      for (const part of parts) part.moveTo(whole);
      const sorted = values.toSorted((a, b) => a - b);
      for (const q of QS) expect(whole.quantile(q)).toBe(exact(sorted, q));
    }
  });

  test('of many values no quantile leaves the bucket of the true one', () => {
    const stream = new Stream('6', 'many');
    const histogram = new Histogram();
    const values = Array.from({ length: 30_000 }, () => Math.floor(1e7 * stream.exponential()));
    for (const value of values) histogram.add(value);
    const sorted = values.toSorted((a, b) => a - b);
    const least = new Map(sorted.toReversed().map((value) => [bucketOf(value), value]));
    const most = new Map(sorted.map((value) => [bucketOf(value), value]));
    for (let q = 0; q <= 1; q += 0.001) {
      const bucket = bucketOf(exact(sorted, q));
      expect(histogram.quantile(q)).toBeGreaterThanOrEqual(least.get(bucket)!);
      expect(histogram.quantile(q)).toBeLessThanOrEqual(most.get(bucket)!);
    }
  });

  test('values of nothing count like others', () => {
    const histogram = new Histogram();
    histogram.add(5e6);
    histogram.addZeros(2000);
    histogram.addZeros(0);
    expect(histogram.count).toBe(2001);
    expect(histogram.sum).toBe(5e6);
    expect(histogram.quantile(0.999)).toBe(0);
    expect(histogram.quantile(1)).toBe(5e6);
  });
});

test('a histogram adds up with another as if all had been counted by one', () => {
  const stream = new Stream('3', 'merge');
  const parts = [new Histogram(), new Histogram()];
  const whole = new Histogram();
  for (let i = 0; i < 5000; i++) {
    const value = Math.floor(1e6 * stream.exponential());
    parts[i % 2]!.add(value);
    whole.add(value);
  }
  const sum = new Histogram();
  for (const part of parts) sum.absorb(part);
  expect({ ...sum, few: null }).toEqual({ ...whole, few: null });
  sum.clear();
  expect(sum.quantile(0.5)).toBeNaN();
  expect(sum.counts.every((count) => count === 0)).toBe(true);
});

test('intervals are 1, 2 or 5 × 10ⁿ ms from 100 ms up, at most 2,000 of them', () => {
  expect(intervalMs(1000)).toBe(100);
  expect(intervalMs(200_000)).toBe(100);
  expect(intervalMs(200_001)).toBe(200);
  expect(intervalMs(300_000)).toBe(200);
  expect(intervalMs(3_600_000)).toBe(2000);
  expect(intervalMs(30 * 24 * 3_600_000)).toBe(2_000_000);
});
