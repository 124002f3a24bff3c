/** Stacks by name: the published order, the library's defaults, and a run with each. */
import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../src/scenario/presets.ts';
import { read } from '../../src/scenario/read.ts';
import { simulate, specOf } from '../simulate.ts';

const with_ = (preset: string): string => `
duration: 30s
clients: { web: { load: { rate: 50/s }, steps: [{ call: api, patterns: ${preset} }] } }
services: { api: { work: { exponential: 20ms }, threads: 64 } }
faults: [{ at: 10s, for: 10s, on: api, errors: 60% }]`;

const stackOf = (preset: string) => {
  const [step] = specOf(with_(preset)).clients['web']!.steps;
  const { patterns } = step as { patterns: Record<string, Record<string, unknown>>[] };
  return patterns.flatMap((entry) => Object.entries(entry));
};

test('each in the order in which its library puts them', () => {
  const orders = Object.fromEntries(
    Object.keys(PRESETS).map((preset) => [
      preset,
      stackOf(preset)
        .map(([name]) => name)
        .join(' '),
    ]),
  );
  expect(orders).toEqual({
    resilience4j: 'retry circuitBreaker rateLimiter timeout bulkhead',
    'dotnet-standard': 'bulkhead timeout retry circuitBreaker timeout',
    'dotnet-hedging': 'timeout hedge bulkhead circuitBreaker timeout',
    envoy: 'retry',
    'aws-sdk': 'retry',
    grpc: 'timeout retry',
    node: 'retry circuitBreaker timeout bulkhead',
  });
});

test('with the defaults that the library publishes', () => {
  const standard = stackOf('dotnet-standard').map(([, params]) => params);
  expect(standard).toMatchObject([
    { like: 'polly', permitLimit: 1000, queueLimit: 0 },
    { after: 30_000 },
    {
      like: 'polly',
      maxRetryAttempts: 3,
      delay: 2000,
      backoffType: 'Exponential',
      useJitter: true,
    },
    {
      like: 'polly',
      failureRatio: 0.1,
      minimumThroughput: 100,
      samplingDuration: 30_000,
      breakDuration: 5000,
    },
    { after: 10_000 },
  ]);
  expect(stackOf('resilience4j').map(([, params]) => params)).toMatchObject([
    { maxAttempts: 3, waitDuration: 500 },
    { slidingWindowSize: 100, failureRateThreshold: 50 },
    { limitForPeriod: 50, timeoutDuration: 5000 },
    { after: 1000 },
    { maxConcurrentCalls: 25 },
  ]);
});

describe.each(Object.keys(PRESETS))('%s', (preset) => {
  test('runs, is a list in the spec, and takes the edge off the errors or says so', () => {
    const { clients, links } = simulate(with_(preset));
    const { offered, succeeded, degraded, failed, inFlight } = clients['web']!;
    expect(succeeded + degraded + failed + inFlight).toBe(offered);
    expect(links['web->api']!.patterns.length).toBe(PRESETS[preset]!.stack.length);
    expect(links['web->api']!.amplification!).toBeGreaterThanOrEqual(1);
  });
});

describe.each(['dotnet-standard', 'dotnet-hedging'])('%s goes by what HTTP says', (preset) => {
  const run = (faults: string) =>
    simulate(`
duration: 60s
clients: { web: { load: { rate: 50/s }, steps: [{ call: api, patterns: ${preset} }] } }
services: { api: { work: 20ms, threads: 64, ${faults} } }`);

  test('a request that is wrong is not sent again, nor does it open the breaker', () => {
    const { links, transitions } = run('permanentErrors: 20%');
    expect(links['web->api']!.amplification).toBe(1);
    expect(transitions).toEqual([]);
    const { failed, calls } = links['web->api']!;
    expect(failed / calls).toBeLessThan(0.25);
  });

  test('what its own breaker refuses is not tried again', () => {
    const { failures, failedLatencyMs } = run('errors: 90%').links['web->api']!;
    expect(failures['circuit-open']).toBeGreaterThan(500);
    expect(failedLatencyMs.p50).toBeLessThan(100);
  });
});

test('a name that there is not is told with the nearest, on a service there are none', () => {
  const problems = (yaml: string) =>
    read(`version: 1${yaml}`).problems.map(({ message }) => message);
  expect(problems(with_('dotnet-standart'))).toEqual([
    'unknown preset `dotnet-standart`; did you mean `dotnet-standard`?',
  ]);
  expect(problems(with_('{ retry: {} }'))[0]).toMatch(/^wanted a list of patterns, or one of/);
  const onService = with_('[]').replace('threads: 64', 'threads: 64, patterns: envoy');
  expect(problems(onService)).toEqual(['wanted a list, found "envoy"']);
});
