/** Of every library's retry and hedge, one case in which it helps and one in which it harms. */
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/engine/index.ts';
import { simulate } from '../simulate.ts';

/** A shop that calls an `api` through these patterns, for half a minute. */
const shop = (patterns: string, api: string, rate = 100, more = ''): RunResult =>
  simulate(`
duration: 30s
clients:
  web:
    load: { rate: ${rate}/s }
    steps: [{ call: shop }]
services:
  shop: { threads: 200, steps: [{ call: api, patterns: [${patterns}] }] }
  api: { ${api} }
${more}`);
const success = ({ clients }: RunResult) => clients['web']!.successRate!;
const amplification = ({ links }: RunResult) => links['shop->api']!.amplification!;
const retry = (of: string) => `{ retry: { ${of} } }`;

/** One call in ten fails by itself. */
const FLAKY = 'work: 1ms, threads: 100, errors: 10%';
const DOWN = 'work: 1ms, threads: 100, errors: 1';

const GRPC =
  'like: grpc, maxAttempts: 4, initialBackoff: 10ms, maxBackoff: 1s, backoffMultiplier: 2';

describe('failures that come alone are hidden by every one of them', () => {
  test.each([
    ['resilience4j', 'like: resilience4j, waitDuration: 10ms'],
    ['polly', 'like: polly, delay: 10ms'],
    ['aws-standard', 'like: aws-standard'],
    ['aws-adaptive', 'like: aws-adaptive'],
    ['grpc', GRPC],
    ['envoy', 'like: envoy, numRetries: 2, maxRetries: 100'],
    ['finagle', 'like: finagle'],
    ['cockatiel', 'like: cockatiel, maxAttempts: 2, backoff: { initialDelay: 10ms }'],
    ['p-retry', 'like: p-retry, minTimeout: 10ms'],
    ['go-retryablehttp', 'like: go-retryablehttp, RetryWaitMin: 10ms'],
  ])('%s', (_name, of) => {
    const found = shop(retry(of), FLAKY, 20);
    expect(success(shop('', FLAKY, 20))).toBeLessThan(0.93);
    // A few may be under way at the end; the quota of AWS lasts for the 60 retries.
    expect(success(found)).toBeGreaterThan(0.99);
    expect(amplification(found)).toBeCloseTo(1 / 0.9, 1);
  });
});

describe('resilience4j', () => {
  test('helps over an outage of less than its waits', () => {
    const blip = 'faults: [{ at: 10s, for: 800ms, on: api, refuse: true }]';
    const up = 'work: 1ms, threads: 100';
    expect(success(shop('', up, 100, blip))).toBeLessThan(0.98);
    expect(success(shop(retry('like: resilience4j'), up, 100, blip))).toBe(1);
  });
  test('harms around a breaker: it keeps asking an open one, and its threads wait with it', () => {
    const breaker =
      '{ circuitBreaker: { slidingWindowSize: 20, minimumNumberOfCalls: 20, ' +
      'slowCallDurationThreshold: 1s } }';
    const around = (of: string) => shop(`${retry(of)}, ${breaker}`, DOWN, 300);
    const asks = around('like: resilience4j');
    const ignores = around('like: resilience4j, ignoreExceptions: circuit-open');
    // A second of waiting for nothing: 300 calls a second hold all 200 threads.
    expect(asks.services['shop']!.utilization).toBeGreaterThan(0.9);
    expect(asks.services['shop']!.failures['queue-full']).toBeGreaterThan(0);
    expect(ignores.services['shop']!.utilization).toBeLessThan(0.1);
  });
});

describe('Polly', () => {
  /** 400 users who all fail in the same second, of a service that can take 60 at once. */
  const crowd = (of: string) =>
    simulate(`
duration: 60s
clients:
  web:
    load: { users: 400, iterations: 1 }
    steps: [{ call: api, patterns: [${retry(of)}] }]
services: { api: { work: 100ms, threads: 20, queue: { capacity: 40 } } }
faults: [{ at: 0, for: 500ms, on: api, refuse: true }]`).clients['web']!;

  test('helps with jitter: the crowd comes back spread over seconds', () => {
    const spread = crowd('like: polly, backoffType: Exponential, useJitter: true');
    expect(spread.succeeded).toBeGreaterThan(350);
  });
  test('harms with its defaults: all come back at the same instant, three times', () => {
    expect(crowd('like: polly').succeeded).toBe(3 * 60);
  });
});

describe('AWS, standard', () => {
  test('helps in an outage: the quota ends the storm that plain retries go on making', () => {
    expect(amplification(shop(retry('like: resilience4j, waitDuration: 10ms'), DOWN))).toBeCloseTo(
      3,
      1,
    );
    const quota = shop(retry('like: aws-standard'), DOWN);
    const { calls, attempts } = quota.links['shop->api']!;
    expect(attempts - calls).toBe(35);
  });
  test('harms when two in five fail by themselves for long: the quota is spent', () => {
    const flaky = 'work: 1ms, threads: 100, errors: 40%';
    const three = success(shop(retry('like: resilience4j, waitDuration: 10ms'), flaky));
    expect(three).toBeCloseTo(1 - 0.4 ** 3, 1);
    // A success gives back what its retry took, or 1; retries that fail take 14 each, for good.
    expect(success(shop(retry('like: aws-standard'), flaky))).toBeLessThan(0.75);
  });
});

describe('AWS, adaptive', () => {
  const limited =
    'work: 1ms, threads: 100, patterns: [{ rateLimiter: { capacity: 20, refill: 50/s } }]';

  test('helps where the callee limits: it slows down instead of being refused', () => {
    const refused = (like: string) => {
      const { rejected, arrived } = shop(retry(`like: ${like}`), limited, 100).services['api']!;
      return rejected / arrived;
    };
    expect(refused('aws-standard')).toBeGreaterThan(0.5);
    expect(refused('aws-adaptive')).toBeLessThan(0.25);
  });
  test('harms what was not the cause: one burst of throttling makes all calls wait', () => {
    const burst = 'faults: [{ at: 10s, for: 200ms, on: web, spike: 20x }]';
    const latency = (like: string) =>
      shop(retry(`like: ${like}`), limited.replace('50/s', '100/s'), 60, burst).clients['web']!
        .latencyMs;
    expect(latency('aws-standard').p90!).toBeLessThan(10);
    expect(latency('aws-adaptive').p90!).toBeGreaterThan(100);
  });
});

describe('gRPC', () => {
  const throttled = `${GRPC}, retryThrottling: { maxTokens: 10, tokenRatio: 0.1 }`;

  test('helps in an outage: throttling stops retries within ten failures', () => {
    expect(amplification(shop(retry(GRPC), DOWN))).toBeCloseTo(4, 1);
    const { calls, attempts } = shop(retry(throttled), DOWN).links['shop->api']!;
    expect(attempts - calls).toBeLessThanOrEqual(4);
  });
  test('harms when 15 % fail by themselves: above 9 % they are never tried again', () => {
    const flaky = 'work: 1ms, threads: 100, errors: 15%';
    expect(success(shop(retry(GRPC), flaky))).toBeGreaterThan(0.99);
    expect(success(shop(retry(throttled), flaky))).toBeLessThan(0.88);
  });
});

describe('Envoy', () => {
  test('helps in an outage: with a budget a fifth more load, without three times as much', () => {
    const slow = 'work: 200ms, threads: 1000, errors: 1';
    const all = shop(retry('like: envoy, numRetries: 3, maxRetries: 10000'), slow);
    expect(amplification(all)).toBeGreaterThan(3.5);
    const budget = shop(retry('like: envoy, numRetries: 3, retryBudget: {}'), slow);
    expect(amplification(budget)).toBeLessThan(1.35);
  });
  test('harms with three retries at once by default, when attempts take long', () => {
    const slow = 'work: 1s, threads: 1000, errors: 20%';
    const few = shop(retry('like: envoy'), slow);
    // Three retries a second for twenty failures.
    expect(success(few)).toBeLessThan(0.84);
    expect(success(shop(retry('like: envoy, maxRetries: 100'), slow))).toBeGreaterThan(0.94);
  });
});

describe('Finagle', () => {
  test('helps in an overload: retries stay a fifth of the calls and the reserve', () => {
    // 100/s for a capacity of 80/s.
    const small = 'work: 100ms, threads: 8, queue: { capacity: 5 }';
    const plain = shop(retry('like: resilience4j, waitDuration: 10ms, maxAttempts: 5'), small);
    const budget = shop(retry('like: finagle'), small);
    expect(budget.services['api']!.rejected).toBeLessThan(plain.services['api']!.rejected);
    // One in five, and ten a second.
    expect(amplification(budget)).toBeLessThan(0.01 + 1 + 0.2 + 10 / 100);
  });
  test('harms without a back-off: the reserve is gone before an outage of 300 ms is over', () => {
    const blip = 'faults: [{ at: 10s, for: 300ms, on: api, refuse: true }]';
    const up = 'work: 1ms, threads: 100';
    const failed = (of: string) => shop(retry(of), up, 100, blip).clients['web']!.failed;
    expect(failed('like: finagle')).toBeGreaterThan(20);
    expect(failed('like: finagle, backoff: { start: 200ms, maximum: 1s }')).toBeLessThan(5);
  });
});

describe('cockatiel', () => {
  const blip = 'faults: [{ at: 10s, for: 2s, on: api, refuse: true }]';
  const up = 'work: 1ms, threads: 100';

  test('helps over an outage with its exponential back-off', () => {
    const of = 'like: cockatiel, maxAttempts: 7, backoff: {}';
    expect(success(shop(retry(of), up, 50, blip))).toBeGreaterThan(0.999);
  });
  test('harms with its defaults: a hundred retries in the same instant, and no better', () => {
    const found = shop(retry('like: cockatiel'), up, 50, blip);
    expect(found.services['api']!.rejected).toBe(101 * found.clients['web']!.failed);
    expect(success(found)).toBeCloseTo(success(shop('', up, 50, blip)), 2);
  });
});

describe('p-retry', () => {
  const outage = 'faults: [{ at: 5s, for: 10s, on: api, refuse: true }]';

  test('helps over an outage of ten seconds: at 1, 3, 7 and 15 seconds it asks again', () => {
    const up = 'work: 1ms, threads: 100';
    const found = shop(retry('like: p-retry'), up, 10, outage);
    expect(found.clients['web']!.failed).toBe(0);
    expect(success(shop('', up, 10, outage))).toBeLessThan(0.75);
  });
  test('harms with what will never work: callers wait for 17 minutes to be told no', () => {
    const result = simulate(`
duration: 20m
clients: { web: { load: { rate: 1/s }, steps: [{ call: shop }] } }
services:
  shop:
    threads: 1000
    queue: { capacity: 0 }
    steps: [{ call: api, patterns: [${retry('like: p-retry')}] }]
  api: { work: 1ms, permanentErrors: 1 }`);
    expect(result.clients['web']!.failedLatencyMs.max).toBeGreaterThan(1_023_000);
    expect(result.services['shop']!.failures['queue-full']).toBeGreaterThan(0);
  });
});

describe('hedges', () => {
  /** A tail: one in fifty takes twenty times as long. */
  const TAIL =
    'replicas: 4, threads: 16, steps: [{ oneOf: [{ weight: 49, steps: [{ work: 10ms }] }, ' +
    '{ weight: 1, steps: [{ work: 200ms }] }] }]';
  const p99 = (patterns: string) => shop(patterns, TAIL).clients['web']!.latencyMs.p99!;
  const polly = (more: string) => `{ hedge: { like: polly, ${more} } }`;
  const grpc = (more: string) => `{ hedge: { like: grpc, maxAttempts: 2, ${more} } }`;

  test('Polly’s helps: a twentieth of the tail for two per cent more calls', () => {
    expect(p99('')).toBeGreaterThan(190);
    expect(p99(polly('delay: 15ms'))).toBeLessThan(30);
    expect(amplification(shop(polly('delay: 15ms'), TAIL))).toBeLessThan(1.03);
  });
  test('Polly’s harms: sent all at once, it doubles the load of a service that has no room', () => {
    const busy = 'work: { exponential: 10ms }, threads: 1, queue: { capacity: 1000 }';
    expect(shop('', busy, 60).clients['web']!.latencyMs.p50!).toBeLessThan(40);
    const doubled = shop(polly('delay: 0'), busy, 60);
    expect(doubled.clients['web']!.latencyMs.p50!).toBeGreaterThan(1000);
  });
  test('gRPC’s helps the same tail', () => {
    expect(p99(grpc('hedgingDelay: 15ms'))).toBeLessThan(30);
  });
  test('gRPC’s harms: a bad replica’s quick failure ends calls that were about to succeed', () => {
    const slow = 'work: 50ms, threads: 50, replicas: 4';
    const bad =
      'faults: [{ at: 0, on: api, errors: 1, replicas: 1 }, ' +
      '{ at: 0, on: api, slow: 0.01x, replicas: 1 }]';
    const without = success(shop('', slow, 100, bad));
    const hedged = success(shop(grpc('hedgingDelay: 10ms'), slow, 100, bad));
    expect(without).toBeCloseTo(0.75, 2);
    expect(hedged).toBeLessThan(0.6);
    const nonFatal = grpc('hedgingDelay: 10ms, nonFatalStatusCodes: error');
    expect(success(shop(nonFatal, slow, 100, bad))).toBeGreaterThan(0.95);
  });
});
