import { describe, expect, test } from 'vitest';
import { callers, fates, simulate } from '../../simulate.ts';

/** @param more `scope: …`, edits */
const through = (limiter: string, atMs: readonly number[], more = ''): string => `
duration: 10s
clients: ${callers('gw', ...atMs)}
services:
  gw: { threads: 100, steps: [{ call: api, patterns: [{ rateLimiter: { ${limiter} } }] }] }
  api: { work: 0 }
${more}`;

/** Which of the calls at these instants were let through. */
const admitted = (limiter: string, atMs: readonly number[], more = ''): number[] => {
  const ended = Object.values(fates(simulate(through(limiter, atMs, more))));
  return atMs.filter((_, i) => ended[i]!.startsWith('ok'));
};

test('a burst as large as the bucket, which starts full', () => {
  const result = simulate(through('capacity: 3, refill: 1/s', [0, 0, 0, 0, 0]));
  expect(result.links['gw->api']).toMatchObject({
    succeeded: 3,
    failed: 2,
    failures: { 'rate-limited': 2 },
    patterns: [expect.objectContaining({ pattern: 'rateLimiter' })],
  });
  expect(result.services['api']!.arrived).toBe(3);
});

test('a token is there when it has flowed in whole, to the nanosecond', () => {
  expect(admitted('capacity: 1, refill: 100/s', [0, 9.999999])).toEqual([0]);
  expect(admitted('capacity: 1, refill: 100/s', [0, 10])).toEqual([0, 10]);
  expect(admitted('capacity: 1, refill: 10/s', [0, 99.99999, 100])).toEqual([0, 100]);
});

test('tokens of tenths make whole ones: every tenth call of 100/s at 10/s', () => {
  const result = simulate(`
duration: 10s
clients:
  web:
    load: { rate: 100/s, arrivals: uniform }
    steps: [{ call: api, patterns: [{ rateLimiter: { capacity: 1, refill: 10/s } }] }]
services: { api: {} }`);
  expect(result.clients['web']).toMatchObject({ offered: 1000, succeeded: 100, failed: 900 });
});

test.each([1, 3, 7, 30, 300])('%i/s lets just so many through in the long run', (refill) => {
  const result = simulate(`
duration: 20s
clients:
  web:
    load: { rate: 1000/s, arrivals: uniform }
    steps: [{ call: api, patterns: [{ rateLimiter: { capacity: 5, refill: ${refill}/s } }] }]
services: { api: {} }`);
  // The burst, and what flows in until the last arrival 1 ms before the end.
  expect(result.clients['web']!.succeeded).toBe(5 + Math.floor(refill * 19.999 + 1e-6));
});

test('what does not fit flows over: after a long pause there is one burst', () => {
  expect(admitted('capacity: 2, refill: 10/s', [0, 0, 0, 5000, 5000, 5000, 5100])).toHaveLength(5);
});

test('a refused call takes nothing', () => {
  expect(admitted('capacity: 1, refill: 100/s', [0, 2, 4, 6, 8, 10])).toEqual([0, 10]);
});

test('a bucket of a fraction more than one', () => {
  expect(admitted('capacity: 1.5, refill: 100/s', [0, 5, 6, 15])).toEqual([0, 5, 15]);
});

describe('edits', () => {
  const edit = (set: string, to: string | number): string =>
    `edits: [{ at: 50ms, set: "services.gw.steps[0].patterns[0].rateLimiter.${set}", to: ${to} }]`;

  test('another refill counts from then on; what has flowed in stays', () => {
    // Half a token by 50 ms at 10/s; the other half takes 5 ms at 100/s.
    const calls = [0, 54.999, 55, 64.999, 65];
    expect(admitted('capacity: 1, refill: 10/s', calls, edit('refill', '100/s'))).toEqual([
      0, 55, 65,
    ]);
  });

  test('a smaller bucket loses what does not fit, a larger one fills', () => {
    const many = [60, 60, 60, 60, 60, 60];
    expect(admitted('capacity: 5, refill: 0.1/s', many, edit('capacity', 2))).toHaveLength(2);
    expect(admitted('capacity: 2, refill: 0.1/s', many, edit('capacity', 5))).toHaveLength(2);
    const later = [1050, 1050, 1050, 1050, 1050, 1050];
    expect(admitted('capacity: 2, refill: 3/s', later, edit('capacity', 5))).toHaveLength(5);
  });

  test('switched off it lets all through', () => {
    expect(admitted('capacity: 1, refill: 1/s', [0, 10, 60, 61], edit('disabled', 'true'))).toEqual(
      [0, 60, 61],
    );
  });
});

describe('whose bucket', () => {
  const two = (scope: string): number => {
    const yaml = through(`capacity: 1, refill: 1/s${scope}`, [0, 1, 2, 3]);
    const result = simulate(yaml.replace('gw: {', 'gw: { replicas: 2,'));
    return result.links['gw->api']!.succeeded;
  };
  test('each replica of the caller has its own', () => {
    expect(two('')).toBe(2);
  });
  test('with scope link all share one', () => {
    expect(two(', scope: link')).toBe(1);
  });
  test('one that comes back from a crash starts full', () => {
    const crash = 'faults: [{ at: 10ms, for: 1ms, on: gw, crash: 1 }]';
    expect(admitted('capacity: 1, refill: 1/s', [0, 5, 20, 25], crash)).toEqual([0, 20]);
    expect(admitted('capacity: 1, refill: 1/s, scope: link', [0, 5, 20, 25], crash)).toEqual([0]);
  });
});

describe('with others', () => {
  const LIMITER = '{ rateLimiter: { capacity: 2, refill: 1/s } }';
  const stack = (patterns: string, fault = '') =>
    simulate(`
duration: 1s
clients: ${callers(`[{ call: api, patterns: [${patterns}] }]`, 0)}
services: { api: { work: 1ms } }
faults: [${fault}]`);
  const RETRY = '{ retry: { maxAttempts: 4, backoff: none, jitter: none } }';
  const DOWN = '{ at: 0, on: api, errors: 1 }';

  test('outside a retry a call takes one token, inside every attempt takes one', () => {
    expect(stack(`${LIMITER}, ${RETRY}`, DOWN).services['api']!.arrived).toBe(4);
    const inside = stack(`${RETRY}, ${LIMITER}`, DOWN);
    expect(inside.services['api']!.arrived).toBe(2);
    expect(fates(inside)).toEqual({ a: 'rate-limited at 2' });
  });

  test('a token is not given back by a bulkhead that refuses below', () => {
    const result = simulate(
      `
duration: 1s
clients: ${callers('gw', 0, 1, 30)}
services:
  gw:
    threads: 9
    steps: [{ call: api, patterns: [${LIMITER}, { bulkhead: { maxConcurrentCalls: 1 } }] }]
  api: { work: 20ms }`,
    );
    expect(fates(result)).toMatchObject({
      b: 'error at 1: gw->api: bulkhead-full',
      c: 'error at 30: gw->api: rate-limited',
    });
  });
});

test('on a service it turns requests away at the door, before the queue', () => {
  const result = simulate(`
duration: 1s
clients: ${callers('api', 0, 1, 2)}
services:
  api: { work: 20ms, threads: 1, patterns: [{ rateLimiter: { capacity: 2, refill: 1/s } }] }`);
  expect(fates(result)).toEqual({ a: 'ok at 20', b: 'ok at 40', c: 'rate-limited at 2' });
  expect(result.services['api']).toMatchObject({
    arrived: 3,
    completed: 2,
    rejected: 1,
    failures: { 'rate-limited': 1 },
  });
});
