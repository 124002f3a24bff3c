/** Delays of every library's retry: recorded, worked out, or restated from its own tests. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Stream } from '../../src/engine/kernel/random.ts';
import { natureOf } from '../../src/engine/tables.ts';
import { readStack } from '../../src/scenario/replay.ts';
import { delaysOf, draws, failing, replayed } from './retrying.ts';

afterEach(() => vi.restoreAllMocks());

/** Every draw is this number. */
const always = (u: number) => {
  vi.spyOn(Stream.prototype, 'double').mockReturnValue(u);
};
const close = (list: readonly number[]): unknown[] =>
  list.map((ms): unknown => expect.closeTo(ms, 5));

describe('resilience4j', () => {
  interface Intervals {
    initialMs: number;
    multiplier: number;
    maxMs: number | null;
    attempt1to12: number[];
  }
  const url = new URL('./vectors/resilience4j-intervalfunction-2.3.0.json', import.meta.url);
  const vectors = JSON.parse(readFileSync(url, 'utf8')) as Intervals[];
  const growing = (interval: string, tries = 13) =>
    delaysOf(`like: resilience4j, maxAttempts: ${tries}, intervalFunction: { ${interval} }`);

  test.each(vectors)(
    'intervals are those that the library gave: $initialMs ms × $multiplier up to $maxMs ms',
    ({ initialMs, multiplier, maxMs, attempt1to12 }) => {
      const max = maxMs === null ? '' : `, maxInterval: ${maxMs}`;
      const found = growing(`initialInterval: ${initialMs}, multiplier: ${multiplier}${max}`);
      expect(found).toEqual(attempt1to12);
    },
  );

  test('three attempts 500 ms apart by default; whole ms', () => {
    expect(delaysOf('like: resilience4j')).toEqual([500, 500]);
    expect(delaysOf('like: resilience4j, waitDuration: 2.7ms')).toEqual([2, 2]);
    expect(growing('', 4)).toEqual([500, 750, 1125]);
  });

  test('the jitter is of whole ms, at least 1, and the maximum cuts it', () => {
    const jittered = 'initialInterval: 100, multiplier: 1, randomizationFactor: 0.5';
    always(0);
    expect(growing(jittered, 2)).toEqual([50]);
    expect(growing('initialInterval: 1, randomizationFactor: 1', 2)).toEqual([1]);
    always(0.999);
    // lo + u × (hi − lo + 1): 150 itself can be drawn.
    expect(growing(jittered, 2)).toEqual([150]);
    expect(growing(`${jittered}, maxInterval: 120`, 2)).toEqual([120]);
    always(0.5);
    // The interval grows without its jitter: 200, 400.
    expect(growing('initialInterval: 200, multiplier: 2, randomizationFactor: 0.1', 3)).toEqual([
      200, 400,
    ]);
  });
});

describe('Polly', () => {
  const polly = (more: string) => delaysOf(`like: polly, maxRetryAttempts: 6, ${more}`);

  test('constant, linear and exponential from 2 s', () => {
    expect(delaysOf('like: polly')).toEqual([2000, 2000, 2000]);
    expect(polly('backoffType: Linear').slice(0, 3)).toEqual([2000, 4000, 6000]);
    expect(polly('backoffType: Exponential').slice(0, 3)).toEqual([2000, 4000, 8000]);
    expect(polly('backoffType: Exponential, maxDelay: 5s').slice(0, 3)).toEqual([2000, 4000, 5000]);
    expect(polly('backoffType: Exponential, useJitter: true, delay: 0')).toEqual(Array(6).fill(0));
  });

  test('jitter of a quarter around constant and linear delays', () => {
    for (const [u, share] of [
      [0, 0.75],
      [0.5, 1],
      [0.999, 1.2495],
    ] as const) {
      always(u);
      expect(polly('useJitter: true')[0]).toBeCloseTo(2000 * share, 6);
      expect(polly('backoffType: Linear, useJitter: true')[2]).toBeCloseTo(6000 * share, 6);
    }
  });

  test('decorrelated jitter V2 gives the library’s own figures', () => {
    const jittered = 'backoffType: Exponential, useJitter: true';
    always(0);
    expect(polly(jittered)).toEqual(
      close([0, 2754.364515, 2920.134602, 5731.699725, 11435.613724, 22860.544882]),
    );
    always(0.5);
    const half = [1794.809871, 2186.007095, 4071.495925, 8091.958846, 16167.26322, 32327.325625];
    expect(polly(jittered)).toEqual(close(half));
    // The maximum comes after the jitter, and the next delay does not know of it.
    expect(polly(`${jittered}, maxDelay: 4s`)).toEqual(close(half.map((d) => Math.min(d, 4000))));
  });
});

describe('gRPC', () => {
  const policy = 'like: grpc, initialBackoff: 0.1s, maxBackoff: 1s, backoffMultiplier: 2';

  test('0.1, 0.2, 0.4, 0.8 s with a fifth of jitter to both sides; five attempts at most', () => {
    for (const [u, share] of [
      [0, 0.8],
      [0.5, 1],
      [0.75, 1.1],
    ] as const) {
      always(u);
      const wanted = [100, 200, 400, 800].map((ms) => ms * share);
      expect(delaysOf(`${policy}, maxAttempts: 9`)).toEqual(close(wanted));
    }
    always(0.5);
    expect(delaysOf(`${policy}, maxAttempts: 5`)).toEqual(close([100, 200, 400, 800]));
    expect(delaysOf(`${policy}, maxAttempts: 3`)).toEqual(close([100, 200]));
  });
  test('the maximum comes before the jitter', () => {
    always(0);
    const short = policy.replace('maxBackoff: 1s', 'maxBackoff: 0.3s');
    expect(delaysOf(`${short}, maxAttempts: 5`)).toEqual(close([80, 160, 240, 240]));
  });
});

describe('Envoy', () => {
  test('whole ms below 25, 50, 100, 200, 250, 250', () => {
    always(1 - 2 ** -53);
    const all = delaysOf('like: envoy, numRetries: 7');
    expect(all).toEqual([24, 49, 99, 199, 249, 249, 249]);
    always(0);
    expect(delaysOf('like: envoy, numRetries: 7')).toEqual(Array(7).fill(0));
  });
  test('one retry by default; base and maximum', () => {
    always(1 - 2 ** -53);
    expect(delaysOf('like: envoy')).toEqual([24]);
    const own = 'like: envoy, numRetries: 4, baseInterval: 10ms, maxInterval: 30ms';
    expect(delaysOf(own)).toEqual([9, 19, 29, 29]);
  });
});

describe('AWS', () => {
  test('full jitter below 50, 100, 200 … ms up to 20 s; 1 s at first if throttled', () => {
    const wanted = (base: number) => {
      const u = draws('7');
      return Array.from({ length: 11 }, (_, i) => Math.floor(u() * Math.min(base * 2 ** i, 20e3)));
    };
    expect(delaysOf('like: aws-standard, maxAttempts: 12', '7')).toEqual(wanted(50));
    expect(delaysOf('like: aws-standard, maxAttempts: 12', '7', 'rate-limited')).toEqual(
      wanted(1000),
    );
    expect(delaysOf('like: aws-standard, baseDelay: 25ms, maxAttempts: 12', '7')).toEqual(
      wanted(25),
    );
    expect(delaysOf('like: aws-standard')).toHaveLength(2);
  });
});

describe('Finagle', () => {
  test('no back-off by default', () => {
    // A fifth of the balance, 100 retries of the reserve.
    expect(delaysOf('like: finagle')).toEqual(Array(20).fill(0));
  });
  test('decorrelated: the start, then from the start to three times the last delay', () => {
    const backoff = 'backoff: { start: 10ms, maximum: 100ms }';
    always(0);
    expect(delaysOf(`like: finagle, ${backoff}`).slice(0, 4)).toEqual([10, 10, 10, 10]);
    always(0.5);
    // 10; 10 + 20/2; 10 + 50/2; 10 + 90/2 as three times 35 is beyond the maximum.
    expect(delaysOf(`like: finagle, ${backoff}`).slice(0, 5)).toEqual(close([10, 20, 35, 55, 55]));
  });
});

describe('p-retry', () => {
  const gaps = (more: string) => delaysOf(`like: p-retry, ${more}`);

  test('100, 200, 400, 800 ms; ten retries by default', () => {
    expect(gaps('minTimeout: 100, retries: 4')).toEqual([100, 200, 400, 800]);
    expect(gaps('')).toEqual(Array.from({ length: 10 }, (_, i) => 1000 * 2 ** i));
    expect(gaps('minTimeout: 100, maxTimeout: 300, retries: 4')).toEqual([100, 200, 300, 300]);
    expect(gaps('minTimeout: 10, factor: 1.55, retries: 3')).toEqual([10, 16, 24]);
  });
  test.each(['factor: 0', 'factor: 0.5', 'factor: 3, maxTimeout: 2500'])(
    'advice goes by the delays that it makes: %s',
    (more) => {
      const retry = `like: p-retry, minTimeout: 800, retries: 4, ${more}`;
      const params = readStack(`[{ retry: { ${retry} } }]`).patterns![0]!['retry']!;
      const waitMs = delaysOf(retry).reduce((sum, ms) => sum + ms, 0);
      expect(natureOf({ name: 'retry', params }).tries!.waitMs).toBe(waitMs);
    },
  );
  test('no delay beyond the time for all retries, and no retry after it', () => {
    expect(gaps('minTimeout: 100, maxRetryTime: 1000')).toEqual([100, 200, 400, 300]);
    expect(gaps('minTimeout: 100, maxRetryTime: 700')).toEqual([100, 200, 400]);
    const slow = { at: 0, latencies: [600], outcomes: ['error'] };
    const stack = '[{ retry: { like: p-retry, minTimeout: 100, maxRetryTime: 1s } }]';
    const [call] = replayed(stack, [slow]);
    expect(call!.attempts.map(({ at }) => at)).toEqual([0, 700]);
  });
  test('the time for all retries counts from each call’s own start', () => {
    const stack = '[{ retry: { like: p-retry, minTimeout: 100, maxRetryTime: 250ms } }]';
    const calls = replayed(stack, [failing(), { ...failing(), at: 5000 }]);
    for (const { attempts } of calls)
      expect(attempts.map(({ at }) => at - attempts[0]!.at)).toEqual([0, 100, 250]);
  });
});

describe('go-retryablehttp', () => {
  const gaps = (more: string) => delaysOf(`like: go-retryablehttp, ${more}`);

  test('1, 2, 4, 8 s by default; doubled up to the longest', () => {
    expect(gaps('')).toEqual([1000, 2000, 4000, 8000]);
    expect(gaps('RetryMax: 7')).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    // client_test.go, TestClient_DefaultBackoff: 10 s to 50 s.
    expect(gaps('RetryMax: 4, RetryWaitMin: 10s, RetryWaitMax: 50s')).toEqual([
      10_000, 20_000, 40_000, 50_000,
    ]);
  });
  test('what will never work is not tried again', () => {
    const [call] = replayed('[{ retry: { like: go-retryablehttp } }]', [
      { at: 0, latencies: [5], outcomes: ['error', 'permanent'] },
    ]);
    expect(call!.attempts.map(({ at }) => at)).toEqual([0, 1005]);
    expect(call!.outcome).toBe('permanent');
  });
});

describe('cockatiel', () => {
  const gaps = (more: string, seed = '1') => delaysOf(`like: cockatiel, ${more}`, seed);

  test('no delay at all by default; `maxAttempts` counts retries', () => {
    expect(gaps('maxAttempts: 4')).toEqual([0, 0, 0, 0]);
    expect(gaps('maxAttempts: 2, backoff: 70ms')).toEqual([70, 70]);
    expect(delaysOf('like: cockatiel')).toHaveLength(100);
  });
  test('the generators', () => {
    const by = (generator: string, n = 4) =>
      gaps(`maxAttempts: ${n}, backoff: { generator: ${generator}Generator, maxDelay: 700ms }`);
    expect(by('noJitter')).toEqual([128, 256, 512, 700]);
    const [full, half] = [draws(), draws()];
    const grown = [128, 256, 512, 700];
    expect(by('fullJitter')).toEqual(grown.map((ms) => Math.floor(full() * ms)));
    expect(by('halfJitter')).toEqual(grown.map((ms) => Math.floor((ms + half() * ms) / 2)));
  });
  test('the decorrelated generator is Polly’s formula', () => {
    for (const seed of ['a', 'b', 'c']) {
      const polly = delaysOf(
        'like: polly, maxRetryAttempts: 8, delay: 128ms, backoffType: Exponential, useJitter: true',
        seed,
      );
      expect(gaps('maxAttempts: 8, backoff: { maxDelay: 10h }', seed)).toEqual(close(polly));
    }
  });
});
