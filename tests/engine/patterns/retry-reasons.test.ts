/** What each library tries again, made at the callee or rejected in the same stack. */
import { describe, expect, test } from 'vitest';
import { REASONS } from '../../../src/engine/index.ts';
import { failing, replayed } from '../../conformance/retrying.ts';
import { simulate } from '../../simulate.ts';

const GRPC = 'like: grpc, maxAttempts: 2, initialBackoff: 1ms, maxBackoff: 1ms, ';
const POLICIES: Readonly<Record<string, string>> = {
  resilience4j: 'like: resilience4j',
  polly: 'like: polly',
  'aws-standard': 'like: aws-standard',
  'aws-adaptive': 'like: aws-adaptive',
  grpc: `${GRPC}backoffMultiplier: 1`,
  envoy: 'like: envoy',
  finagle: 'like: finagle',
  cockatiel: 'like: cockatiel',
  'p-retry': 'like: p-retry',
};

/** The reasons after which the callee is asked again. */
const triedAgain = (retry: string): string[] =>
  REASONS.filter((reason) => {
    const [call] = replayed(`[{ retry: { ${retry} } }]`, [failing(reason, 'ok')]);
    return call!.attempts.length > 1;
  });

const allBut = (...left: string[]) => REASONS.filter((reason) => !left.includes(reason));
const UNAVAILABLE = [
  ...['error', 'timeout', 'connect-timeout', 'refused', 'reset'],
  ...['queue-full', 'queue-timeout', 'rate-limited', 'shed', 'no-endpoint', 'oom'],
];
const inOrder = (reasons: readonly string[]) => REASONS.filter((one) => reasons.includes(one));

describe('by default', () => {
  test.each([
    ['resilience4j', REASONS],
    ['polly', allBut('cancelled')],
    ['cockatiel', REASONS],
    ['p-retry', allBut('cancelled')],
    ['aws-standard', inOrder([...UNAVAILABLE, 'throttled', 'bulkhead-full'])],
    ['aws-adaptive', inOrder([...UNAVAILABLE, 'throttled', 'bulkhead-full'])],
    ['grpc', inOrder(UNAVAILABLE)],
    ['finagle', inOrder(UNAVAILABLE)],
    [
      'envoy',
      // Without a host it answers by itself, once: there is nobody to try.
      [
        ...UNAVAILABLE.filter((one) => one !== 'rate-limited' && one !== 'no-endpoint'),
        ...['bulkhead-full', 'throttled'],
      ],
    ],
  ])('%s asks again after %j', (like, reasons) => {
    expect(triedAgain(POLICIES[like]!)).toEqual(inOrder(reasons));
  });
});

describe('named', () => {
  test('retryExceptions and ignoreExceptions of resilience4j', () => {
    const some = 'retryExceptions: [error, permanent, timeout], ignoreExceptions: timeout';
    expect(triedAgain(`like: resilience4j, ${some}`)).toEqual(['error', 'permanent']);
    expect(triedAgain('like: resilience4j, ignoreExceptions: circuit-open')).toEqual(
      allBut('circuit-open'),
    );
  });
  test.each([
    ['polly', 'shouldHandle'],
    ['grpc', 'retryableStatusCodes'],
    ['envoy', 'retryOn'],
    ['finagle', 'retryOn'],
    ['cockatiel', 'handle'],
    ['p-retry', 'shouldRetry'],
  ])('%s: %s', (like, key) => {
    const named = `${POLICIES[like]}, ${key}: [permanent, conflict]`;
    expect(triedAgain(named)).toEqual(['permanent', 'conflict']);
  });
});

describe('rejections made in the same stack', () => {
  const INNER: Readonly<Record<string, string>> = {
    'circuit-open': 'circuitBreaker: { initialState: FORCED_OPEN }',
    'bulkhead-full': 'bulkhead: { maxConcurrentCalls: 0 }',
    'rate-limited': 'rateLimiter: { capacity: 1, refill: 0.001/s }',
  };
  /** How often the inner pattern is asked: by two calls, the first of which empties the limiter. */
  const asked = (retry: string, reason: string): number => {
    const result = simulate(`
duration: 100s
clients:
  web:
    load: { users: 1, iterations: 2 }
    steps: [{ call: api, patterns: [{ retry: { ${retry} } }, { ${INNER[reason]} }] }]
services: { api: { work: 1ms } }`).links['web->api']!;
    return result.attempts - result.succeeded - result.calls + result.succeeded;
  };

  test.each(Object.keys(INNER))(
    '%s: tried again by those that do not ask who said no',
    (reason) => {
      for (const like of ['resilience4j', 'polly', 'cockatiel', 'p-retry'])
        expect(asked(POLICIES[like]!, reason), like).toBeGreaterThan(0);
      for (const like of ['aws-standard', 'aws-adaptive', 'grpc', 'envoy', 'finagle'])
        expect(asked(POLICIES[like]!, reason), like).toBe(0);
    },
  );

  test('resilience4j tries an open breaker again unless that is ignored', () => {
    const ignored = 'like: resilience4j, ignoreExceptions: circuit-open';
    // Two calls of three tries each.
    expect(asked('like: resilience4j', 'circuit-open')).toBe(4);
    expect(asked(ignored, 'circuit-open')).toBe(0);
  });

  test('named, gRPC, Envoy and Finagle try them again too; an overflow Envoy never', () => {
    const named = (like: string, key: string, reason: string) =>
      asked(`${POLICIES[like]}, ${key}: ${reason}`, reason);
    for (const reason of Object.keys(INNER)) {
      expect(named('grpc', 'retryableStatusCodes', reason)).toBeGreaterThan(0);
      expect(named('finagle', 'retryOn', reason)).toBeGreaterThan(0);
      const envoy = named('envoy', 'retryOn', reason);
      if (reason === 'bulkhead-full') expect(envoy).toBe(0);
      else expect(envoy).toBeGreaterThan(0);
    }
  });
});
