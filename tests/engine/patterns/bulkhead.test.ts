import { describe, expect, test } from 'vitest';
import { callers, fates, simulate } from '../../simulate.ts';

/** Calls from one caller to an `api` that takes 20 ms for each, all at once. */
const through = (stack: string, atMs: readonly number[], more = '', work = '20ms'): string => `
duration: 1s
clients: ${callers('gw', ...atMs)}
services:
  gw: { threads: 100, steps: [{ call: api, patterns: [${stack}] }] }
  api: { work: ${work}, threads: 100 }
${more}`;

const bulkhead = (calls: number, wait = 0, more = ''): string =>
  `{ bulkhead: { maxConcurrentCalls: ${calls}, maxWaitDuration: ${wait}ms${more} } }`;
const FULL = (ms: number): string => `error at ${ms}: gw->api: bulkhead-full`;
const edit = (at: number, set: string, to: number): string =>
  `edits: [{ at: ${at}ms, set: "services.gw.steps[0].patterns[0].bulkhead.${set}", to: ${to} }]`;

test('so many at once; whoever comes beyond that is refused at once', () => {
  const result = simulate(through(bulkhead(2), [0, 5, 10, 20, 25]));
  expect(fates(result)).toEqual({
    a: 'ok at 20',
    b: 'ok at 25',
    c: FULL(10),
    // Its permit comes back at that instant, but an arrival comes before what ends by then.
    d: expect.stringMatching(/^(ok at 40|error at 20)/),
    e: 'ok at 45',
  });
  expect(result.services['api']!.arrived).toBeLessThanOrEqual(4);
  expect(result.links['gw->api']).toMatchObject({ attempts: 5, inFlight: 0 });
});

test('none at all are let through by a bulkhead of zero', () => {
  const result = simulate(through(bulkhead(0), [0, 1]));
  expect(fates(result)).toEqual({ a: FULL(0), b: FULL(1) });
  const waiting = simulate(through(bulkhead(0, 10), [0, 1]));
  expect(fates(waiting)).toEqual({ a: FULL(10), b: FULL(11) });
});

test('25 at once by default, and no waiting', () => {
  const result = simulate(`
duration: 1s
clients:
  web: { load: { users: 30, iterations: 1 }, steps: [{ call: api, patterns: [{ bulkhead: {} }] }] }
services: { api: { work: 20ms, threads: 100 } }`);
  expect(result.clients['web']).toMatchObject({ succeeded: 25, failures: { 'bulkhead-full': 5 } });
});

test('those who wait are served in the order they came', () => {
  const result = simulate(through(bulkhead(1, 500), [3, 0, 2, 1]));
  expect(fates(result)).toEqual({ b: 'ok at 20', d: 'ok at 40', c: 'ok at 60', a: 'ok at 80' });
});

test('nobody waits longer than the wait, to the nanosecond', () => {
  expect(fates(simulate(through(bulkhead(1, 20), [0, 0.000001])))['b']).toBe('ok at 40');
  expect(fates(simulate(through(bulkhead(1, 10), [0, 5])))['b']).toBe(FULL(15));
  expect(fates(simulate(through(bulkhead(1, 10), [0, 10.000001])))['b']).toBe('ok at 40');
});

test('whoever gives up waiting leaves the line to those behind', () => {
  const result = simulate(through(bulkhead(1, 30), [0, 1, 2, 3]));
  expect(fates(result)).toEqual({ a: 'ok at 20', b: 'ok at 40', c: FULL(32), d: FULL(33) });
  expect(result.links['gw->api']!.patterns[0]).toMatchObject({ taken: 0, waiting: 0 });
});

test('the permit comes back with every kind of end', () => {
  for (const api of ['errors: 1', 'permanentErrors: 1', 'queue: { capacity: 0 }, threads: 1'])
    expect(
      simulate(through(bulkhead(1), [0, 30]).replace('threads: 100 }\n', `${api} }\n`)).links[
        'gw->api'
      ]!.patterns[0],
      api,
    ).toMatchObject({ taken: 0 });
  const refused = simulate(
    through(bulkhead(1), [0, 1], 'faults: [{ at: 0, on: api, refuse: true }]'),
  );
  expect(fates(refused)['b']).toBe('error at 1: gw->api: refused');
});

test('a call that is lost on its way keeps its permit', () => {
  const lost = 'faults: [{ at: 0, for: 1ms, on: gw->api, drop: 1 }]';
  const result = simulate(through(bulkhead(1), [0, 10], lost));
  expect(fates(result)).toEqual({ a: 'in flight', b: FULL(10) });
});

describe('edits', () => {
  test('more permits let those who wait go at once', () => {
    const result = simulate(
      through(bulkhead(1, 500), [0, 1, 2, 3], edit(10, 'maxConcurrentCalls', 3)),
    );
    expect(fates(result)).toEqual({ a: 'ok at 20', b: 'ok at 30', c: 'ok at 30', d: 'ok at 40' });
  });

  test('fewer permits wait for those that are out, and are never negative', () => {
    const result = simulate(
      through(bulkhead(3), [0, 1, 2, 15, 23, 43], edit(10, 'maxConcurrentCalls', 1)),
    );
    expect(fates(result)).toEqual({
      ...{ a: 'ok at 20', b: 'ok at 21', c: 'ok at 22' },
      ...{ d: FULL(15), e: 'ok at 43', f: expect.stringMatching(/^(ok at 63|error at 43)/) },
    });
    expect(result.links['gw->api']!.patterns[0]).toMatchObject({ taken: 0 });
  });

  test('the wait of those who wait already stays as it was', () => {
    const edits = edit(10, 'maxWaitDuration', 2);
    expect(fates(simulate(through(bulkhead(1, 30), [0, 1, 11], edits)))).toEqual({
      a: 'ok at 20',
      b: 'ok at 40',
      c: FULL(13),
    });
  });

  test('switched off it holds nobody, and counts right when it is on again', () => {
    const path = 'services.gw.steps[0].patterns[0].bulkhead.disabled';
    const edits = `edits:
  - { at: 5ms, set: "${path}", to: true }
  - { at: 30ms, set: "${path}", to: false }`;
    const result = simulate(through(bulkhead(1), [0, 10, 15, 31, 32], edits));
    expect(fates(result)).toEqual({
      a: 'ok at 20',
      b: 'ok at 30',
      c: 'ok at 35',
      d: 'ok at 51',
      e: FULL(32),
    });
    expect(result.links['gw->api']!.patterns[0]).toMatchObject({ taken: 0 });
  });

  test('whoever waits when it is switched off is let through', () => {
    const path = 'services.gw.steps[0].patterns[0].bulkhead.disabled';
    const edits = `edits: [{ at: 5ms, set: "${path}", to: true }]`;
    const result = simulate(through(bulkhead(1, 100), [0, 1, 10], edits));
    expect(result.links['gw->api']).toMatchObject({ succeeded: 3, inFlight: 0 });
    expect(fates(result)['c']).toBe('ok at 30');
  });
});

describe('whose permits', () => {
  const two = (more: string): string =>
    through(bulkhead(1, 0, more), [0, 1, 2]).replace('gw: {', 'gw: { replicas: 2,');

  test('each replica of the caller has its own', () => {
    expect(fates(simulate(two('')))).toEqual({ a: 'ok at 20', b: 'ok at 21', c: FULL(2) });
  });
  test('with scope link all share them', () => {
    expect(fates(simulate(two(', scope: link')))).toEqual({
      a: 'ok at 20',
      b: FULL(1),
      c: FULL(2),
    });
  });
  test('a replica that comes back has all of its own again, and shared ones are given back', () => {
    const crash = 'faults: [{ at: 5ms, for: 1ms, on: gw, crash: 1 }]';
    for (const scope of ['', ', scope: link']) {
      const result = simulate(through(bulkhead(1, 0, scope), [0, 30, 31], crash));
      expect(fates(result)).toEqual({ a: 'reset at 5', b: 'ok at 50', c: FULL(31) });
    }
  });
});

describe('on a service', () => {
  const door = (stack: string, ...atMs: number[]): string => `
duration: 1s
clients: ${callers('api', ...atMs)}
services: { api: { work: 20ms, threads: 1, patterns: [${stack}] } }`;

  test('it stands before the queue: waiting for a thread is under way', () => {
    const result = simulate(door(bulkhead(2), 0, 1, 2, 21));
    expect(fates(result)).toEqual({
      a: 'ok at 20',
      b: 'ok at 40',
      c: 'bulkhead-full at 2',
      d: 'ok at 60',
    });
    expect(result.services['api']).toMatchObject({
      arrived: 4,
      completed: 3,
      rejected: 1,
      failures: { 'bulkhead-full': 1 },
    });
  });

  test('those who wait in front of it are in hand, not in the queue', () => {
    const result = simulate(door(bulkhead(1, 100), 0, 1, 2));
    expect(fates(result)).toEqual({ a: 'ok at 20', b: 'ok at 40', c: 'ok at 60' });
    expect(result.services['api']).toMatchObject({ queueMax: 0, completed: 3 });
  });

  test('each replica has its own, unless the scope is the service', () => {
    const pair = (scope: string) =>
      simulate(door(bulkhead(1, 0, scope), 0, 1, 2).replace('threads: 1', 'replicas: 2'));
    expect(pair('').services['api']!.rejected).toBe(1);
    expect(pair(', scope: service').services['api']!.rejected).toBe(2);
  });
});

test('with a retry outside the permit is free during the back-off, inside it is held', () => {
  const retry = '{ retry: { maxAttempts: 2, backoff: constant, base: 30ms, jitter: none } }';
  const fails = 'faults: [{ at: 0, for: 21ms, on: api, errors: 1 }]';
  const outside = simulate(through(`${retry}, ${bulkhead(1)}`, [0, 25], fails));
  expect(fates(outside)).toEqual({ a: 'ok at 70', b: 'ok at 45' });
  const inside = simulate(through(`${bulkhead(1)}, ${retry}`, [0, 25], fails));
  expect(fates(inside)).toEqual({ a: 'ok at 70', b: FULL(25) });
});

test('two bulkheads: the outer permit is held while the inner one is waited for', () => {
  const result = simulate(through(`${bulkhead(2)}, ${bulkhead(1, 100)}`, [0, 1, 2]));
  expect(fates(result)).toEqual({ a: 'ok at 20', b: 'ok at 40', c: FULL(2) });
});
