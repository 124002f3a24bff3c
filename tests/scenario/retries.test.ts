/** Retries, hedges and timeouts of every library as scenarios write them, and what they refuse. */
import { describe, expect, test } from 'vitest';
import { patternTables } from '../../src/engine/index.ts';
import { read } from '../../src/scenario/read.ts';
import { specOf } from '../simulate.ts';

const scenario = (entry: string): string => `
version: 1
duration: 1s
clients: { a: { load: { rate: 1 }, steps: [{ call: b, patterns: [{ ${entry} }] }] } }
services: { b: }`;

const problems = (entry: string): string[] =>
  read(scenario(entry)).problems.map(({ path, message }) => {
    const place = path.replace('clients.a.steps[0].patterns[0].', '');
    return `${place}: ${message}`;
  });

const params = (entry: string): unknown => {
  const step = specOf(scenario(entry)).clients['a']!.steps[0]!;
  return 'patterns' in step && Object.values(step.patterns[0]!)[0];
};

const GRPC = 'like: grpc, initialBackoff: 1ms, maxBackoff: 1s, backoffMultiplier: 2';

test.each([
  ['retry: { like: resilience4j }', { maxAttempts: 3, waitDuration: 500, intervalFunction: null }],
  [
    'retry: { like: resilience4j, intervalFunction: {} }',
    { intervalFunction: { initialInterval: 500, multiplier: 1.5, maxInterval: null } },
  ],
  ['retry: { like: polly }', { maxRetryAttempts: 3, delay: 2000, backoffType: 'Constant' }],
  ['retry: { like: polly }', { useJitter: false, maxDelay: null, shouldRetryAfterHeader: false }],
  ['retry: { like: aws-standard }', { maxAttempts: 3, baseDelay: 50 }],
  ['retry: { like: aws-adaptive }', { maxAttempts: 3, baseDelay: 50 }],
  [`retry: { ${GRPC}, maxAttempts: 4 }`, { maxAttempts: 4, retryThrottling: null }],
  ['retry: { like: envoy }', { numRetries: 1, baseInterval: 25, maxInterval: null, maxRetries: 3 }],
  [
    'retry: { like: envoy, retryBudget: {}, rateLimitedRetryBackOff: {} }',
    {
      retryBudget: { budgetPercent: 20, minRetryConcurrency: 3 },
      rateLimitedRetryBackOff: { maxInterval: 300_000 },
    },
  ],
  ['retry: { like: finagle }', { ttl: 10_000, minRetriesPerSec: 10, percentCanRetry: 0.2 }],
  ['retry: { like: cockatiel }', { maxAttempts: 100, backoff: 0 }],
  [
    'retry: { like: cockatiel, backoff: {} }',
    { backoff: { initialDelay: 128, maxDelay: 30_000, exponent: 2 } },
  ],
  ['retry: { like: p-retry }', { retries: 10, factor: 2, minTimeout: 1000, randomize: false }],
  ['retry: { like: go-retryablehttp }', { RetryMax: 4, RetryWaitMin: 1000, RetryWaitMax: 30_000 }],
  ['hedge: { like: polly }', { maxHedgedAttempts: 1, delay: 2000, cancel: 'reset' }],
  ['hedge: { like: polly, delay: -1 }', { delay: -1 }],
  ['hedge: { like: grpc, maxAttempts: 2 }', { hedgingDelay: 0, nonFatalStatusCodes: [] }],
  ['timeout: { connect: 2s, read: 5s }', { after: null, connect: 2000, read: 5000 }],
])('%s has the library’s defaults', (entry, wanted) => {
  expect(params(entry)).toMatchObject(wanted);
});

describe('what a library refuses', () => {
  test.each([
    [
      'retry: { like: envoy, baseInterval: 50ms, maxInterval: 25ms }',
      'retry.baseInterval: wanted at most maxInterval, found 50 ms',
    ],
    [
      'retry: { like: finagle, backoff: { start: 2s, maximum: 1s } }',
      'retry.backoff.start: wanted at most the maximum, found 2000 ms',
    ],
    ['retry: { like: finagle, ttl: 61s }', 'retry.ttl: wanted 1s–1m, found 61s'],
    [
      `retry: { ${GRPC}, maxAttempts: 2, retryableStatusCodes: [] }`,
      'retry.retryableStatusCodes: wanted at least one, found none',
    ],
    [`retry: { ${GRPC}, maxAttempts: 1 }`, 'retry.maxAttempts: wanted 2–100, found 1'],
    [`retry: { ${GRPC} }`, 'retry.maxAttempts: wanted a whole number 2–100, found nothing'],
    [
      `retry: { ${GRPC}, maxAttempts: 2, retryThrottling: { maxTokens: 1001, tokenRatio: 1 } }`,
      'retry.retryThrottling.maxTokens: wanted 0.001–1000, found 1001',
    ],
    [
      'retry: { like: resilience4j, intervalFunction: { initialInterval: 0.5ms } }',
      'retry.intervalFunction.initialInterval: wanted 1ms–720h, found 0.5ms',
    ],
    [
      'retry: { like: resilience4j, waitDuration: 200ms, intervalFunction: {} }',
      'retry.waitDuration: wanted no value beside intervalFunction, found 200 ms',
    ],
    [
      'hedge: { like: polly, maxHedgedAttempts: 11 }',
      'hedge.maxHedgedAttempts: wanted 1–10, found 11',
    ],
  ])('%s', (entry, message) => {
    expect(problems(entry)).toEqual([message]);
  });
});

describe('a parameter of another library', () => {
  test('is told as such, with what it is called here', () => {
    expect(problems('retry: { like: envoy, percentCanRetry: 1 }')).toEqual([
      'retry.percentCanRetry: `percentCanRetry` is a parameter of `like: finagle`, not of retry ' +
        'like envoy',
    ]);
    expect(problems('retry: { maxRetries: 3 }')).toEqual([
      'retry.maxRetries: `maxRetries: 3` is `maxAttempts: 4` here: the first try counts',
    ]);
    expect(problems('retry: { like: cockatiel, retries: 3 }')[0]).toMatch(
      /`retries` is called `maxAttempts` here: Maximum retries, not counting the first call/,
    );
  });
});

test('every retry and hedge tells its sign what it measures against', () => {
  for (const [name, names] of [
    ['retry', ['tries', 'budget']],
    ['hedge', ['afterMs']],
  ] as const) {
    const { variants, limits } = patternTables.get(name)!;
    for (const like of Object.keys(variants)) {
      const required: Record<string, string> = {
        grpc: name === 'retry' ? `${GRPC}, maxAttempts: 9` : 'like: grpc, maxAttempts: 9',
        plain: name === 'retry' ? '' : 'after: 1s',
      };
      const found = limits!(params(`${name}: { ${required[like] ?? `like: ${like}`} }`) as never);
      expect(Object.keys(found)).toEqual(names);
      expect(Object.values(found).every((value) => value >= 0)).toBe(true);
    }
  }
  const tries = (entry: string) =>
    patternTables.get('retry')!.limits!(params(`retry: { ${entry} }`) as never);
  expect(tries(`${GRPC}, maxAttempts: 9`)).toEqual({ tries: 5, budget: 0 });
  expect(tries('like: polly')).toEqual({ tries: 4, budget: 0 });
  expect(tries('like: aws-standard')).toEqual({ tries: 3, budget: 500 });
  expect(tries('like: finagle')).toEqual({ tries: 21, budget: 100 });
});

test('deadlines: at the top, and on a service where its own word counts', () => {
  const at = (top: string, service: string) =>
    specOf(`duration: 1s\n${top}\nservices: { a: { ${service} } }`);
  expect(at('', '').deadlines).toBe('none');
  expect(at('deadlines: propagate', '').deadlines).toBe('propagate');
  expect(at('', '').services['a']!.deadlines).toBeNull();
  expect(at('', 'deadlines: propagate').services['a']!.deadlines).toBe('propagate');
  const wrong = read('version: 1\nduration: 1s\ndeadlines: yes\nservices: {}').problems;
  expect(wrong).toMatchObject([
    { path: 'deadlines', message: 'wanted one of none, propagate, found "yes"' },
  ]);
});
