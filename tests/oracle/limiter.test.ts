/** A token bucket lets through what flows in, and at the start what it holds. */
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/engine/index.ts';
import { agree, MORE, replicate, simulate, type Scenario } from './runs.ts';

const web = (run: RunResult) => run.clients['web']!;
const admitted = (run: RunResult) => run.services['api']!.arrived;

const limited = (load: object, capacity: number, refill: number, seconds: number): Scenario => ({
  version: 1,
  duration: `${seconds}s`,
  clients: {
    web: {
      load,
      steps: [{ call: 'api', patterns: [{ rateLimiter: { capacity, refill } }] }],
    },
  },
  services: { api: { threads: 1e4 } },
});

test('a full bucket lets a burst of its capacity through, and not one more', () => {
  const run = simulate(limited({ users: 50, iterations: 1 }, 20, 10, 1));
  expect(admitted(run)).toBe(20);
  expect(web(run).failures).toEqual({ 'rate-limited': 30 });
});

for (const { rate, capacity, refill, seconds } of [
  { rate: 100, capacity: 10, refill: 30, seconds: 60 },
  { rate: 50, capacity: 1, refill: 10, seconds: 20 },
  { rate: 200, capacity: 7, refill: 70, seconds: 33 },
  { rate: 10, capacity: 5, refill: 10, seconds: 100 },
])
  test(`of even arrivals at ${rate}/s a bucket of ${refill}/s takes an exact number`, () => {
    // The same in whole numbers: a token is as many parts as there are arrivals a second, of which
    // `refill` flow in between two arrivals.
    let tokens = capacity * rate;
    let passed = 0;
    for (let i = 0; i < rate * seconds; i++) {
      if (i > 0) tokens = Math.min(capacity * rate, tokens + refill);
      if (tokens < rate) continue;
      tokens -= rate;
      passed++;
    }
    const run = simulate(limited({ rate, arrivals: 'uniform' }, capacity, refill, seconds));
    expect(web(run).offered).toBe(rate * seconds);
    expect(admitted(run)).toBe(passed);
  });

test('in the long run a bucket lets through its refill rate', () => {
  // At twice the rate the bucket is next to empty: it overflows never (e^-40 and less).
  const seconds = 200 * MORE;
  const runs = replicate(limited({ rate: 200 }, 50, 100, seconds), 6);
  for (const run of runs) {
    const most = 50 + 100 * seconds;
    expect(admitted(run)).toBeLessThanOrEqual(most);
    // All but what is left in the bucket at the end.
    expect(admitted(run)).toBeGreaterThanOrEqual(most - 50);
  }
});

test('a bucket of one token passes Poisson arrivals like a loss system', () => {
  // Capacity 1, refill r: a token is there again 1/r after it was taken. Arrivals that find none
  // are lost: M/D/1/1, Erlang B with a = λ/r.
  const runs = replicate(limited({ rate: 100 }, 1, 50, 100 * MORE), 6);
  const share = (run: RunResult) => 1 - admitted(run) / web(run).offered;
  agree('bucket of one: share refused', runs, share, 2 / 3, { within: 0.01 });
});

test('a bucket of a service limits all of its callers together', () => {
  const rateLimiter = { capacity: 10, refill: 50 };
  const run = simulate({
    version: 1,
    duration: '100s',
    clients: {
      web: { load: { rate: 60, arrivals: 'uniform' }, steps: [{ call: 'api' }] },
      app: { load: { rate: 40, arrivals: 'uniform' }, steps: [{ call: 'api' }] },
    },
    services: { api: { threads: 1e4, patterns: [{ rateLimiter }] } },
  });
  const { arrived, completed, rejected } = run.services['api']!;
  expect(arrived).toBe(10_000);
  expect(completed + rejected).toBe(arrived);
  expect(Math.abs(completed - 5010)).toBeLessThanOrEqual(1);
});
