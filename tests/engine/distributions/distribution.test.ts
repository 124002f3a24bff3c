import { describe, expect, test } from 'vitest';
import { Distribution, MAX_NS } from '../../../src/engine/distributions/distribution.ts';
import { tables } from '../../../src/engine/distributions/index.ts';
import { Stream } from '../../../src/engine/kernel/random.ts';
import type { Spread } from '../../../src/engine/spec.ts';
import { draws, moments, shareBelow, shareError } from '../kernel/statistics.ts';

const MS = 1e6;
const N = 400_000;

// Quantiles of the standard normal distribution at 0.5, 0.75, 0.9, 0.95, 0.99 and 0.995.
const Z90 = 1.2815515655446;
const Z99 = 2.3263478740408408;
const [Z75, Z95, Z995] = [0.6744897501960817, 1.6448536269514722, 2.5758293035489004];

const sampled = (spread: Spread, n = N) => {
  const distribution = new Distribution(spread);
  const stream = new Stream('3', JSON.stringify(spread));
  return draws(n, () => distribution.sample(stream));
};

/** A quantile by halving, for distribution functions that have no inverse in closed form. */
function invert(cdf: (x: number) => number, share: number): number {
  let [low, high] = [0, 1e3];
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (cdf(middle) < share) low = middle;
    else high = middle;
  }
  return low;
}

/** Gamma of shape 4 and scale 1: the time until the fourth event of a Poisson process. */
const erlang4 = (x: number) => 1 - Math.exp(-x) * (1 + x + x ** 2 / 2 + x ** 3 / 6);

interface Theory {
  spread: Spread;
  meanMs: number;
  varianceMs2: number;
  p50Ms: number;
  p90Ms: number;
  p99Ms: number;
}

const lognormal = (p50Ms: number, sigma: number): Omit<Theory, 'spread'> => ({
  meanMs: p50Ms * Math.exp(sigma ** 2 / 2),
  varianceMs2: p50Ms ** 2 * Math.exp(sigma ** 2) * Math.expm1(sigma ** 2),
  p50Ms,
  p90Ms: p50Ms * Math.exp(Z90 * sigma),
  p99Ms: p50Ms * Math.exp(Z99 * sigma),
});

const theories: Theory[] = [
  {
    spread: { exponential: 5 },
    meanMs: 5,
    varianceMs2: 25,
    p50Ms: 5 * Math.LN2,
    p90Ms: 5 * Math.LN10,
    p99Ms: 10 * Math.LN10,
  },
  {
    spread: { uniform: [1, 9] },
    meanMs: 5,
    varianceMs2: 64 / 12,
    p50Ms: 5,
    p90Ms: 8.2,
    p99Ms: 8.92,
  },
  {
    spread: { normal: { mean: 50, sd: 5 } }, // 0 is 10 deviations away: the cut does not show
    meanMs: 50,
    varianceMs2: 25,
    p50Ms: 50,
    p90Ms: 50 + 5 * Z90,
    p99Ms: 50 + 5 * Z99,
  },
  { spread: { lognormal: { p50: 5, p99: 20 } }, ...lognormal(5, Math.log(4) / Z99) },
  {
    spread: { lognormal: { mean: 10, cv: 0.5 } }, // sigma² = ln(1 + cv²)
    ...lognormal(10 / Math.sqrt(1.25), Math.sqrt(Math.log(1.25))),
  },
  {
    spread: { gamma: { mean: 8, cv: 0.5 } }, // shape 4, scale 2
    meanMs: 8,
    varianceMs2: 16,
    p50Ms: 2 * invert(erlang4, 0.5),
    p90Ms: 2 * invert(erlang4, 0.9),
    p99Ms: 2 * invert(erlang4, 0.99),
  },
  {
    spread: { gamma: { mean: 8, cv: 1 } }, // shape 1: exponential
    meanMs: 8,
    varianceMs2: 64,
    p50Ms: 8 * Math.LN2,
    p90Ms: 8 * Math.LN10,
    p99Ms: 16 * Math.LN10,
  },
  {
    spread: { gamma: { mean: 8, cv: Math.SQRT2 } }, // shape 1/2: 8 times a squared normal
    meanMs: 8,
    varianceMs2: 128,
    p50Ms: 8 * Z75 ** 2,
    p90Ms: 8 * Z95 ** 2,
    p99Ms: 8 * Z995 ** 2,
  },
  {
    spread: { pareto: { min: 2, alpha: 5 } },
    meanMs: 2.5,
    varianceMs2: (4 * 5) / (16 * 3), // min² a / ((a - 1)² (a - 2))
    p50Ms: 2 * 2 ** 0.2,
    p90Ms: 2 * 10 ** 0.2,
    p99Ms: 2 * 100 ** 0.2,
  },
  {
    spread: { weibull: { scale: 4, shape: 2 } }, // Rayleigh: Γ(3/2) = √π / 2, Γ(2) = 1
    meanMs: 2 * Math.sqrt(Math.PI),
    varianceMs2: 16 * (1 - Math.PI / 4),
    p50Ms: 4 * Math.sqrt(Math.LN2),
    p90Ms: 4 * Math.sqrt(Math.LN10),
    p99Ms: 4 * Math.sqrt(2 * Math.LN10),
  },
  {
    spread: { weibull: { scale: 4, shape: 0.5 } }, // Γ(3) = 2, Γ(5) = 24
    meanMs: 8,
    varianceMs2: 16 * (24 - 4),
    p50Ms: 4 * Math.LN2 ** 2,
    p90Ms: 4 * Math.LN10 ** 2,
    p99Ms: 16 * Math.LN10 ** 2,
  },
];

test('every distribution is compared with its theory', () => {
  const names = theories.flatMap(({ spread }) => Object.keys(spread));
  // The percentiles have a test of their own.
  expect(new Set([...names, 'percentiles'])).toEqual(new Set(Object.keys(tables)));
});

// Tolerance: 4 standard errors of the estimate, and half a ns of rounding.
describe.each(theories)('$spread', ({ spread, ...theory }) => {
  const values = sampled(spread);
  const measured = moments(values);

  test('has its mean', () => {
    const mean = theory.meanMs * MS;
    expect(new Distribution(spread).meanNs / mean).toBeCloseTo(1, 12);
    expect(Math.abs(measured.mean - mean)).toBeLessThan(4 * measured.meanError + 0.5);
  });

  test('has its variance', () => {
    const off = Math.abs(measured.variance - theory.varianceMs2 * MS ** 2);
    expect(off).toBeLessThan(4 * measured.varianceError);
  });

  test.each([
    [0.5, theory.p50Ms],
    [0.9, theory.p90Ms],
    [0.99, theory.p99Ms],
  ])('has its percentile %d', (share, limitMs) => {
    const off = Math.abs(shareBelow(values, limitMs * MS) - share);
    expect(off).toBeLessThan(4 * shareError(share, N));
  });

  test('draws whole nanoseconds', () => {
    expect(values.every((ns) => Number.isInteger(ns) && ns >= 0)).toBe(true);
  });
});

describe('a normal that reaches below 0', () => {
  test('is cut there: the part below becomes 0', () => {
    const values = sampled({ normal: { mean: 1, sd: 2 } });
    const share = 0.3085375387259869; // Φ(-1/2)
    expect(Math.abs(shareBelow(values, 0) - share)).toBeLessThan(4 * shareError(share, N));
    const { mean, meanError } = moments(values);
    const wanted = 1 * 0.6914624612740131 + 2 * 0.3520653267642995; // m Φ(1/2) + s φ(1/2), in ms
    expect(new Distribution({ normal: { mean: 1, sd: 2 } }).meanNs).toBeCloseTo(wanted * MS, 6);
    expect(Math.abs(mean - wanted * MS)).toBeLessThan(4 * meanError + 0.5);
  });

  test.each([
    [100, 1, 100],
    [7.9, 1, 7.9],
    [0, 1, 0.3989422804014327],
    [-1, 1, 0.0833154705876863], // φ(1) - Φ(-1)
    [-100, 1, 0],
  ])('of mean %d and deviation %d has mean %d', (mean, sd, wanted) => {
    const { meanNs } = new Distribution({ normal: { mean, sd } });
    expect(meanNs / MS).toBeCloseTo(wanted, 12);
  });
});

describe('a pareto', () => {
  test('has its percentiles where its variance is infinite', () => {
    const values = sampled({ pareto: { min: 2, alpha: 1.5 } });
    for (const share of [0.5, 0.9, 0.99, 0.999]) {
      const limit = 2 * MS * (1 - share) ** (-1 / 1.5);
      const off = Math.abs(shareBelow(values, limit) - share);
      expect(off).toBeLessThan(4 * shareError(share, N));
    }
    expect(new Distribution({ pareto: { min: 2, alpha: 1.5 } }).meanNs).toBe(6 * MS);
  });

  test('has no finite mean for alpha up to 1', () => {
    expect(new Distribution({ pareto: { min: 2, alpha: 1 } }).meanNs).toBe(Infinity);
    expect(new Distribution({ pareto: { min: 2, alpha: 0.5 } }).meanNs).toBe(Infinity);
  });
});

describe('a constant', () => {
  const constants: [Spread, number][] = [
    [5, 5e6],
    [0, 0],
    [0.0000014, 1],
    [1e300, MAX_NS],
    [{ exponential: 0 }, 0],
    [{ uniform: [3, 3] }, 3e6],
    [{ normal: { mean: 3, sd: 0 } }, 3e6],
    [{ normal: { mean: -3, sd: 0 } }, 0],
    [{ lognormal: { p50: 3, p99: 3 } }, 3e6],
    [{ lognormal: { p50: 0, p99: 0 } }, 0],
    [{ lognormal: { mean: 3, cv: 0 } }, 3e6],
    [{ gamma: { mean: 3, cv: 0 } }, 3e6],
    [{ gamma: { mean: 0, cv: 1 } }, 0],
    [{ pareto: { min: 0, alpha: 2 } }, 0],
    [{ weibull: { scale: 0, shape: 2 } }, 0],
  ];

  test.each(constants)('%j makes no draw and is %d ns', (spread, ns) => {
    const distribution = new Distribution(spread);
    const stream = new Stream('3', 'constant');
    const before = { ...stream };
    expect(distribution.sample(stream)).toBe(ns);
    expect({ ...stream }).toEqual(before);
    expect(distribution.constant).toBe(true);
    expect(distribution.zero).toBe(ns === 0);
    expect(distribution.meanNs).toBe(ns);
  });

  test('is what nothing else is', () => {
    for (const { spread } of theories) {
      expect(new Distribution(spread).constant).toBe(false);
      expect(new Distribution(spread).zero).toBe(false);
    }
  });
});

test('set makes of a distribution what the constructor would have made', () => {
  const distribution = new Distribution(5);
  const spreads: Spread[] = [...theories.map((t) => t.spread), 7, { percentiles: { p50: 4 } }, 0];
  for (const spread of [...spreads, ...spreads.reverse()]) {
    distribution.set(spread);
    const fresh = new Distribution(spread);
    const [a, b] = [new Stream('3', 'set'), new Stream('3', 'set')];
    for (let i = 0; i < 100; i++) expect(distribution.sample(a)).toBe(fresh.sample(b));
    expect(distribution.meanNs).toBe(fresh.meanNs);
    expect(distribution.constant).toBe(fresh.constant);
    expect(distribution.zero).toBe(fresh.zero);
  }
});

test('extreme parameters yield whole nanoseconds from 0 to 30 days', () => {
  const DAYS_30 = 2.592e9;
  const extremes: Spread[] = [
    { exponential: DAYS_30 },
    { exponential: 1e-6 },
    { exponential: 1e-300 },
    { uniform: [0, DAYS_30] },
    { normal: { mean: 0, sd: DAYS_30 } },
    { normal: { mean: DAYS_30, sd: 1 } },
    { lognormal: { p50: 1, p99: DAYS_30 } },
    { lognormal: { p50: 0, p99: 5 } },
    { lognormal: { mean: DAYS_30, cv: 1000 } },
    { lognormal: { mean: 1, cv: 1e200 } },
    { gamma: { mean: DAYS_30, cv: 1e-7 } },
    { gamma: { mean: 1, cv: 1000 } },
    { gamma: { mean: 1, cv: 1e-300 } },
    { gamma: { mean: 1, cv: 1e200 } },
    { pareto: { min: 1, alpha: 1e-3 } },
    { pareto: { min: 1, alpha: 1e9 } },
    { pareto: { min: DAYS_30, alpha: 1 } },
    { weibull: { scale: DAYS_30, shape: 0.1 } },
    { weibull: { scale: 1, shape: 1000 } },
    { percentiles: { p50: 0, p99: 0 } },
    { percentiles: { p50: 0, p99: DAYS_30 } },
    { percentiles: { 'p99.999': DAYS_30 } },
  ];
  const tried = new Set(extremes.flatMap((spread) => Object.keys(spread)));
  expect([...tried].sort(), 'every distribution').toEqual(Object.keys(tables).sort());
  for (const spread of extremes) {
    const wrong = sampled(spread, 20_000).filter(
      (ns) => !(Number.isInteger(ns) && ns >= 0 && ns <= MAX_NS),
    );
    expect(Array.from(wrong), JSON.stringify(spread)).toEqual([]);
    expect(new Distribution(spread).meanNs, JSON.stringify(spread)).toBeGreaterThanOrEqual(0);
  }
});
