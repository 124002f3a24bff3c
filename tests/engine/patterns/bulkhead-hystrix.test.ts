/** Hystrix's thread pool where it differs from Java's; the rest is in tests/conformance. */
import { describe, expect, test } from 'vitest';
import { callers, fates, simulate } from '../../simulate.ts';

/** Calls from one caller to an `api` that takes 20 ms for each, all at once. */
const through = (pool: string, atMs: readonly number[], more = '', outside = ''): string => `
duration: 1s
clients: ${callers('gw', ...atMs)}
services:
  gw: { threads: 100, steps: [{ call: api, patterns: [${outside}{ bulkhead: { ${pool} } }] }] }
  api: { work: 20ms, threads: 100 }
${more}`;
const ended = (...args: Parameters<typeof through>) => fates(simulate(through(...args)));
const FULL = (ms: number): string => `error at ${ms}: gw->api: bulkhead-full`;
const hystrix = (core: number, queue: number, threshold: number, more = ''): string =>
  `like: hystrix, coreSize: ${core}, maxQueueSize: ${queue}, ` +
  `queueSizeRejectionThreshold: ${threshold}${more}`;

test('ten threads and no queue by default', () => {
  const web = simulate(`
duration: 1s
clients:
  web:
    load: { users: 12, iterations: 1 }
    steps: [{ call: api, patterns: [{ bulkhead: { like: hystrix } }] }]
services: { api: { work: 20ms, threads: 100 } }`).clients['web']!;
  expect(web).toMatchObject({ succeeded: 10, failures: { 'bulkhead-full': 2 } });
});

test.each([-1, 0])('a maxQueueSize of %i is no queue, whatever the threshold', (queue) => {
  expect(ended(hystrix(1, queue, 0), [0, 1, 21])).toEqual({
    ...{ a: 'ok at 20', b: FULL(1), c: 'ok at 41' },
  });
});

describe('the rejection threshold', () => {
  test('refuses earlier than the queue', () => {
    expect(ended(hystrix(1, 50, 2), [0, 1, 2, 3])).toEqual({
      ...{ a: 'ok at 20', b: 'ok at 40', c: 'ok at 60', d: FULL(3) },
    });
  });
  test('of 0 refuses all, beside threads that do nothing', () => {
    expect(ended(hystrix(5, 50, 0), [0, 30])).toEqual({ a: FULL(0), b: FULL(30) });
  });
  test('keeps a queue from being full, so no thread beyond the core starts', () => {
    const grows = ', maximumSize: 9, allowMaximumSizeToDivergeFromCoreSize: true';
    expect(ended(hystrix(1, 2, 2, grows), [0, 1, 2, 3])['d']).toBe(FULL(3));
    expect(ended(hystrix(1, 2, 3, grows), [0, 1, 2, 3])['d']).toBe('ok at 23');
  });
  test('can be changed while calls wait', () => {
    const path = 'services.gw.steps[0].patterns[0].bulkhead.queueSizeRejectionThreshold';
    const edits = `edits: [{ at: 2.5ms, set: "${path}", to: 3 }]`;
    expect(ended(hystrix(1, 50, 1), [0, 1, 2, 3], edits)).toMatchObject({
      ...{ c: FULL(2), d: 'ok at 60' },
    });
  });
});

test('maximumSize counts only where it may differ, and never below the core', () => {
  const allow = ', allowMaximumSizeToDivergeFromCoreSize: true';
  const calls = [0, 1, 2];
  expect(ended(hystrix(1, -1, 5, ', maximumSize: 2'), calls)['b']).toBe(FULL(1));
  expect(ended(hystrix(1, -1, 5, `, maximumSize: 2${allow}`), calls)).toEqual({
    ...{ a: 'ok at 20', b: 'ok at 21', c: FULL(2) },
  });
  expect(ended(hystrix(2, -1, 5, `, maximumSize: 1${allow}`), calls)['b']).toBe('ok at 21');
});

test('a call that is given up leaves the queue, and never runs', () => {
  const limit = '{ timeout: { after: 15ms } }, ';
  const calls = [0, 1, 17];
  const result = simulate(through(hystrix(1, 1, 1), calls, '', limit));
  // The first keeps its thread until 20. The second is gone at 16, so the third has its place.
  expect(fates(result)['c']).toBe('error at 32: gw->api: timeout');
  expect(result.services['api']!.arrived).toBe(2);
  // The executor of resilience4j keeps it, place and all.
  const kept =
    'like: resilience4j-threadpool, coreThreadPoolSize: 1, maxThreadPoolSize: 1, queueCapacity: 1';
  expect(ended(kept, calls, '', limit)['c']).toBe(FULL(17));
});
