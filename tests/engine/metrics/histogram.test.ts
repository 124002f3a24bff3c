import { describe, expect, test } from 'vitest';
import { Distribution } from '../../../src/engine/kernel/distribution.ts';
import { Stream } from '../../../src/engine/kernel/random.ts';
import { bucketOf, Histogram, middleOf } from '../../../src/engine/metrics/histogram.ts';
import { intervalMs } from '../../../src/engine/metrics/series.ts';

describe('buckets', () => {
  test('every value is within 0.8 % of the middle of its bucket, up to fifty days', () => {
    const stream = new Stream('1', 'buckets');
    for (let i = 0; i < 200_000; i++) {
      const octave = stream.below(52);
      const value = Math.floor(2 ** octave * (1 + stream.double()));
      expect(Math.abs(middleOf(bucketOf(value)) - value)).toBeLessThanOrEqual(0.008 * value);
    }
  });

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

  test.each([0, 0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1])('the %d-quantile is within 1 %', (q) => {
    const truth = exact(sorted, q);
    expect(Math.abs(histogram.quantile(q) - truth)).toBeLessThanOrEqual(0.01 * truth);
  });

  test('count, sum and maximum are exact', () => {
    expect(histogram.count).toBe(values.length);
    expect(histogram.sum).toBe(values.reduce((sum, value) => sum + value, 0));
    expect(histogram.max).toBe(sorted.at(-1));
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
  expect(sum).toEqual(whole);
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
