/** What a library goes on with though its caller gave the call up: it is counted, and bounded. */
import { expect, test } from 'vitest';
import type { RunResult } from '../../../src/engine/index.ts';
import { callers, started, worldOf } from '../../simulate.ts';

const OPOSSUM =
  '{ circuitBreaker: { like: opossum, timeout: 100 } }, ' +
  '{ retry: { like: p-retry, retries: 3, minTimeout: 80, factor: 1 } }';
const COCKATIEL =
  '{ timeout: { after: 100 } }, { retry: { like: cockatiel, maxAttempts: 3, backoff: 80 } }';
const POOL =
  '{ timeout: { after: 30 } }, { bulkhead: { like: resilience4j-threadpool, ' +
  'coreThreadPoolSize: 1, maxThreadPoolSize: 1, queueCapacity: 5 } }';

/** Callers at these instants, through `gw` and that stack, of an `api` that takes 50 ms. */
function through(stack: string, atMs: number[], errors: string, faults = ''): RunResult {
  const run = started(`
duration: 5s
clients: ${callers('gw', ...atMs)}
services:
  gw: { threads: 9, steps: [{ call: api, patterns: [${stack}] }] }
  api: { work: 50ms, threads: 9, errors: ${errors} }
faults: [${faults}]`);
  run.advance();
  expect(worldOf(run).pool.inUse).toBe(0);
  return run.result();
}

test.each([
  // Calls at 0, 130, 260 and 390; whoever called left at 100.
  ['opossum around p-retry', OPOSSUM, [0], '100%', 4, 3],
  // Calls at 0 and 130: cockatiel looks at the signal after the second.
  ['cockatiel’s retry in its back-off', COCKATIEL, [0], '100%', 2, 1],
  // Calls at 0 and 50, given up at 30 and 31.
  ['resilience4j’s pool', POOL, [0, 1], '0%', 2, 2],
] as const)('%s: is abandoned work', (_, stack, atMs, errors, arrived, abandoned) => {
  const { services, links } = through(stack, [...atMs], errors);
  expect(services['api']).toMatchObject({ arrived, abandoned });
  const calls = atMs.length;
  const failures = { timeout: calls };
  expect(links['gw->api']).toMatchObject({ calls, attempts: arrived, inFlight: 0, failures });
});

test.each([
  ['opossum around p-retry, in a back-off', OPOSSUM, [0], '100%', 200, 2],
  ['opossum around p-retry, with a call under way', OPOSSUM, [0], '100%', 150, 2],
  ['cockatiel’s retry in its back-off', COCKATIEL, [0], '100%', 110, 1],
  ['resilience4j’s pool', POOL, [0, 1], '0%', 40, 1],
] as const)('%s: ends with the process', (_, stack, atMs, errors, crashMs, arrived) => {
  const crash = `{ at: ${crashMs}ms, for: 1ms, on: gw, crash: 1 }`;
  const { services, links } = through(stack, [...atMs], errors, crash);
  expect(services['api']).toMatchObject({ arrived, inHand: 0 });
  expect(links['gw->api']).toMatchObject({ calls: atMs.length, inFlight: 0 });
});

test('what opossum gave up, and the network has lost, is over', () => {
  const breaker = 'like: opossum, timeout: 100, volumeThreshold: 10000000';
  const run = started(`
duration: 10s
clients:
  c:
    load: { rate: 100/s, arrivals: uniform }
    steps: [{ call: api, patterns: [{ circuitBreaker: { ${breaker} } }] }]
services: { api: { threads: 9 } }
faults: [{ at: 0, on: c->api, drop: 100% }]`);
  run.advance();
  // A request and its call, of the ten within the last 100 ms.
  expect(worldOf(run).pool.inUse).toBeLessThanOrEqual(2 * 11);
});

test('an attempt that is called off may end others that wait for its permit', () => {
  // Of two hedges, one in the other: the inner one's attempts wait in one line at the bulkhead.
  const run = started(`
duration: 60s
clients:
  web:
    load: { rate: 20/s }
    steps:
      - call: api
        patterns:
          - hedge: { like: grpc, maxAttempts: 3, hedgingDelay: 2ms, cancel: reset }
          - hedge: { like: polly, delay: 5ms, cancel: reset }
          - bulkhead: { like: cockatiel, limit: 2, queue: 30, scope: link }
services: { api: { threads: 100, work: { exponential: 20ms }, errors: 30% } }`);
  run.advance();
  const { offered, succeeded, failed, inFlight } = run.result().clients['web']!;
  expect(offered).toBeGreaterThan(1000);
  expect(succeeded + failed + inFlight).toBe(offered);
});
