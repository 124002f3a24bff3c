/** Jitter of every library: bounds, mean and quantiles of many delays against its formula. */
import { describe, expect, test } from 'vitest';
import { failing, replayed } from '../../conformance/retrying.ts';

const CALLS = 4000;

/** The n-th delays of so many calls that all fail, in order of size. */
function delays(retry: string, n = 1): number[] {
  const script = Array.from({ length: CALLS }, (_, i) => ({ ...failing(), at: i * 1e6 }));
  return replayed(`[{ retry: { ${retry} } }]`, script, 'chance')
    .map(({ attempts }) => attempts[n]!.at - attempts[n - 1]!.at)
    .sort((a, b) => a - b);
}

/**
 * @param formula the delay for a uniform number, which it grows with; whole: rounded down to ms
 */
function expectDrawn(retry: string, formula: (u: number) => number, n = 1): void {
  const found = delays(retry, n);
  expect(found[0], 'least').toBeGreaterThanOrEqual(formula(0) - 1e-6);
  expect(found.at(-1), 'most').toBeLessThanOrEqual(formula(1) + 1e-6);
  // Shares below the quantiles, within four standard errors of a share.
  for (const q of [0.05, 0.25, 0.5, 0.75, 0.95]) {
    const error = Math.sqrt((q * (1 - q)) / CALLS);
    const below = found.filter((ms) => ms < formula(q) - 1e-6).length / CALLS;
    const upTo = found.filter((ms) => ms <= formula(q) + 1e-6).length / CALLS;
    expect(below, `below the ${q} quantile`).toBeLessThanOrEqual(q + 4 * error);
    expect(upTo, `up to the ${q} quantile`).toBeGreaterThanOrEqual(q - 4 * error);
  }
  const grid = Array.from({ length: 4000 }, (_, i) => formula((i + 0.5) / 4000));
  const mean = (list: readonly number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
  const middle = mean(grid);
  const spread = Math.sqrt(mean(grid.map((x) => (x - middle) ** 2)));
  expect(Math.abs(mean(found) - middle)).toBeLessThanOrEqual((4 * spread) / Math.sqrt(CALLS));
}

const GRPC = 'like: grpc, initialBackoff: 100ms, maxBackoff: 1s, backoffMultiplier: 2';
/** Polly's and cockatiel's curve. */
const place = (n: number, u: number) => 2 ** (n + u) * Math.tanh(Math.sqrt(4 * (n + u)));

describe('evenly spread', () => {
  const cases: readonly [string, string, (u: number) => number, number?][] = [
    ['gRPC, 0.8 to 1.2', `${GRPC}, maxAttempts: 2`, (u) => 100 * (0.8 + 0.4 * u)],
    ['gRPC, second', `${GRPC}, maxAttempts: 3`, (u) => 200 * (0.8 + 0.4 * u), 2],
    ['Envoy, whole ms below 25', 'like: envoy', (u) => Math.min(24, Math.floor(25 * u))],
    ['Envoy, below 50', 'like: envoy, numRetries: 2', (u) => Math.min(49, Math.floor(50 * u)), 2],
    [
      'Polly, a quarter',
      'like: polly, maxRetryAttempts: 1, useJitter: true',
      (u) => 1500 + 1000 * u,
    ],
    [
      'Polly, linear',
      'like: polly, maxRetryAttempts: 2, backoffType: Linear, useJitter: true',
      (u) => 3000 + 2000 * u,
      2,
    ],
    [
      'resilience4j, a half, whole ms',
      'like: resilience4j, maxAttempts: 2, intervalFunction: { randomizationFactor: 0.5 }',
      (u) => Math.min(750, Math.floor(250 + 501 * u)),
    ],
    [
      'p-retry, 1 to 2',
      'like: p-retry, retries: 1, randomize: true',
      (u) => Math.round(1000 * (1 + u)),
    ],
    [
      'Finagle, second',
      'like: finagle, backoff: { start: 10ms, maximum: 1s }',
      (u) => 10 + 20 * u,
      2,
    ],
    [
      'cockatiel, full',
      'like: cockatiel, maxAttempts: 1, backoff: { generator: fullJitterGenerator }',
      (u) => Math.min(127, Math.floor(128 * u)),
    ],
    [
      'cockatiel, half',
      'like: cockatiel, maxAttempts: 1, backoff: { generator: halfJitterGenerator }',
      (u) => Math.min(127, Math.floor((128 + 128 * u) / 2)),
    ],
  ];
  test.each(cases)('%s', (_name, retry, formula, n) => expectDrawn(retry, formula, n));
});

describe('along the decorrelated curve', () => {
  const first = (base: number) => (u: number) => (place(0, u) / 1.4) * base;
  test('Polly', () => {
    expectDrawn(
      'like: polly, maxRetryAttempts: 1, backoffType: Exponential, useJitter: true',
      first(2000),
    );
  });
  test('cockatiel', () => {
    expectDrawn('like: cockatiel, maxAttempts: 1, backoff: {}', first(128));
  });
  test('the times of retries, not the delays, are independent', () => {
    // The sum of the first two delays is the second one's place.
    const script = Array.from({ length: CALLS }, (_, i) => ({ ...failing(), at: i * 1e6 }));
    const retry = 'like: polly, maxRetryAttempts: 2, backoffType: Exponential, useJitter: true';
    const at = replayed(`[{ retry: { ${retry} } }]`, script).map(
      ({ attempts }) => attempts[2]!.at - attempts[0]!.at,
    );
    const half = at.filter((ms) => ms < (place(1, 0.5) / 1.4) * 2000).length / CALLS;
    expect(Math.abs(half - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / CALLS));
    expect(Math.min(...at)).toBeGreaterThanOrEqual((place(1, 0) / 1.4) * 2000 - 1e-6);
  });
});

test('AWS draws whole ms below the base, alike', () => {
  const retry = 'like: aws-standard, maxAttempts: 2';
  // The quota would refuse most of these calls: each is followed by successes that fill it.
  const script = Array.from({ length: CALLS }, (_, i) => ({
    ...failing('error', 'ok'),
    at: i * 1e6,
  }));
  const drawn = replayed(`[{ retry: { ${retry} } }]`, script).map(
    ({ attempts }) => attempts[1]!.at - attempts[0]!.at,
  );
  for (const most of [5, 25, 40]) {
    const share = most / 50;
    const below = drawn.filter((ms) => ms < most).length / CALLS;
    expect(Math.abs(below - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / CALLS));
  }
  expect(drawn.every((ms) => Number.isInteger(ms) && ms >= 0 && ms < 50)).toBe(true);
});
