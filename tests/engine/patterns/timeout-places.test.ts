/** A `timeout` around other patterns, inside them, and on a service. */
import { describe, expect, test } from 'vitest';
import { callers, fates, simulate, started } from '../../simulate.ts';

const through = (stack: string, atMs: readonly number[], more = ''): string => `
duration: 1s
clients: ${callers('gw', ...atMs)}
services:
  gw: { threads: 100, steps: [{ call: api, patterns: [${stack}] }] }
  api: { work: 20ms, threads: 100 }
${more}`;

/** A service with a stack of its own before its queue, one thread behind it. */
const service = (stack: string, atMs: readonly number[], more = ''): string => `
duration: 1s
clients: ${callers('api', ...atMs)}
services: { api: { work: 20ms, threads: 1, patterns: [${stack}] } }
${more}`;

const DOWN = 'faults: [{ at: 0, for: 30ms, on: gw->api, refuse: true }]';
const RETRY = '{ retry: { maxAttempts: 9, backoff: constant, base: 10ms, jitter: none } }';

describe('around a retry', () => {
  test('it bounds all attempts and back-offs together', () => {
    const result = simulate(through(`{ timeout: { after: 25ms } }, ${RETRY}`, [0], DOWN));
    expect(fates(result)).toEqual({ a: 'error at 25: gw->api: timeout' });
    // At 0, 10 and 20; the one planned for 30 is never made.
    expect(result.links['gw->api']).toMatchObject({ attempts: 3, inFlight: 0 });
    expect(result.services['api']!.arrived).toBe(0);
  });

  test('a failure that comes after it is not tried again', () => {
    const fails = 'faults: [{ at: 0, on: api, errors: 1 }]';
    const result = simulate(through(`{ timeout: { after: 15ms } }, ${RETRY}`, [0], fails));
    expect(result.links['gw->api']!.attempts).toBe(1);
    expect(result.services['api']).toMatchObject({ arrived: 1, failed: 1, abandoned: 1 });
  });

  test('inside, each attempt has its own', () => {
    const result = simulate(through(`${RETRY}, { timeout: { after: 5ms } }`, [0]));
    expect(fates(result)).toEqual({ a: 'error at 125: gw->api: timeout' });
    expect(result.services['api']).toMatchObject({ arrived: 9, completed: 9, abandoned: 9 });
  });

  test('interrupting stops the attempt that is under way, and the pattern', () => {
    const cancel = '{ timeout: { after: 15ms, cancel: interrupt } }';
    const result = simulate(through(`${cancel}, ${RETRY}`, [0]));
    expect(result.services['api']).toMatchObject({ arrived: 1, failed: 1, utilization: 0.00015 });
    expect(result.links['gw->api']).toMatchObject({ calls: 1, attempts: 1 });
  });
});

describe('around a bulkhead', () => {
  const BULKHEAD = '{ bulkhead: { maxConcurrentCalls: 1, maxWaitDuration: 100ms } }';

  test('whoever is timed out while waiting leaves the line', () => {
    const result = simulate(through(`{ timeout: { after: 15ms } }, ${BULKHEAD}`, [0, 1, 17]));
    expect(fates(result)).toEqual({
      a: 'error at 15: gw->api: timeout',
      b: 'error at 16: gw->api: timeout',
      // The slot is free at 20, when the work of the first ends; b is not there any more.
      c: 'error at 32: gw->api: timeout',
    });
    expect(result.services['api']).toMatchObject({ arrived: 2, completed: 2 });
    expect(result.links['gw->api']!.patterns[1]).toMatchObject({ taken: 0, waiting: 0 });
  });

  test('inside, the time in line does not count', () => {
    const result = simulate(through(`${BULKHEAD}, { timeout: { after: 25ms } }`, [0, 1]));
    expect(fates(result)).toEqual({ a: 'ok at 20', b: 'ok at 40' });
  });

  test('all cancellations leave nothing behind, in line or not', () => {
    for (const cancel of ['none', 'interrupt', 'reset']) {
      const timeout = `{ timeout: { after: 15ms, cancel: ${cancel} } }`;
      const run = started(through(`${timeout}, ${BULKHEAD}, ${RETRY}`, [0, 1, 2, 17, 18], DOWN));
      run.advance();
      const result = run.result();
      expect(result.links['gw->api']!.patterns[1]).toMatchObject({ taken: 0, waiting: 0 });
      expect(result.services['gw']!.inHand).toBe(0);
      expect(result.services['api']!.inHand).toBe(0);
    }
  });
});

test('around a hedge it ends the waiting for all attempts', () => {
  const hedge = '{ hedge: { after: 10ms, maxHedges: 5 } }';
  const result = simulate(through(`{ timeout: { after: 15ms } }, ${hedge}`, [0]));
  expect(fates(result)).toEqual({ a: 'error at 15: gw->api: timeout' });
  expect(result.links['gw->api']!.attempts).toBe(2);
  expect(result.services['api']).toMatchObject({ completed: 2, abandoned: 2 });
});

test('around a rate limiter it starts only when the call is let through, or never', () => {
  const limiter = '{ rateLimiter: { capacity: 1, refill: 1/s } }';
  const result = simulate(through(`{ timeout: { after: 15ms } }, ${limiter}`, [0, 1]));
  expect(fates(result)).toEqual({
    a: 'error at 15: gw->api: timeout',
    b: 'error at 1: gw->api: rate-limited',
  });
});

test('around a fallback it bounds its calls too; inside, they have more time', () => {
  const fallback = '{ fallback: [{ call: spare }] }';
  const fails = `  spare: { work: 20ms }
faults: [{ at: 0, on: api, errors: 1 }]`;
  const outside = simulate(through(`{ timeout: { after: 30ms } }, ${fallback}`, [0], fails));
  expect(fates(outside)).toEqual({ a: 'error at 30: gw->api: timeout' });
  expect(outside.services['spare']).toMatchObject({ completed: 1, abandoned: 1 });
  const inside = simulate(through(`${fallback}, { timeout: { after: 10ms } }`, [0], fails));
  expect(fates(inside)).toEqual({ a: 'degraded at 30' });
});

test('two timeouts: the shorter one answers, whichever stands outside', () => {
  const two = (outer: number, inner: number) =>
    simulate(
      through(`{ timeout: { after: ${outer}ms } }, { timeout: { after: ${inner}ms } }`, [0]),
    );
  for (const [outer, inner] of [
    [10, 15],
    [15, 10],
    [10, 10],
  ] as const) {
    const result = two(outer, inner);
    expect(fates(result)).toEqual({ a: 'error at 10: gw->api: timeout' });
    expect(result.links['gw->api']).toMatchObject({ calls: 1, failed: 1, attempts: 1 });
    expect(result.services['api']).toMatchObject({ completed: 1, abandoned: 1 });
  }
});

describe('on a service', () => {
  test('it counts queueing and work, and answers with `timeout`', () => {
    const result = simulate(service('{ timeout: { after: 25ms } }', [0, 0, 10]));
    expect(fates(result)).toEqual({ a: 'ok at 20', b: 'timeout at 25', c: 'timeout at 35' });
    expect(result.services['api']).toMatchObject({
      arrived: 3,
      completed: 1,
      failed: 2,
      rejected: 0,
      failures: { timeout: 2 },
      // Those who had gone are served all the same.
      utilization: 0.06,
    });
  });

  test('interrupting takes the request out of the queue or off the thread', () => {
    const result = simulate(
      service('{ timeout: { after: 25ms, cancel: interrupt } }', [0, 0, 10, 26]),
    );
    expect(fates(result)).toMatchObject({
      b: 'timeout at 25',
      c: 'timeout at 35',
      d: 'timeout at 51',
    });
    expect(result.services['api']).toMatchObject({ arrived: 4, completed: 1, utilization: 0.051 });
  });

  test('outside a bulkhead of the service it frees the caller, not the slot', () => {
    const bulkhead = '{ bulkhead: { maxConcurrentCalls: 1 } }';
    const timeout = '{ timeout: { after: 10ms } }';
    expect(fates(simulate(service(`${timeout}, ${bulkhead}`, [0, 15])))).toEqual({
      a: 'timeout at 10',
      b: 'bulkhead-full at 15',
    });
    expect(fates(simulate(service(`${bulkhead}, ${timeout}`, [0, 15])))).toEqual({
      a: 'timeout at 10',
      // In at 15, but the thread is busy until 20 with abandoned work.
      b: 'timeout at 25',
    });
  });

  test('the caller’s own timeout and the service’s end the same request once', () => {
    for (const cancel of ['none', 'interrupt', 'reset']) {
      const yaml = service(`{ timeout: { after: 10ms, cancel: ${cancel} } }`, [0, 1]).replace(
        'call: api',
        `call: api, patterns: [{ timeout: { after: 10ms, cancel: ${cancel} } }]`,
      );
      const result = simulate(yaml);
      expect(fates(result)).toMatchObject({ a: 'timeout at 10' });
      expect(result.services['api']).toMatchObject({ arrived: 2, inHand: 0 });
    }
  });
});

describe('edits', () => {
  const edited = (edit: string, ...atMs: number[]) =>
    fates(
      simulate(
        through(
          '{ timeout: { after: 15ms } }',
          atMs,
          `edits: [{ at: 10ms, set: "services.gw.steps[0].patterns[0].timeout.${edit} }]`,
        ),
      ),
    );

  test('a timer that runs keeps its due time, the next has the new length', () => {
    expect(edited('after", to: 5ms', 0, 10)).toEqual({
      a: 'error at 15: gw->api: timeout',
      b: 'error at 15: gw->api: timeout',
    });
    expect(edited('after", to: 30ms', 5, 10)).toEqual({
      a: 'error at 20: gw->api: timeout',
      b: 'ok at 30',
    });
  });

  test('switched off it watches over no new call', () => {
    expect(edited('disabled", to: true', 5, 10)).toEqual({
      a: 'error at 20: gw->api: timeout',
      b: 'ok at 30',
    });
  });
});
