import { describe, expect, test } from 'vitest';
import { callers, fates, simulate } from '../../simulate.ts';

/** Replicas with a thread each, taken in turn; faults make the first of them slow or bad. */
const through = (stack: string, atMs: readonly number[], faults = ''): string => `
duration: 1s
clients: ${callers(`[{ call: api, patterns: [${stack}] }]`, ...atMs)}
services: { api: { work: 10ms, replicas: 3, threads: 1 } }
faults: [${faults}]`;

const hedge = (after: number, maxHedges = 1, more = ''): string =>
  `{ hedge: { after: ${after}ms, maxHedges: ${maxHedges}${more} } }`;
const SLOW = '{ at: 0, on: api, slow: 10x, replicas: 1 }';
const BAD = '{ at: 0, on: api, errors: 1, replicas: 1 }';

test('the next attempt is sent when there is no answer by then; the first answer is taken', () => {
  const result = simulate(through(hedge(30), [0], SLOW));
  expect(fates(result)).toEqual({ a: 'ok at 40' });
  expect(result.links['a->api']).toMatchObject({ calls: 1, attempts: 2, succeeded: 1 });
  expect(result.services['api']).toMatchObject({ completed: 2, abandoned: 1 });
});

test('an answer in time needs no second attempt', () => {
  const result = simulate(through(hedge(10.000001), [0]));
  expect(fates(result)).toEqual({ a: 'ok at 10' });
  expect(result.links['a->api']!.attempts).toBe(1);
});

test('the first attempt can still be the one that answers', () => {
  const result = simulate(through(hedge(95), [0], SLOW));
  expect(fates(result)).toEqual({ a: 'ok at 100' });
  expect(result.services['api']).toMatchObject({ completed: 2, abandoned: 1 });
});

test('one attempt after another, as many as allowed', () => {
  const all = '{ at: 0, on: api, slow: 10x }';
  for (const maxHedges of [1, 2, 3, 4]) {
    const yaml = through(hedge(20, maxHedges), [0], all).replace('threads: 1', 'threads: 9');
    const result = simulate(yaml);
    expect(result.links['a->api']!.attempts).toBe(1 + maxHedges);
    expect(fates(result)).toEqual({ a: 'ok at 100' });
  }
});

test('after nothing at all, all attempts are sent at once', () => {
  const result = simulate(through(hedge(0, 2), [0], SLOW));
  expect(fates(result)).toEqual({ a: 'ok at 10' });
  expect(result.services['api']).toMatchObject({ arrived: 3, completed: 3, abandoned: 2 });
});

describe('a failed attempt', () => {
  test('brings the next one forward', () => {
    const result = simulate(through(hedge(500), [0], BAD));
    expect(fates(result)).toEqual({ a: 'ok at 20' });
    expect(result.links['a->api']!.attempts).toBe(2);
  });

  test('the time until the one after it counts from then', () => {
    const slow = '{ at: 0, on: api, slow: 10x, replicas: 2 }';
    const first = '{ at: 0, for: 101ms, on: api, errors: 1, replicas: 1 }';
    const result = simulate(through(hedge(200, 2), [0], `${slow}, ${first}`));
    // The first fails at 100; the second would end at 200; the third is not needed.
    expect(fates(result)).toEqual({ a: 'ok at 200' });
    expect(result.links['a->api']!.attempts).toBe(2);
  });

  test('when all have failed, the outcome is the first one’s', () => {
    const refused = '{ at: 5ms, on: a->api, refuse: true }';
    const bad = '{ at: 0, on: api, permanentErrors: 1 }';
    const result = simulate(through(hedge(6), [0], `${refused}, ${bad}`));
    expect(fates(result)).toEqual({ a: 'permanent at 10' });
    expect(result.links['a->api']!.attempts).toBe(2);
  });

  test('while others are under way it is waited for them', () => {
    const slow = '{ at: 0, on: api, slow: 5x, replicas: 1 }';
    const bad = '{ at: 0, for: 20ms, on: api, errors: 1 }';
    const result = simulate(through(hedge(5), [0], `${slow}, ${bad}`));
    expect(fates(result)).toEqual({ a: 'ok at 50' });
    expect(result.links['a->api']!.attempts).toBe(2);
  });
});

describe('losers', () => {
  test('go on, and hold their threads', () => {
    const result = simulate(through(hedge(30), [0], SLOW));
    expect(result.services['api']).toMatchObject({ completed: 2, abandoned: 1 });
    expect(result.services['api']!.sojournMs.max).toBe(100);
  });

  test('are stopped where they are with interrupt', () => {
    const result = simulate(through(hedge(30, 1, ', cancel: interrupt'), [0], SLOW));
    expect(fates(result)).toEqual({ a: 'ok at 40' });
    expect(result.services['api']).toMatchObject({
      completed: 1,
      failures: { cancelled: 1 },
      inHand: 0,
      utilization: expect.closeTo((40 + 10) / 3000, 12),
    });
  });

  test('go on with reset, but hold nothing of the caller', () => {
    const slots = (cancel: string) => {
      const two = '{ bulkhead: { maxConcurrentCalls: 2 } }';
      const stack = `${hedge(5, 1, `, cancel: ${cancel}`)}, ${two}`;
      const yaml = `
duration: 1s
clients: ${callers('gw', 0, 20)}
services:
  gw: { threads: 9, steps: [{ call: api, patterns: [${stack}] }] }
  api: { work: 10ms, replicas: 3 }
faults: [${SLOW}]`;
      return simulate(yaml);
    };
    // The loser on the slow replica holds one of two slots until 100; the second call finds one.
    const held = slots('none').links['gw->api']!;
    expect(held).toMatchObject({ calls: 2, succeeded: 2, inFlight: 0 });
    for (const cancel of ['reset', 'interrupt']) {
      const freed = slots(cancel);
      expect(freed.links['gw->api']).toMatchObject({ calls: 2, succeeded: 2 });
      expect(freed.services['api']!.inHand).toBe(0);
    }
    expect(slots('reset').services['api']).toMatchObject({ completed: 4 });
  });
});

describe('with others', () => {
  const BULKHEAD = '{ bulkhead: { maxConcurrentCalls: 1 } }';

  test('outside a bulkhead the hedge needs a permit, inside it shares the call’s', () => {
    const outside = simulate(through(`${hedge(30)}, ${BULKHEAD}`, [0], SLOW));
    expect(fates(outside)).toEqual({ a: 'ok at 100' });
    expect(outside.services['api']!.arrived).toBe(1);
    const inside = simulate(through(`${BULKHEAD}, ${hedge(30)}`, [0], SLOW));
    expect(fates(inside)).toEqual({ a: 'ok at 40' });
  });

  test('each attempt has its own timeout inside; outside it bounds all', () => {
    const timeout = '{ timeout: { after: 35ms } }';
    const inside = simulate(through(`${hedge(30)}, ${timeout}`, [0], SLOW));
    expect(fates(inside)).toEqual({ a: 'ok at 40' });
    const outside = simulate(through(`${timeout}, ${hedge(30)}`, [0], SLOW));
    expect(fates(outside)).toEqual({ a: 'timeout at 35' });
    expect(outside.services['api']).toMatchObject({ completed: 2, abandoned: 2 });
  });

  test('inside a retry every try is hedged, outside a retry every hedge tries again', () => {
    const retry = '{ retry: { maxAttempts: 2, backoff: none, jitter: none } }';
    const down = '{ at: 0, on: api, errors: 1 }';
    for (const stack of [`${retry}, ${hedge(50)}`, `${hedge(50)}, ${retry}`]) {
      const result = simulate(through(stack, [0], down));
      expect(result.links['a->api']).toMatchObject({
        calls: 1,
        attempts: 4,
        failures: { error: 1 },
      });
      expect(fates(result)).toEqual({ a: 'error at 40' });
    }
  });

  test('a hedge that loses while its retry backs off tries no more', () => {
    const retry = '{ retry: { maxAttempts: 9, backoff: constant, base: 20ms, jitter: none } }';
    const bad = '{ at: 0, on: a->api, share: 100%, refuse: true, for: 31ms }';
    const result = simulate(through(`${hedge(5)}, ${retry}`, [0], bad));
    // Attempts at 0, 20 and 40 of the first, at 5, 25 and 45 of the second: that of 40 answers.
    expect(fates(result)).toEqual({ a: 'ok at 50' });
    expect(result.links['a->api']!.attempts).toBe(6);
  });

  test('a breaker inside sees each attempt, also the losers', () => {
    const breaker = '{ circuitBreaker: { slidingWindowSize: 9 } }';
    const result = simulate(through(`${hedge(30)}, ${breaker}`, [0], SLOW));
    expect(result.links['a->api']!.patterns[1]).toMatchObject({ calls: 2 });
  });
});

test('an edit of the delay counts for timers started from then on', () => {
  const path = 'clients.a.steps[1].patterns[0].hedge.after';
  const edits = `edits: [{ at: 5ms, set: "${path}", to: 10ms }]`;
  const result = simulate(`${through(hedge(30), [0], SLOW)}\n${edits}`);
  expect(fates(result)).toEqual({ a: 'ok at 40' });
});

test('hedges around hedges that all fail at once do not go deeper and deeper', () => {
  const hedge = '{ hedge: { after: 0, maxHedges: 10 } }';
  const result = simulate(`
duration: 2s
clients:
  c:
    load: { users: 1, iterations: 1 }
    steps: [{ call: s, patterns: [${hedge}, ${hedge}, ${hedge}] }]
services: { s: {} }
faults: [{ at: 0, on: c->s, refuse: true }]`);
  expect(result.partial).toBeNull();
  expect(result.links['c->s']).toMatchObject({ calls: 1, attempts: 11 * 11 * 11 });
});
