import { describe, expect, test } from 'vitest';
import { read } from '../../../src/scenario/read.ts';
import { callers, fates, simulate } from '../../simulate.ts';

/** Calls from one caller to an `api` that takes 20 ms for each, all at once. */
const through = (pool: string, atMs: readonly number[], more = '', outside = ''): string => `
duration: 1s
clients: ${callers('gw', ...atMs)}
services:
  gw:
    threads: 100
    steps:
      - call: api
        patterns: [${outside}{ bulkhead: { like: resilience4j-threadpool, ${pool} } }]
  api: { work: 20ms, threads: 100 }
${more}`;

const size = (core: number, max: number, queue: number, more = ''): string =>
  `coreThreadPoolSize: ${core}, maxThreadPoolSize: ${max}, queueCapacity: ${queue}${more}`;
const FULL = (ms: number): string => `error at ${ms}: gw->api: bulkhead-full`;
const edit = (at: number, set: string, to: number): string =>
  `edits: [{ at: ${at}ms, set: "services.gw.steps[0].patterns[0].bulkhead.${set}", to: ${to} }]`;

test('first the core, then the queue, then threads beyond it, which overtake the queue', () => {
  const result = simulate(through(size(1, 2, 1), [0, 1, 2, 3]));
  expect(fates(result)).toEqual({ a: 'ok at 20', b: 'ok at 40', c: 'ok at 22', d: FULL(3) });
  expect(result.links['gw->api']!.patterns[0]).toMatchObject({ taken: 0, waiting: 0, threads: 1 });
});

test('with a long queue the pool never grows beyond its core', () => {
  const result = simulate(through(size(1, 50, 50), [0, 1, 2, 3]));
  expect(fates(result)).toEqual({ a: 'ok at 20', b: 'ok at 40', c: 'ok at 60', d: 'ok at 80' });
});

test('the defaults are those of a machine of four processors', () => {
  const patterns = '[{ bulkhead: { like: resilience4j-threadpool } }]';
  const users = (n: number) =>
    simulate(`
duration: 1s
clients:
  web: { load: { users: ${n}, iterations: 1 }, steps: [{ call: api, patterns: ${patterns} }] }
services: { api: { work: 100ms, threads: 200 } }`).clients['web']!;
  // Three in threads, a hundred in the queue, one in the thread beyond the core.
  expect(users(103)).toMatchObject({ failures: {} });
  expect(users(106)).toMatchObject({ failures: { 'bulkhead-full': 2 } });
});

test('without a queue only an idle thread takes a call at once, and none waits', () => {
  const keep = ', keepAliveDuration: 100ms';
  const result = simulate(through(size(1, 2, 0, keep), [0, 1, 2, 30, 31]));
  expect(fates(result)).toEqual({
    ...{ a: 'ok at 20', b: 'ok at 21', c: FULL(2) },
    ...{ d: 'ok at 50', e: 'ok at 51' },
  });
});

test('threads beyond the core end when they have been idle, to the ms', () => {
  const threads = (until: number) =>
    simulate(through(size(1, 3, 0), [0, 1, 2]), { until }).links['gw->api']!.patterns[0]![
      'threads'
    ];
  // Free at 20, 21 and 22; the first to be idle for 20 ms is over the core as the others are.
  expect([39, 40.5, 41.5, 100].map(threads)).toEqual([3, 2, 1, 1]);
});

describe('whoever gives up', () => {
  const after = '{ timeout: { after: 10ms } }, ';

  test('leaves its call to the pool, which runs it in its turn for nobody', () => {
    const result = simulate(through(size(1, 1, 5), [0, 1, 2], '', after));
    const timeout = (ms: number) => `error at ${ms}: gw->api: timeout`;
    expect(fates(result)).toEqual({ a: timeout(10), b: timeout(11), c: timeout(12) });
    expect(result.services['api']).toMatchObject({ arrived: 3, completed: 3, abandoned: 3 });
    expect(result.links['gw->api']).toMatchObject({ calls: 3, attempts: 3, inFlight: 0 });
  });

  test('fills the queue until then', () => {
    const result = simulate(through(size(1, 1, 1), [0, 1, 15, 25], '', after));
    expect(fates(result)['c']).toBe(FULL(15));
    // The given-up call has a thread from 20 on.
    expect(fates(result)['d']).toBe('error at 35: gw->api: timeout');
  });

  test('and cancels takes the call out of the queue', () => {
    const cancels = '{ timeout: { after: 10ms, cancel: interrupt } }, ';
    // At 10 all three leave: the one that runs frees its thread for calls that are gone by then.
    const result = simulate(through(size(1, 1, 5), [0, 0, 0, 30], '', cancels));
    expect(result.services['api']).toMatchObject({ arrived: 2 });
    expect(result.links['gw->api']!.patterns[1]).toMatchObject({ taken: 0, waiting: 0 });
  });

  test('because it died takes its queue along', () => {
    const crash = 'faults: [{ at: 5ms, for: 1ms, on: gw, crash: 1 }]';
    const result = simulate(through(size(1, 1, 5), [0, 1, 2], crash));
    expect(result.services['api']).toMatchObject({ arrived: 1 });
  });

  test('in a retry outside is not tried again', () => {
    const retry = `${after}{ retry: { maxAttempts: 3, backoff: none, jitter: none } }, `;
    const result = simulate(through(size(1, 1, 5), [0, 1], '', retry));
    expect(result.links['gw->api']).toMatchObject({ calls: 2, attempts: 2 });
    expect(result.services['api']!.arrived).toBe(2);
  });
});

describe('edits', () => {
  test('a larger core takes on what waits', () => {
    const calls = [0, 1, 2, 3];
    const result = simulate(through(size(1, 4, 9), calls, edit(10, 'coreThreadPoolSize', 3)));
    expect(fates(result)).toEqual({ a: 'ok at 20', b: 'ok at 30', c: 'ok at 30', d: 'ok at 40' });
  });

  test('a larger maximum is noticed by the next call that finds the queue full', () => {
    const calls = [0, 1, 2, 12];
    const result = simulate(through(size(1, 1, 1), calls, edit(10, 'maxThreadPoolSize', 2)));
    expect(fates(result)).toEqual({ a: 'ok at 20', b: 'ok at 40', c: FULL(2), d: 'ok at 32' });
  });

  test('fewer threads end when they are free, those who wait are served by the rest', () => {
    const edits = `edits:
  - { at: 5ms, set: "services.gw.steps[0].patterns[0].bulkhead.coreThreadPoolSize", to: 1 }
  - { at: 5ms, set: "services.gw.steps[0].patterns[0].bulkhead.maxThreadPoolSize", to: 1 }`;
    const result = simulate(through(size(2, 2, 5), [0, 1, 2, 3], edits));
    expect(fates(result)).toEqual({ a: 'ok at 20', b: 'ok at 21', c: 'ok at 41', d: 'ok at 61' });
  });
});

test('an edit of something else lets no idle thread live longer', () => {
  // The thread beyond the core is idle from 22 to 42.
  const threadsAt = (until: number, more = ''): unknown =>
    simulate(through(size(1, 2, 1), [0, 1, 2], more), { until }).links['gw->api']!.patterns[0]![
      'threads'
    ];
  const other = 'edits: [{ at: 30ms, set: services.gw.queue.capacity, to: 7 }]';
  expect([threadsAt(41), threadsAt(43)]).toEqual([2, 1]);
  expect([threadsAt(41, other), threadsAt(43, other)]).toEqual([2, 1]);
  // As the executor's setter, which wakes the idle ones.
  expect(threadsAt(43, edit(30, 'keepAliveDuration', 30))).toBe(2);
});

test('a maximum below the core is refused, as by the library', () => {
  const { problems } = read(`version: 1\n${through(size(3, 2, 1), [0])}`);
  expect(problems.map(({ message }) => message)).toEqual([
    'wanted at least coreThreadPoolSize (3), found 2',
  ]);
});
