/** Whose outcome a hedge passes on, and all that comes with it. */
import { describe, expect, test } from 'vitest';
import { replayed } from '../../conformance/retrying.ts';
import { simulate } from '../../simulate.ts';

const call = (latencies: number[], ...outcomes: string[]) => [{ at: 0, latencies, outcomes }];
const plain = (base: number, more = '') =>
  `{ retry: { maxAttempts: 2, backoff: constant, base: ${base}ms, jitter: none${more} } }`;

describe('the first attempt is the one sent first', () => {
  const around = (hedge: string, more = '') =>
    `[{ hedge: ${hedge} }, { timeout: { after: 500ms } }, ${plain(100, more)}]`;

  test.each(['{ after: 1s, maxHedges: 1 }', '{ like: polly, delay: 1s, maxHedgedAttempts: 1 }'])(
    'hedge: %s, also when it is given up on its second try',
    (hedge) => {
      const script = call([10, 5000, 10, 5000], 'error');
      expect(replayed(around(hedge), script)[0]).toMatchObject({
        outcome: 'timeout',
        endedAt: 1000,
      });
    },
  );

  test('not the second one, given up on its first try', () => {
    const stack = around('{ after: 1s, maxHedges: 1 }', ', retryOn: [error]');
    const script = call([10, 5000], 'permanent', 'error');
    expect(replayed(stack, script)[0]).toMatchObject({ outcome: 'permanent', endedAt: 510 });
  });

  test('where all attempts fail, no call succeeds', () => {
    const { clients } = simulate(`
duration: 20s
clients:
  c:
    load: { rate: 10/s }
    steps:
      - call: s
        patterns:
          - hedge: { after: 1s, maxHedges: 1 }
          - timeout: { after: 500ms }
          - retry: { maxAttempts: 3, backoff: constant, base: 200ms, jitter: none }
services: { s: { work: 100ms, errors: 100%, threads: 1000 } }`);
    expect(clients['c']).toMatchObject({
      succeeded: 0,
      failures: { timeout: clients['c']!.failed },
    });
  });
});

describe('the outcome that is passed on comes', () => {
  test('from where it came: from the callee, though the stack refused the other attempt', () => {
    const breaker =
      '{ circuitBreaker: { like: consecutive, failureThreshold: 1, recoveryTimeout: 50ms } }';
    const stack = `[${plain(100)}, { hedge: { after: 1s } }, ${breaker}]`;
    const [made] = replayed(stack, call([10], 'error'));
    // At 10 the breaker refuses the hedge; at 110 the whole is tried again.
    expect(made).toMatchObject({ outcome: 'error', endedAt: 120 });
  });

  test('from where it came, when the losers are waited for', () => {
    const hedge = '{ hedge: { like: polly, delay: 10, shouldHandle: [timeout], cancel: none } }';
    const bulkhead = '{ bulkhead: { maxConcurrentCalls: 1 } }';
    const stack = `[{ retry: { like: aws-standard, maxAttempts: 2 } }, ${hedge}, ${bulkhead}]`;
    // The stack's own rejection is never tried again, although the callee answered last.
    const [made] = replayed(stack, call([100], 'ok'));
    expect(made).toMatchObject({ outcome: 'bulkhead-full', endedAt: 100 });
  });

  test('with its own wish to be asked again later, not with the other one’s', () => {
    const { clients } = simulate(`
duration: 600s
clients:
  c:
    load: { users: 1, think: 1000s, iterations: 1 }
    steps:
      - call: s
        patterns:
          - retry:
              like: polly
              maxRetryAttempts: 1
              delay: 2s
              shouldRetryAfterHeader: true
              shouldHandle: [error]
          - hedge: { like: polly, delay: 1s, maxHedgedAttempts: 1 }
services:
  s: { work: 10ms, errors: 100%, patterns: [{ rateLimiter: { capacity: 1, refill: 1/m } }] }`);
    // The first attempt fails at 10 without a wish; the second is refused and told a minute.
    expect(clients['c']!.failedLatencyMs.max).toBe(2010);
  });
});

test('a call given up while a retry further in backs off has no wish to be asked again', () => {
  const { clients } = simulate(`
duration: 600s
clients:
  first: { load: { users: 1, think: 1000s, iterations: 1 }, steps: [{ call: s }] }
  c:
    load: { users: 1, think: 1000s, iterations: 1 }
    steps:
      - work: 1ms
      - call: s
        patterns:
          - retry:
              like: polly
              maxRetryAttempts: 2
              delay: 3s
              shouldRetryAfterHeader: true
              shouldHandle: [timeout]
          - timeout: { after: 500ms }
          - ${plain(1000, ', retryOn: [rate-limited]')}
services:
  s: { work: 10ms, patterns: [{ rateLimiter: { capacity: 1, refill: 1/m } }] }`);
  expect(clients['c']).toMatchObject({ failed: 1, failures: { timeout: 1 } });
  expect(clients['c']!.failedLatencyMs.max).toBe(7501);
});

test('a loser that backs off when the call is decided tries no more', () => {
  const { services } = simulate(`
duration: 10s
clients:
  c:
    load: { users: 1, think: 1000s, iterations: 1 }
    steps: [{ call: s, patterns: [{ hedge: { after: 100ms, maxHedges: 1 } }, ${plain(1000)}] }]
services: { s: { work: 50ms } }
faults: [{ at: 0s, for: 60ms, on: s, errors: 100% }]`);
  expect(services['s']).toMatchObject({ arrived: 2, abandoned: 0 });
});
