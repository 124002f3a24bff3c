import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../../src/engine/index.ts';
import { callers, fates, simulate } from '../../simulate.ts';

/** One user whose only request is refused until `upMs`; the outcome tells when it got through. */
const refused = (retry: string, upMs: number, edits = ''): string => `
duration: 100s
clients: ${callers(`[{ call: api, patterns: [{ retry: { ${retry} } }] }]`, 0)}
services: { api: { work: 0 } }
faults: [{ at: 0, for: ${upMs}ms, on: api, refuse: true }]
${edits}`;

/** The instants of all attempts, found by letting the fault end just before each. */
function attempts(retry: string, count: number): number[] {
  const instants: number[] = [];
  for (let upMs = 0.5; instants.length < count; upMs = instants.at(-1)! + 0.5) {
    const [fate] = Object.values(fates(simulate(refused(retry, upMs))));
    instants.push(Number(fate!.replace('ok at ', '')));
  }
  return instants;
}

const failing = (retry: string, api: string, more = ''): RunResult =>
  simulate(`
duration: 10s
clients: ${callers(`[{ call: api, patterns: [{ retry: { ${retry} } }] }]`, 0)}
services: { api: { ${api} } }
${more}`);

test('so many attempts in all, the first one counts; the last outcome is passed on', () => {
  for (const maxAttempts of [1, 2, 5]) {
    const result = failing(
      `maxAttempts: ${maxAttempts}, backoff: constant, base: 10ms, jitter: none`,
      'work: 5ms, errors: 1',
    );
    expect(fates(result)).toEqual({ a: `error at ${15 * maxAttempts - 10}` });
    expect(result.links['a->api']).toMatchObject({
      calls: 1,
      attempts: maxAttempts,
      amplification: maxAttempts,
      failures: { error: 1 },
      patterns: [expect.objectContaining({ retries: maxAttempts - 1 })],
    });
    expect(result.services['api']!.arrived).toBe(maxAttempts);
  }
});

test('three attempts by default, after full jitter over 100 and 200 ms', () => {
  const result = failing('', 'work: 0, errors: 1');
  expect(result.links['a->api']!.attempts).toBe(3);
  expect(result.links['a->api']!.failedLatencyMs.max).toBeLessThan(300);
});

test('the latency is from the first try to the final outcome', () => {
  const result = failing(
    'backoff: constant, base: 30ms, jitter: none',
    'work: 5ms',
    'faults: [{ at: 0, for: 41ms, on: api, errors: 1 }]',
  );
  expect(result.links['a->api']!.latencyMs.max).toBe(75);
});

describe('back-off', () => {
  const plain = 'maxAttempts: 9, jitter: none, base: 10ms';

  test('none, constant and linear', () => {
    expect(attempts(`${plain}, backoff: constant`, 4)).toEqual([10, 20, 30, 40]);
    expect(attempts(`${plain}, backoff: linear`, 4)).toEqual([10, 30, 60, 100]);
    const result = failing(`${plain}, backoff: none`, 'work: 1ms, errors: 1');
    expect(fates(result)).toEqual({ a: 'error at 9' });
  });

  test('exponential grows by the factor', () => {
    expect(attempts(`${plain}, backoff: exponential`, 4)).toEqual([10, 30, 70, 150]);
    expect(attempts(`${plain}, factor: 3`, 3)).toEqual([10, 40, 130]);
    expect(attempts(`${plain}, factor: 1`, 3)).toEqual([10, 20, 30]);
  });

  test('the cap bounds every kind', () => {
    expect(attempts(`${plain}, cap: 25ms`, 4)).toEqual([10, 30, 55, 80]);
    expect(attempts(`${plain}, backoff: linear, cap: 15ms`, 3)).toEqual([10, 25, 40]);
    expect(attempts(`${plain}, backoff: constant, cap: 5ms`, 3)).toEqual([5, 10, 15]);
  });

  test('a hundred attempts do not overflow', () => {
    const result = failing('maxAttempts: 100, jitter: none, base: 10ms, cap: 20ms', 'errors: 1');
    expect(fates(result)).toEqual({ a: `error at ${10 + 98 * 20}` });
  });

  test('an edit counts from the next delay on', () => {
    const path = 'clients.a.steps[1].patterns[0].retry';
    const edits = `edits: [{ at: 5ms, set: "${path}.base", to: 1ms }]`;
    const yaml = refused(
      'maxAttempts: 9, backoff: constant, base: 10ms, jitter: none',
      10.5,
      edits,
    );
    expect(fates(simulate(yaml))).toEqual({ a: 'ok at 11' });
  });
});

describe('what is tried again', () => {
  const once = 'maxAttempts: 2, backoff: none, jitter: none';
  const attemptsOn = (result: RunResult) => result.links['a->api']!.attempts;

  test('transient failures by default, a permanent one or a good answer never', () => {
    expect(attemptsOn(failing(once, 'errors: 1'))).toBe(2);
    expect(attemptsOn(failing(once, 'permanentErrors: 1'))).toBe(1);
    expect(attemptsOn(failing(once, 'work: 1ms'))).toBe(1);
    for (const fault of ['refuse: true', 'crash: 1'])
      expect(attemptsOn(failing(once, 'work: 9ms', `faults: [{ at: 0, on: api, ${fault} }]`))).toBe(
        2,
      );
    const queue = 'work: 50ms, threads: 1, queue: { capacity: 0 }';
    const busy = failing(once, queue, '').services['api']!;
    expect(busy.arrived).toBe(1);
  });

  test('with a list, only what is in it', () => {
    expect(attemptsOn(failing(`${once}, retryOn: [permanent]`, 'permanentErrors: 1'))).toBe(2);
    expect(attemptsOn(failing(`${once}, retryOn: [permanent]`, 'errors: 1'))).toBe(1);
    expect(attemptsOn(failing(`${once}, retryOn: []`, 'errors: 1'))).toBe(1);
  });

  /** A rejection made in the very stack: of two calls, the second is refused. */
  const local = (pattern: string, retryOn: string) =>
    simulate(`
duration: 1s
clients: ${callers('gw', 0, 1)}
services:
  gw:
    threads: 9
    steps: [{ call: api, patterns: [{ retry: { ${once}${retryOn} } }, { ${pattern} }] }]
  api: { work: 20ms }`).links['gw->api']!;

  test.each([
    ['bulkhead-full', 'bulkhead: { maxConcurrentCalls: 1 }'],
    ['rate-limited', 'rateLimiter: { capacity: 1, refill: 1/s }'],
    ['circuit-open', 'circuitBreaker: { initialState: FORCED_OPEN }'],
  ])('%s made in the same stack only when named', (reason, pattern) => {
    const calls = reason === 'circuit-open' ? 2 : 1;
    expect(local(pattern, '')).toMatchObject({
      calls: 2,
      attempts: 2,
      failures: { [reason]: calls },
    });
    expect(local(pattern, `, retryOn: [${reason}]`).attempts).toBe(2 + calls);
    expect(local(pattern, ', retryOn: [error, timeout]').attempts).toBe(2);
  });

  test('`rate-limited` by the callee’s own stack is transient', () => {
    const result = simulate(`
duration: 1s
clients: ${callers(`[{ call: api, patterns: [{ retry: { ${once} } }] }]`, 0, 1)}
services: { api: { work: 1ms, patterns: [{ rateLimiter: { capacity: 1, refill: 1/s } }] } }`);
    expect(result.links['b->api']).toMatchObject({ attempts: 2, failures: { 'rate-limited': 1 } });
  });

  test('a timeout made in the same stack is a failure like any other', () => {
    const patterns = `[{ retry: { ${once} } }, { timeout: { after: 5ms } }]`;
    const result = simulate(`
duration: 1s
clients: ${callers(`[{ call: api, patterns: ${patterns} }]`, 0)}
services: { api: { work: 20ms } }`);
    expect(result.links['a->api']).toMatchObject({ attempts: 2, failures: { timeout: 1 } });
  });
});

test('retries outside retries multiply', () => {
  const retry = '{ retry: { maxAttempts: 3, backoff: none } }';
  const result = simulate(`
duration: 1s
clients: ${callers(`[{ call: gw, patterns: [${retry}] }]`, 0)}
services:
  gw: { steps: [{ call: api, patterns: [${retry}, ${retry}] }] }
  api: { work: 1ms, errors: 1 }`);
  expect(result.services['api']!.arrived).toBe(27);
  expect(result.links['gw->api']).toMatchObject({ calls: 3, attempts: 27, amplification: 9 });
});

describe('when the replica that makes the call crashes', () => {
  const crashed = (api: string) =>
    simulate(`
duration: 1s
clients: ${callers('gw', 0)}
services:
  gw:
    steps:
      - call: api
        patterns: [{ retry: { maxAttempts: 9, backoff: constant, base: 20ms, jitter: none } }]
  api: { ${api} }
faults: [{ at: 30ms, on: gw, crash: 1 }]`);

  test('a back-off that runs ends with it', () => {
    const result = crashed('work: 1ms, errors: 1');
    expect(fates(result)).toEqual({ a: 'reset at 30' });
    expect(result.links['gw->api']!.attempts).toBe(2);
  });

  test('an attempt under way goes on as abandoned work, and is the last', () => {
    const result = crashed('work: 15ms, errors: 1');
    expect(result.services['api']).toMatchObject({ arrived: 1, failed: 1, abandoned: 0 });
    const longer = crashed('work: 40ms, errors: 1');
    expect(longer.services['api']).toMatchObject({ arrived: 1, failed: 1, abandoned: 1 });
  });
});

test('a budget is as it was when something else is edited, and full when it is turned on', () => {
  const budget = 'budget: { deposit: 0.1, cost: 1, capacity: 10 }';
  const retries = (retry: string, edits: string): number => {
    const { attempts, calls } = simulate(`
duration: 60s
clients:
  c:
    load: { rate: 10/s, arrivals: uniform }
    steps:
      - call: s
        patterns: [{ retry: { maxAttempts: 2, base: 1ms, jitter: none, ${retry} } }]
services: { s: { threads: 100, work: 1ms, errors: 100% } }
edits: [${edits}]`).links['c->s']!;
    return attempts - calls;
  };
  // Full at first: 10 tokens, and a tenth of one with each of the 600 calls.
  expect(retries(budget, '')).toBe(69);
  const others = Array.from({ length: 99 }, (_, i) => {
    const at = `at: ${30_050 + 100 * i}ms`;
    return `{ ${at}, set: "clients.c.steps[0].latency", to: ${(i + 1) % 2} }`;
  });
  expect(retries(budget, others.join(', '))).toBe(69);
  const path = 'clients.c.steps[0].patterns[0].retry.budget';
  const off = `{ at: 0s, set: "${path}", to: null }`;
  const on = `{ at: 50s, set: "${path}", to: { deposit: 0, cost: 1, capacity: 10 } }`;
  expect(retries(budget, `${off}, ${on}`)).toBe(500 + 10);
});
