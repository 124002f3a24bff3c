/** What bounds the retries of the libraries: quotas, throttles, budgets, slots. */
import { describe, expect, test } from 'vitest';
import { RetryThrottle } from '../../../src/engine/model/retrying/retry-throttle.ts';
import { simulate } from '../../simulate.ts';
import { failing, replayed } from '../../conformance/retrying.ts';

/** Calls that end at once, `everyMs` apart, each with these outcomes of its attempts. */
const row = (outcomes: readonly string[][], everyMs = 1000) =>
  outcomes.map((list, i) => ({ ...failing(...list), at: i * everyMs }));

const triesOf = (retry: string, outcomes: readonly string[][], everyMs?: number): number[] =>
  replayed(`[{ retry: { ${retry} } }]`, row(outcomes, everyMs)).map((c) => c.attempts.length);

const GRPC =
  'like: grpc, maxAttempts: 5, initialBackoff: 1ms, maxBackoff: 1ms, backoffMultiplier: 1, ' +
  'retryThrottling: { maxTokens: 10, tokenRatio: 0.1 }';

const times = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);
const FAILS = ['error'];
const OK = ['ok'];

describe('gRPC throttling', () => {
  const policy =
    'like: grpc, maxAttempts: 2, initialBackoff: 1ms, maxBackoff: 1ms, backoffMultiplier: 1';
  const throttled = `${policy}, retryThrottling: { maxTokens: 10, tokenRatio: 0.1 }`;

  test('in a total outage exactly four retries pass, then none', () => {
    // Calls at once: the fifth failure leaves five tokens, half of them.
    expect(triesOf(throttled, times(8, FAILS), 0)).toEqual([2, 2, 2, 2, 1, 1, 1, 1]);
    // One after the other, with last attempts that take tokens as well.
    expect(triesOf(throttled, times(5, FAILS))).toEqual([2, 2, 1, 1, 1]);
    const five = throttled.replace('maxAttempts: 2', 'maxAttempts: 5');
    expect(triesOf(five, times(4, FAILS))).toEqual([5, 1, 1, 1]);
    expect(triesOf(policy, times(4, FAILS))).toEqual([2, 2, 2, 2]);
  });

  test('exactly half of the tokens is not enough; one success more is', () => {
    // 10 tokens; a failure that is not tried again (the first attempt only counts one).
    const failures = times(5, ['error', 'ok']);
    // 9 → retry, +0.1; 8.1 → 8.2; … the fifth leaves 5.4: still more than half.
    expect(triesOf(throttled, failures)).toEqual([2, 2, 2, 2, 2]);
    // At 5 tokens: refused. A success makes it 5.1, a failure then 4.1: refused again.
    const coarse = `${policy}, retryThrottling: { maxTokens: 4, tokenRatio: 1 }`;
    expect(triesOf(coarse, [FAILS, OK, FAILS, FAILS])).toEqual([2, 1, 1, 1]);
    expect(triesOf(coarse, [FAILS, OK, OK, FAILS])).toEqual([2, 1, 1, 2]);
  });

  test('failures that are not tried again cost nothing', () => {
    const permanent = times(20, ['permanent']);
    expect(triesOf(throttled, [...permanent, FAILS])).toEqual([...times(20, 1), 2]);
  });

  test('tokens and ratio count to the thousandth', () => {
    const fine = `${policy}, retryThrottling: { maxTokens: 2.0009, tokenRatio: 0.0019 }`;
    // 2.000, half is 1.000: a failure leaves exactly half; a success adds 0.001.
    expect(triesOf(fine, [FAILS, OK, OK, FAILS])).toEqual([1, 1, 1, 1]);
    const more = fine.replace('2.0009', '2.002');
    expect(triesOf(more, [FAILS])).toEqual([2]);
    // 1.001 × 1000 is a little less than 1001: it takes 499 successes from 0 to half of 1,000.
    const throttle = new RetryThrottle();
    throttle.configure(1000, 1.001);
    for (let i = 0; i < 1000; i++) throttle.failed();
    for (let i = 0; i < 499; i++) throttle.succeeded();
    expect(throttle.balance).toBe(499.499);
  });

  test('after an edit it is as full as it was', () => {
    const throttle = new RetryThrottle();
    throttle.configure(10, 0.1);
    for (let i = 0; i < 3; i++) throttle.failed();
    throttle.configure(20, 0.1);
    expect([throttle.balance, throttle.allows]).toEqual([14, true]);
    throttle.configure(20, 0.5);
    expect(throttle.balance).toBe(14);
    throttle.configure(5, 0.5);
    expect(throttle.balance).toBe(3.5);
    const path = 'clients.web.steps[0].patterns[0].retry.retryThrottling';
    const { patterns } = simulate(`
duration: 1s
clients:
  web:
    load: { rate: 10/s, arrivals: uniform }
    steps: [{ call: api, patterns: [{ retry: { ${throttled} } }] }]
services: { api: { errors: 1 } }
edits: [{ at: 450ms, set: "${path}.maxTokens", to: 2 }]`).links['web->api']!;
    // 10 − 2 − 2 − 1 − 1 − 1 = 3 by then, which is 0.6 of 2: less than half.
    expect(patterns[0]).toMatchObject({ retries: 2, balance: 0 });
  });
});

describe('Envoy', () => {
  /** So many calls at once, whose first attempts fail after 10 ms and whose retries hang. */
  const crowd = (calls: number, more: string, latencies = [10, 1000]) => {
    const script = times(calls, { at: 0, latencies, outcomes: ['error', 'ok'] });
    return replayed(`[{ retry: { like: envoy, ${more} } }]`, script).filter(
      ({ attempts }) => attempts.length > 1,
    ).length;
  };

  test('three retries under way at once by default', () => {
    expect(crowd(100, '')).toBe(3);
    expect(crowd(100, 'maxRetries: 7')).toBe(7);
    expect(crowd(100, 'maxRetries: 0')).toBe(0);
  });

  test('a budget of 20 % of 100 requests is 20; of 10 it is the minimum of 3', () => {
    // The failed ones go one by one: 100 under way for the first, 81 when 19 have been replaced.
    const budget = 'baseInterval: 1ms, maxInterval: 1ms, retryBudget: {}';
    expect(crowd(10, budget)).toBe(3);
    const tight = budget.replace('{}', '{ budgetPercent: 20, minRetryConcurrency: 0 }');
    // No delay, so that a retry is under way at once: 20 % of 100, of 99 …
    const granted = crowd(100, tight);
    expect(granted).toBeGreaterThanOrEqual(16);
    expect(granted).toBeLessThanOrEqual(20);
  });

  test('the share is of what is under way at that moment, rounded down', () => {
    // 100 requests hang; those that fail have left, and meet a limit of ⌊20 % × 100⌋ at first.
    const hang = times(100, { at: 0, latencies: [5000], outcomes: ['ok'] });
    const fail = Array.from({ length: 30 }, (_, i) => ({
      at: 10 + i,
      latencies: [0, 4000],
      outcomes: ['error', 'ok'],
    }));
    const retry = 'like: envoy, baseInterval: 1ms, maxInterval: 1ms, retryBudget: {}';
    const calls = replayed(`[{ retry: { ${retry} } }]`, [...hang, ...fail]);
    const tried = calls.slice(100).map(({ attempts }) => attempts.length === 2);
    // After k retries 100 + k are under way: the limit is 20 for the first five, then 21 …
    let under = 100;
    let retrying = 0;
    const wanted = fail.map(() => {
      const granted = retrying < Math.floor(0.2 * under);
      if (granted) {
        retrying++;
        under++;
      }
      return granted;
    });
    expect(tried).toEqual(wanted);
    expect(wanted.filter(Boolean)).toHaveLength(24);
  });

  test('a slot is held from scheduling until the retried attempt ends, then it is free', () => {
    const retry = 'like: envoy, maxRetries: 1, baseInterval: 1ms, maxInterval: 1ms';
    const script = [
      { at: 0, latencies: [0, 50], outcomes: ['error', 'ok'] },
      { at: 49, latencies: [0, 0], outcomes: ['error', 'ok'] },
      { at: 50, latencies: [0, 0], outcomes: ['error', 'ok'] },
    ];
    const tries = replayed(`[{ retry: { ${retry} } }]`, script).map((c) => c.attempts.length);
    expect(tries).toEqual([2, 1, 2]);
  });

  test('a slot comes back when somebody gives up during the back-off or the attempt', () => {
    const retry = 'like: envoy, maxRetries: 1, baseInterval: 1s, maxInterval: 1s';
    const fails = { latencies: [0], outcomes: ['error'] };
    for (const cancel of ['none', 'interrupt', 'reset']) {
      const timeout = `{ timeout: { after: 300ms, cancel: ${cancel} } }`;
      const script = times(9, 0).map((_, i) => ({ at: i * 400, ...fails }));
      const calls = replayed(`[${timeout}, { retry: { ${retry} } }]`, script, '3');
      // Each call's retry is scheduled, whatever became of the one before.
      for (const { outcome, attempts } of calls)
        expect(attempts.length === 2 || outcome === 'timeout').toBe(true);
    }
  });
});

describe('Finagle’s budget', () => {
  const budget = (more: string, outcomes: readonly string[][], everyMs: number) =>
    triesOf(`like: finagle, ${more}`, outcomes, everyMs).reduce((sum, n) => sum + n - 1, 0);

  test('a reserve of 100 retries, a call a fifth of the balance at most', () => {
    // The deposit counts: 100.2 retries, of which a fifth is 20.04, rounded up.
    expect(triesOf('like: finagle', [FAILS])).toEqual([1 + 20]);
    expect(triesOf('like: finagle', times(3, FAILS), 0)).toEqual([21, 17, 14]);
    const all = budget('', times(60, FAILS), 0);
    // 100 and 0.2 for each of the 60 calls.
    expect(all).toBe(112);
  });

  test('without a reserve, one retry for five deposits', () => {
    expect(budget('minRetriesPerSec: 0', times(100, FAILS), 1)).toBe(20);
    expect(budget('minRetriesPerSec: 0, percentCanRetry: 0.5', times(100, FAILS), 1)).toBe(50);
  });

  test('with a reserve alone, that and no more; with neither, nothing', () => {
    const alone = 'percentCanRetry: 0, minRetriesPerSec: 2, ttl: 5s';
    expect(budget(alone, times(100, FAILS), 1)).toBe(10);
    expect(budget('percentCanRetry: 0, minRetriesPerSec: 0', times(9, FAILS), 1)).toBe(0);
  });

  test('deposits and withdrawals expire after the ttl, in ten slices', () => {
    const quiet = 'like: finagle, minRetriesPerSec: 0, ttl: 10s';
    // Five deposits pay for a retry as long as they count.
    const deposits = times(5, OK);
    const after = (ms: number) => {
      const script = [...row(deposits, 0), { ...failing(), at: ms }];
      return replayed(`[{ retry: { ${quiet} } }]`, script).at(-1)!.attempts.length - 1;
    };
    // Those of a slice are forgotten when the nine after it are over, too.
    expect([1, 8999, 9000, 9999].map(after)).toEqual([1, 1, 1, 1]);
    expect([10_000, 20_000].map(after)).toEqual([0, 0]);
    // What was spent is forgotten as well: the reserve is there again.
    const spent = 'like: finagle, percentCanRetry: 0, minRetriesPerSec: 1, ttl: 10s';
    const used = (ms: number) =>
      replayed(`[{ retry: { ${spent} } }]`, [
        ...row(times(20, FAILS), 0),
        { ...failing(), at: ms },
      ]).at(-1)!.attempts.length - 1;
    expect([9999, 10_000].map(used)).toEqual([0, 2]);
  });

  test('under load retries stay at a fifth of the calls and the reserve', () => {
    const result = simulate(`
duration: 60s
clients:
  web:
    load: { rate: 200/s }
    steps: [{ call: api, patterns: [{ retry: { like: finagle } }] }]
services: { api: { errors: 1 } }`).links['web->api']!;
    const retries = result.attempts - result.calls;
    // A reserve for each of the six windows of ten seconds that begin.
    expect(retries / result.calls).toBeGreaterThan(0.2 + 0.04);
    expect(retries / result.calls).toBeLessThan(0.2 + (10 / 200) * 1.3);
  });
});

describe('amplification is 1 ÷ (1 − p), up to the cap of the budget', () => {
  const measured = (retry: string, errors: number) =>
    simulate(`
duration: 60s
warmup: 10s
clients:
  web: { load: { rate: 300/s }, steps: [{ call: api, patterns: [{ retry: { ${retry} } }] }] }
services: { api: { errors: ${errors}, threads: 1000 } }`).links['web->api']!.amplification!;

  test.each([
    ['resilience4j', 'like: resilience4j, maxAttempts: 100, waitDuration: 0'],
    ['polly', 'like: polly, maxRetryAttempts: 100, delay: 0'],
    ['cockatiel', 'like: cockatiel, maxAttempts: 100'],
    ['p-retry', 'like: p-retry, retries: 100, minTimeout: 0'],
  ])('%s has none', (_name, retry) => {
    for (const p of [0.1, 0.5, 0.8]) {
      const wanted = 1 / (1 - p);
      // 15,000 calls; the tries of one have the variance p ÷ (1 − p)².
      const error = Math.sqrt(p) / (1 - p) / Math.sqrt(15_000);
      expect(Math.abs(measured(retry, p) - wanted)).toBeLessThan(4 * error);
    }
  });

  test.each([
    // Successes put back 1 at most: in an outage only what a success of before has left.
    ['aws-standard', 'like: aws-standard, maxAttempts: 100, baseDelay: 0', 1.001],
    ['grpc', GRPC, 1.001],
    ['finagle', 'like: finagle', 1.24],
  ])('%s: none of it in an outage', (_name, retry, most) => {
    expect(measured(retry, 1)).toBeLessThan(most);
  });

  test('at few failures the budgets let all retries pass', () => {
    for (const retry of ['like: aws-standard, maxAttempts: 9, baseDelay: 0', 'like: finagle'])
      expect(measured(retry, 0.05)).toBeCloseTo(1 / 0.95, 2);
  });
});
