/** How the circuit breaker of each library is written, and what the library would refuse. */
import { describe, expect, test } from 'vitest';
import { formatProblem, read } from '../../src/scenario/read.ts';
import { readStack } from '../../src/scenario/replay.ts';

const scenario = (breaker: string): string => `
version: 1
duration: 10s
clients:
  web:
    load: { rate: 1/s }
    steps: [{ call: api, patterns: [{ circuitBreaker: ${breaker} }] }]
services: { api: {} }`;

const AT = 'clients.web.steps[0].patterns[0].circuitBreaker.';

/** The parameters that a scenario comes to; `like` and the keys of all patterns left out. */
function paramsOf(breaker: string): unknown {
  const { spec, problems } = read(scenario(breaker));
  expect(problems.map((problem) => formatProblem('f', problem))).toEqual([]);
  const call = spec!.clients['web']!.steps[0] as { patterns: Record<string, object>[] };
  const {
    like: _,
    scope: __,
    disabled: ___,
    ...params
  } = call.patterns[0]!['circuitBreaker'] as Record<string, unknown>;
  return params;
}

test.each([
  [
    'gobreaker',
    {
      maxRequests: 1,
      interval: 0,
      bucketPeriod: 0,
      timeout: 60_000,
      readyToTrip: { consecutiveFailuresAbove: 5 },
      ignore: [],
    },
  ],
  [
    'polly',
    {
      failureRatio: 0.1,
      samplingDuration: 30_000,
      minimumThroughput: 100,
      breakDuration: 5000,
      breakDurationGenerator: null,
      ignore: ['cancelled'],
    },
  ],
  [
    'opossum',
    {
      timeout: 10_000,
      errorThresholdPercentage: 50,
      resetTimeout: 30_000,
      rollingCountTimeout: 10_000,
      rollingCountBuckets: 10,
      volumeThreshold: 0,
      capacity: null,
      allowWarmUp: false,
      ignore: [],
    },
  ],
  [
    'hystrix',
    {
      requestVolumeThreshold: 20,
      errorThresholdPercentage: 50,
      sleepWindowInMilliseconds: 5000,
      rollingStatsTimeInMilliseconds: 10_000,
      healthSnapshotIntervalInMilliseconds: 500,
      ignore: ['cancelled'],
    },
  ],
  ['consecutive', { failureThreshold: 5, recoveryTimeout: 30_000, ignore: [] }],
  ['leaky', { failureThreshold: 5, recoveryTimeout: 30_000, halfOpenMaxCalls: 1, ignore: [] }],
  ['count', { failures: 5, within: 5000, openFor: 30_000, probes: 1, successes: 1, ignore: [] }],
])('%s has its own parameters and its library’s defaults', (like, defaults) => {
  expect(paramsOf(`{ like: ${like} }`)).toEqual(defaults);
});

describe('spellings', () => {
  test('gobreaker trips by failures in a row or by a ratio', () => {
    const trip = (text: string) =>
      (paramsOf(`{ like: gobreaker, readyToTrip: ${text} }`) as { readyToTrip: object })
        .readyToTrip;
    expect(trip('{ consecutiveFailuresAbove: 3 }')).toEqual({ consecutiveFailuresAbove: 3 });
    expect(trip('{ requests: 5, failureRatio: 60% }')).toEqual({ requests: 5, failureRatio: 0.6 });
    expect(trip('{}')).toEqual({ consecutiveFailuresAbove: 5 });
  });

  test('opossum takes no timeout', () => {
    expect(paramsOf('{ like: opossum, timeout: false }')).toMatchObject({ timeout: false });
  });

  test('cockatiel has three breakers, and a duration or a back-off', () => {
    const params = (breaker: string, after = '10s') =>
      paramsOf(`{ like: cockatiel, breaker: ${breaker}, halfOpenAfter: ${after} }`);
    expect(params('{ consecutive: 5 }')).toEqual({
      breaker: { consecutive: 5 },
      halfOpenAfter: 10_000,
      halfOpenSampling: null,
      ignore: [],
    });
    expect(params('{ count: { threshold: 20%, size: 100 } }')).toMatchObject({
      breaker: { count: { threshold: 0.2, size: 100, minimumNumberOfCalls: null } },
    });
    expect(params('{ sampling: { threshold: 0.2, duration: 30s } }')).toMatchObject({
      breaker: { sampling: { threshold: 0.2, duration: 30_000, minimumRps: null } },
    });
    expect(params('{ consecutive: 1 }', '{ maxDelay: 1s }')).toMatchObject({
      halfOpenAfter: {
        generator: 'decorrelatedJitterGenerator',
        initialDelay: 128,
        maxDelay: 1000,
        exponent: 2,
      },
    });
  });
});

describe('what the library would refuse', () => {
  test.each([
    ['{ like: polly, minimumThroughput: 1 }', 'minimumThroughput', '2–10000000', '1'],
    ['{ like: polly, breakDuration: 100ms }', 'breakDuration', '500ms–24h', '100ms'],
    ['{ like: polly, samplingDuration: 48h }', 'samplingDuration', '500ms–24h', '48h'],
    ['{ like: opossum, timeout: true }', 'timeout', 'a duration, or false', 'true'],
    [
      '{ like: cockatiel, breaker: { count: { threshold: 1, size: 2 } }, halfOpenAfter: 1s }',
      'breaker.count.threshold',
      'more than 0 and less than 1',
      '1',
    ],
    [
      `{ like: cockatiel, halfOpenAfter: 1s,
        breaker: { sampling: { threshold: 0, duration: 2s } } }`,
      'breaker.sampling.threshold',
      'more than 0 and less than 1',
      '0',
    ],
    [
      `{ like: cockatiel, halfOpenAfter: 1s,
        breaker: { count: { threshold: 50%, size: 2, minimumNumberOfCalls: 3 } } }`,
      'breaker.count.minimumNumberOfCalls',
      'at most the size, 2',
      '3',
    ],
    [
      `{ like: cockatiel, breaker: { consecutive: 1 }, halfOpenAfter: 1s,
        halfOpenSampling: { threshold: 1 } }`,
      'halfOpenSampling.threshold',
      '0 or more and less than 1',
      '1',
    ],
  ])('%s is an error, and a warning in a replay', (breaker, at, wanted, found) => {
    const { spec, problems } = read(scenario(breaker));
    expect(spec).toBeNull();
    expect(problems).toMatchObject([
      { path: `${AT}${at}`, message: `wanted ${wanted}, found ${found}` },
    ]);
    const stack = readStack(`[{ circuitBreaker: ${breaker} }]`);
    expect(stack.patterns).not.toBeNull();
    expect(stack.problems).toMatchObject([{ severity: 'warning' }]);
  });

  test('cockatiel’s breaker and open time must be given', () => {
    const { problems } = read(scenario('{ like: cockatiel }'));
    expect(problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      `${AT}breaker: wanted a map with consecutive or a map with count or a map with sampling, ` +
        'found nothing',
      `${AT}halfOpenAfter: wanted a duration such as 250ms, 2s, 5m or 1h or a map with ` +
        'generator, initialDelay, maxDelay, exponent, found nothing',
    ]);
  });

  test('a parameter of another library is named as such', () => {
    const { problems } = read(scenario('{ like: polly, slidingWindowSize: 5 }'));
    expect(problems[0]!.message).toBe(
      '`slidingWindowSize` is not a parameter of circuitBreaker like polly',
    );
    const other = read(scenario('{ like: hystrix, resetTimeout: 5s }'));
    expect(other.problems[0]!.message).toMatch(/parameter of `like: opossum`/);
  });
});
