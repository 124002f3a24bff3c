/** What a `retry` draws and what it may spend: jitter and budget. */
import { describe, expect, test } from 'vitest';
import { simulate, started } from '../../simulate.ts';

const USERS = 4000;

/** Users who all fail at 0 and once more after the delay. */
const crowd = (retry: string, users = USERS): string => `
duration: 10s
clients:
  web:
    load: { users: ${users}, iterations: 1 }
    steps: [{ call: api, patterns: [{ retry: { ${retry} } }] }]
services: { api: { work: 0, threads: 10000 } }
faults: [{ at: 0, on: web->api, refuse: true }]`;

/** Which share of all delays was at most so long, for each of these lengths in ms. */
function shares(retry: string, lengths: readonly number[]): number[] {
  const run = started(crowd(retry));
  return lengths.map((ms) => {
    run.advance(ms);
    return run.result().clients['web']!.failed / USERS;
  });
}

/** Four standard errors of a share of that many draws. */
const TOLERANCE = 4 * Math.sqrt(0.25 / USERS);

/** The jitter spreads delays evenly from one length to another. */
function expectEven(retry: string, from: number, to: number): void {
  const at = (share: number): number => from + (to - from) * share;
  const edges = [at(0) - 1e-6, at(0.1), at(0.5), at(0.9), at(1) + 1e-6].filter((ms) => ms > 0);
  const found = shares(retry, edges);
  const wanted = [0, 0.1, 0.5, 0.9, 1].slice(-edges.length);
  found.forEach((share, i) => {
    const exact = wanted[i] === 0 || wanted[i] === 1;
    const off = Math.abs(share - wanted[i]!);
    expect(off, `${retry} at ${edges[i]} ms`).toBeLessThanOrEqual(exact ? 0 : TOLERANCE);
  });
}

describe('jitter', () => {
  const one = 'maxAttempts: 2, base: 100ms';

  test('full: from nothing to the delay', () => {
    expectEven(`${one}, jitter: full`, 0, 100);
  });
  test('equal: half of the delay is fixed', () => {
    expectEven(`${one}, jitter: equal`, 50, 100);
  });
  test('none: the delay', () => {
    expect(shares(`${one}, jitter: none`, [100, 100.000001])).toEqual([0, 1]);
  });
  test('add: at most so much more, or such a share of the delay', () => {
    expectEven(`${one}, jitter: { add: 30ms }`, 100, 130);
    expectEven(`${one}, jitter: { add: 10% }`, 100, 110);
    expectEven(`${one}, backoff: none, jitter: { add: 30ms }`, 0, 30);
  });
  test('decorrelated: from the base to three times the last delay, the base at first', () => {
    expectEven(`${one}, jitter: decorrelated`, 100, 300);
    // The cap bounds what was drawn: a quarter of U(100, 300) is above 250.
    const [below, at] = shares(`${one}, jitter: decorrelated, cap: 250ms`, [250, 250.000001]);
    expect(Math.abs(below! - 0.75)).toBeLessThan(TOLERANCE);
    expect(at).toBe(1);
  });
  test('the second decorrelated delay starts from the first', () => {
    const { mean, max } = simulate(crowd('maxAttempts: 3, base: 100ms, jitter: decorrelated'))
      .clients['web']!.failedLatencyMs;
    // E s₁ = 200; E s₂ = (100 + 3 × 200) / 2; the longest is 300 + 900.
    expect(Math.abs(mean! - 550)).toBeLessThan((4 * 260) / Math.sqrt(USERS));
    expect(max).toBeLessThan(1200);
    expect(max).toBeGreaterThan(1000);
  });
  test('the cap is applied before jitter', () => {
    expectEven(`${one}, cap: 40ms, jitter: full`, 0, 40);
    expectEven(`${one}, cap: 40ms, jitter: equal`, 20, 40);
    expectEven(`${one}, cap: 40ms, jitter: { add: 30ms }`, 40, 70);
  });
  test('the second delay is drawn from twice the first', () => {
    const { mean } = simulate(crowd('maxAttempts: 3, base: 100ms')).clients['web']!.failedLatencyMs;
    expect(Math.abs(mean! - 150)).toBeLessThan((4 * 65) / Math.sqrt(USERS));
  });
});

describe('budget', () => {
  /** Calls one after the other, 10 ms apart; each fails, and would be tried twice more. */
  const spending = (budget: string, calls: number, more = '') =>
    simulate(`
duration: ${calls * 10}ms
clients:
  web:
    load: { rate: 100/s, arrivals: uniform }
    steps:
      - call: api
        patterns: [{ retry: { maxAttempts: 3, backoff: none, budget: { ${budget} } } }]
services: { api: { errors: 1 } }
${more}`).links['web->api']!;

  /** The same by arithmetic, in whole hundredths. */
  function arithmetic(deposit: number, capacity: number, keep: number, calls: number) {
    let balance = capacity;
    let retries = 0;
    let unpaid = 0;
    for (let call = 0; call < calls; call++) {
      balance = Math.min(capacity, balance + deposit);
      for (let retry = 0; retry < 2; retry++)
        if (balance - keep >= 100) {
          balance -= 100;
          retries++;
        } else {
          unpaid++;
          break;
        }
    }
    return { retries, unpaid, balance: expect.closeTo(balance / 100, 6) };
  }

  test('starts full; every call pays in, a retry needs its cost', () => {
    const { patterns, calls, attempts } = spending('', 200);
    const wanted = arithmetic(10, 1000, 0, 200);
    expect(patterns[0]).toMatchObject(wanted);
    expect([calls, attempts]).toEqual([200, 200 + wanted.retries]);
    expect(wanted.retries).toBe(10 + 20 - 1);
  });

  test.each([
    [25, 200, 0],
    [10, 300, 0],
    [33, 400, 0],
    [50, 300, 100],
    [10, 500, 250],
    [0, 300, 0],
  ])('a deposit of %i %%, capacity %i %%, keep %i %%', (deposit, capacity, keep) => {
    const budget = `deposit: ${deposit / 100}, capacity: ${capacity / 100}, keep: ${keep / 100}`;
    const { patterns } = spending(budget, 60);
    expect(patterns[0]).toMatchObject(arithmetic(deposit, capacity, keep, 60));
  });

  test('never holds more than its capacity', () => {
    const { patterns } = spending('deposit: 5, capacity: 3', 10);
    expect(patterns[0]).toMatchObject({ retries: 20, unpaid: 0, balance: 1 });
  });

  test('a smaller capacity by an edit takes what is above it', () => {
    const path = 'clients.web.steps[0].patterns[0].retry.budget';
    const edits = `edits: [{ at: 5ms, set: "${path}.capacity", to: 2 }]`;
    const { patterns } = spending('deposit: 0, capacity: 8', 10, edits);
    // Two retries of the first call, two from what is left.
    expect(patterns[0]).toMatchObject({ retries: 4, balance: 0 });
  });

  test('each replica of the caller has its own, unless the scope is the link', () => {
    const spent = (scope: string) =>
      simulate(`
duration: 100ms
clients: { web: { load: { rate: 100/s, arrivals: uniform }, steps: [{ call: gw }] } }
services:
  gw:
    replicas: 2
    steps:
      - call: api
        patterns:
          - retry: { backoff: none, budget: { deposit: 0, capacity: 3 }${scope} }
  api: { errors: 1 }`).links['gw->api']!.patterns[0];
    expect(spent('')).toMatchObject({ retries: 6 });
    expect(spent(', scope: link')).toMatchObject({ retries: 3 });
  });
});
