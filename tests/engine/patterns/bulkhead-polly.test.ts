/** Polly's limiter and cockatiel's bulkhead in a scenario; see also tests/conformance. */
import { describe, expect, test } from 'vitest';
import { callers, fates, simulate } from '../../simulate.ts';

/** Calls from one caller to an `api` that takes 20 ms for each, all at once. */
const through = (bulkhead: string, atMs: readonly number[], more = '', outside = ''): string => `
duration: 1s
clients: ${callers('gw', ...atMs)}
services:
  gw: { threads: 100, steps: [{ call: api, patterns: [${outside}{ bulkhead: { ${bulkhead} } }] }] }
  api: { work: 20ms, threads: 100 }
${more}`;
const FULL = (ms: number): string => `error at ${ms}: gw->api: bulkhead-full`;

const polly = (permits: number, queue: number, order = 'OldestFirst'): string =>
  `like: polly, permitLimit: ${permits}, queueLimit: ${queue}, queueProcessingOrder: ${order}`;

describe('polly', () => {
  test('oldest first: whoever finds the queue full is refused', () => {
    const result = simulate(through(polly(1, 2), [0, 1, 2, 3]));
    expect(fates(result)).toEqual({ a: 'ok at 20', b: 'ok at 40', c: 'ok at 60', d: FULL(3) });
  });

  test('newest first: the newest is served first, and turns out the oldest of a full queue', () => {
    const result = simulate(through(polly(1, 2, 'NewestFirst'), [0, 1, 2, 3, 4]));
    expect(fates(result)).toEqual({
      ...{ a: 'ok at 20', b: FULL(3), c: FULL(4) },
      ...{ d: 'ok at 60', e: 'ok at 40' },
    });
  });

  test('newest first without a queue refuses as well', () => {
    const result = simulate(through(polly(1, 0, 'NewestFirst'), [0, 1]));
    expect(fates(result)).toEqual({ a: 'ok at 20', b: FULL(1) });
  });

  test('who waits does so for as long as it takes, unless a timeout ends that', () => {
    const late = through(polly(1, 5), [0, 1, 2]).replace('20ms', '200ms');
    expect(fates(simulate(late))['c']).toBe('ok at 600');
    const result = simulate(through(polly(1, 1), [0, 1, 12], '', '{ timeout: { after: 30ms } }, '));
    // The second call is through at 20 and over at 31; its place was free from 20 on.
    expect(fates(result)).toEqual({
      ...{ a: 'ok at 20', b: 'error at 31: gw->api: timeout' },
      c: FULL(12),
    });
    expect(result.links['gw->api']!.patterns[1]).toMatchObject({ taken: 0, waiting: 0 });
  });

  test('who is turned out and tries again at once turns the other one out', () => {
    const retry =
      '{ retry: { maxAttempts: 2, backoff: none, jitter: none, retryOn: bulkhead-full } }';
    const result = simulate(through(polly(1, 1, 'NewestFirst'), [0, 1, 2], '', `${retry}, `));
    // Back and forth, until the first has had both of its tries.
    expect(fates(result)).toEqual({ a: 'ok at 20', b: FULL(2), c: 'ok at 40' });
    expect(result.links['gw->api']).toMatchObject({ inFlight: 0, attempts: 5 });
  });

  test('1000 permits and no queue by default', () => {
    const web = simulate(`
duration: 1s
clients:
  web:
    load: { users: 1003, iterations: 1 }
    steps: [{ call: api, patterns: [{ bulkhead: { like: polly } }] }]
services: { api: { work: 1ms, threads: 2000 } }`).clients['web']!;
    expect(web).toMatchObject({ succeeded: 1000, failures: { 'bulkhead-full': 3 } });
  });

  test('more permits are given to those who wait, in their order', () => {
    const edits =
      'edits: [{ at: 10ms, set: "services.gw.steps[0].patterns[0].bulkhead.permitLimit", to: 2 }]';
    const result = simulate(through(polly(1, 5, 'NewestFirst'), [0, 1, 2], edits));
    expect(fates(result)).toEqual({ a: 'ok at 20', b: 'ok at 40', c: 'ok at 30' });
  });
});

describe('cockatiel', () => {
  test('a limit, and a queue served in order', () => {
    const result = simulate(through('like: cockatiel, limit: 1, queue: 2', [0, 1, 2, 3]));
    expect(fates(result)).toEqual({ a: 'ok at 20', b: 'ok at 40', c: 'ok at 60', d: FULL(3) });
  });

  test('whoever gives up keeps a place in the queue until its turn', () => {
    const stack = 'like: cockatiel, limit: 1, queue: 1';
    const timeout = '{ timeout: { after: 5ms } }, ';
    const result = simulate(through(stack, [0, 1, 10, 21], '', timeout));
    // The slot is taken until 20, the queue by the call given up at 6.
    expect(fates(result)['c']).toBe(FULL(10));
    expect(fates(result)['d']).toBe('error at 26: gw->api: timeout');
    expect(result.services['api']!.arrived).toBe(2);
  });
});
