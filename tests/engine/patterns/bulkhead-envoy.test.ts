/** The limits of Envoy, and the same under Istio's names. */
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
const ended = (...args: Parameters<typeof through>) => fates(simulate(through(...args)));
const FULL = (ms: number): string => `error at ${ms}: gw->api: bulkhead-full`;
const edit = (at: number, set: string, to: number): string =>
  `edits: [{ at: ${at}ms, set: "services.gw.steps[0].patterns[0].bulkhead.${set}", to: ${to} }]`;

/** So many users with one call each, at once. */
const crowd = (bulkhead: string, users: number) =>
  simulate(`
duration: 1s
clients:
  web:
    load: { users: ${users}, iterations: 1 }
    steps: [{ call: api, patterns: [{ bulkhead: { ${bulkhead} } }] }]
services: { api: { work: 1ms, threads: 5000 } }`).clients['web']!;

describe('envoy', () => {
  const envoy = (connections: number, pending: number, more = ''): string =>
    `like: envoy, maxConnections: ${connections}, maxPendingRequests: ${pending}${more}`;

  test('over HTTP/1.1 a request takes a connection, is pending, or is refused at once', () => {
    expect(ended(envoy(1, 2), [0, 1, 2, 3])).toEqual({
      ...{ a: 'ok at 20', b: 'ok at 40', c: 'ok at 60', d: FULL(3) },
    });
  });

  test('a request that finds a connection, or opens one, is never pending', () => {
    expect(ended(envoy(2, 0), [0, 1, 2])).toEqual({ a: 'ok at 20', b: 'ok at 21', c: FULL(2) });
  });

  test('over HTTP/2 a connection carries so many at once, or any number', () => {
    expect(ended(envoy(1, 0, ', perConnection: 2'), [0, 1, 2])['c']).toBe(FULL(2));
    expect(ended(envoy(2, 0, ', perConnection: 2'), [0, 1, 2, 3, 4])).toMatchObject({
      ...{ d: 'ok at 23', e: FULL(4) },
    });
    expect(ended(envoy(1, 0, ', perConnection: none'), [0, 1, 2])['c']).toBe('ok at 22');
  });

  test('beyond maxRequests a free connection does not help, and nobody is pending', () => {
    expect(ended(envoy(9, 9, ', maxRequests: 1'), [0, 1, 25])).toEqual({
      ...{ a: 'ok at 20', b: FULL(1), c: 'ok at 45' },
    });
  });

  test('pending requests wait without a limit, unless a timeout ends that', () => {
    const late = through(envoy(1, 5), [0, 1, 2]).replace('20ms', '200ms');
    expect(fates(simulate(late))['c']).toBe('ok at 600');
    const result = simulate(through(envoy(1, 1), [0, 1, 12], '', '{ timeout: { after: 15ms } }, '));
    // The first holds its connection until 20; the second was pending until 16.
    expect(fates(result)).toMatchObject({ b: 'error at 16: gw->api: timeout', c: FULL(12) });
    const after = ended(envoy(1, 1), [0, 1, 17], '', '{ timeout: { after: 15ms } }, ');
    expect(after['c']).toBe('error at 32: gw->api: timeout');
    expect(result.links['gw->api']!.patterns[1]).toMatchObject({ taken: 0, waiting: 0, open: 1 });
  });

  test('without connections there is one all the same', () => {
    expect(ended(envoy(0, 0), [0, 1])).toEqual({ a: 'ok at 20', b: FULL(1) });
  });

  test('each attempt of a call with `connect` spends it, on whatever connection', () => {
    const yaml = through(envoy(1, 1), [0, 1]).replace('call: api', 'call: api, connect: 5ms');
    expect(fates(simulate(yaml))).toEqual({ a: 'ok at 25', b: 'ok at 50' });
  });

  test('1024 in flight and 1024 pending by default', () => {
    const web = crowd('like: envoy', 2050);
    expect(web).toMatchObject({ succeeded: 2048, failures: { 'bulkhead-full': 2 } });
  });

  describe('edits', () => {
    test('more connections take those that are pending, in their order', () => {
      const edits = edit(10, 'maxConnections', 3);
      expect(ended(envoy(1, 5), [0, 1, 2, 3], edits)).toEqual({
        ...{ a: 'ok at 20', b: 'ok at 30', c: 'ok at 30', d: 'ok at 40' },
      });
    });

    test('fewer close as they are given back', () => {
      const edits = edit(10, 'maxConnections', 1);
      const result = simulate(through(envoy(3, 5), [0, 1, 2, 15], edits));
      expect(fates(result)['d']).toBe('ok at 42');
      expect(result.links['gw->api']!.patterns[0]).toMatchObject({ open: 1 });
    });

    test('fewer requests refuse the pending ones when a connection is free for them', () => {
      const edits = edit(10, 'maxRequests', 1);
      expect(ended(envoy(2, 5), [0, 1, 2, 3], edits)).toEqual({
        ...{ a: 'ok at 20', b: 'ok at 21', c: FULL(20), d: FULL(20) },
      });
    });

    test('fewer requests per connection wait for those that it carries', () => {
      const edits = edit(10, 'perConnection', 1);
      expect(ended(envoy(1, 5, ', perConnection: 3'), [0, 1, 2, 11], edits)['d']).toBe('ok at 42');
    });
  });
});

describe('istio', () => {
  const h2 = 'like: istio, h2UpgradePolicy: UPGRADE';

  test('limits nothing by default, and 0 is the default', () => {
    expect(crowd('like: istio', 2050)).toMatchObject({ succeeded: 2050, failures: {} });
    const zero =
      'like: istio, maxConnections: 0, http1MaxPendingRequests: 0, http2MaxRequests: 0, ' +
      'maxConcurrentStreams: 0';
    expect(crowd(zero, 2050)).toMatchObject({ succeeded: 2050 });
    expect(crowd(`${zero}, h2UpgradePolicy: UPGRADE`, 2050)).toMatchObject({ succeeded: 2050 });
  });

  test('over HTTP/1.1 unless it upgrades', () => {
    const limits = 'maxConnections: 1, http1MaxPendingRequests: 1';
    for (const like of ['like: istio', 'like: istio, h2UpgradePolicy: DO_NOT_UPGRADE'])
      expect(ended(`${like}, ${limits}`, [0, 1, 2])['c']).toBe(FULL(2));
    expect(ended(`${h2}, ${limits}`, [0, 1, 2])['c']).toBe('ok at 22');
    expect(ended(`${h2}, ${limits}, maxConcurrentStreams: 2`, [0, 1, 2])['c']).toBe('ok at 40');
  });

  test('maxRequestsPerConnection is the life of a connection: it takes no more, and closes', () => {
    const one = `${h2}, maxConnections: 1, maxRequestsPerConnection: 2`;
    // The third waits for both, the fourth goes with it.
    expect(ended(one, [0, 5, 6, 7, 8])).toEqual({
      ...{ a: 'ok at 20', b: 'ok at 25', c: 'ok at 45', d: 'ok at 45', e: 'ok at 65' },
    });
    // A drained connection is one of the two until its last request ends.
    const two = one.replace('maxConnections: 1', 'maxConnections: 2');
    expect(ended(two, [0, 5, 6, 7, 8])['e']).toBe('ok at 45');
  });

  test('a connection without keep-alive costs nothing over HTTP/1.1', () => {
    const limits = 'like: istio, maxConnections: 1';
    const calls = [0, 1, 2];
    expect(ended(`${limits}, maxRequestsPerConnection: 1`, calls)).toEqual(ended(limits, calls));
  });

  test('http2MaxRequests limits HTTP/1.1 as well', () => {
    expect(ended('like: istio, http2MaxRequests: 1', [0, 1])['b']).toBe(FULL(1));
  });
});
