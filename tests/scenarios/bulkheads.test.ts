/**
 * Each library's bulkhead, or pool, in a case in which it helps and one in which it harms. With
 * seeds 1 and 2: a claim has to hold for each of them.
 */
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/engine/index.ts';
import { simulate } from '../simulate.ts';

const runs = (yaml: string): RunResult[] =>
  [1, 2].map((seed) => simulate(`seed: ${seed}\n${yaml}`));

const served = ({ clients }: RunResult): number => clients['web']!.successRate!;
const worst = (yaml: string, of = served): number => Math.min(...runs(yaml).map(of));
const best = (yaml: string, of = served): number => Math.max(...runs(yaml).map(of));

/** Half of the pages need `slow`, which hangs; all are made by a web tier of few threads. */
const hanging = (stack: string): string => `
duration: 20s
clients: { web: { load: { rate: 100/s }, steps: [{ call: site }] } }
services:
  site:
    threads: 40
    queue: { capacity: 100, timeout: 1s }
    steps:
      - oneOf:
          - { weight: 1, steps: [{ call: fast }] }
          - { weight: 1, steps: [{ call: slow, patterns: [${stack}], fallback: none }] }
  fast: { work: 5ms, threads: 100 }
  slow: { work: 30s, threads: 1000 }`;

describe('calls to what hangs cost only the pages that need it', () => {
  test('without a bulkhead nearly all pages fail', () => {
    expect(best(hanging(''))).toBeLessThan(0.3);
  });

  test.each([
    'like: resilience4j-threadpool, coreThreadPoolSize: 5, maxThreadPoolSize: 5, queueCapacity: 1',
    'like: polly, permitLimit: 5',
    'like: cockatiel, limit: 5, queue: 1',
    'like: hikari, maximumPoolSize: 5, connectionTimeout: 250ms',
    'like: sqlalchemy, poolSize: 5, maxOverflow: 0, poolTimeout: 250ms',
  ])('%s', (params) => {
    expect(worst(hanging(`{ bulkhead: { ${params} } }`))).toBeGreaterThan(0.95);
  });
});

describe('a wait as long as its default passes the outage on', () => {
  test.each(['like: resilience4j-threadpool', 'like: hikari', 'like: sqlalchemy'])(
    '%s: those who wait hold the threads of all the others',
    (params) => {
      expect(best(hanging(`{ bulkhead: { ${params} } }`))).toBeLessThan(0.3);
    },
  );
});

test('resilience4j-threadpool: harms where callers leave, its threads work on for nobody', () => {
  const impatient = (bulkhead: string) => `
duration: 30s
clients:
  web:
    load: { rate: 60/s }
    steps: [{ call: api, patterns: [{ timeout: { after: 200ms } }, { bulkhead: { ${bulkhead} } }] }]
services: { api: { work: { exponential: 100ms }, threads: 100 } }`;
  // Four threads take 40/s. What has waited for more than 200 ms is run all the same.
  const pool = impatient('like: resilience4j-threadpool, coreThreadPoolSize: 4');
  const semaphore = impatient('maxConcurrentCalls: 4, maxWaitDuration: 2s');
  expect(best(pool)).toBeLessThan(0.05);
  expect(worst(semaphore)).toBeGreaterThan(0.15);
  const abandoned = ({ services }: RunResult) => {
    const { abandoned, arrived } = services['api']!;
    return abandoned / arrived;
  };
  expect(worst(pool, abandoned)).toBeGreaterThan(0.9);
});

/** A burst of thirty, which a callee with ample threads could take at once. */
const burst = (params: string): string => `
duration: 10s
clients:
  web:
    load: { users: 30, iterations: 1 }
    steps: [{ call: api, patterns: [{ bulkhead: { ${params} } }] }]
services: { api: { work: 20ms, threads: 100 } }`;

test('polly and cockatiel harm a burst that the callee could have taken', () => {
  expect(worst(burst('like: polly'))).toBe(1);
  expect(best(burst('like: polly, permitLimit: 10'))).toBe(1 / 3);
  expect(worst(burst('like: polly, permitLimit: 10, queueLimit: 20'))).toBe(1);
  expect(best(burst('like: cockatiel, limit: 10'))).toBe(1 / 3);
  expect(worst(burst('like: cockatiel, limit: 10, queue: 20'))).toBe(1);
});

test('polly newest first helps those whose callers are still there', () => {
  const overload = (order: string) => `
duration: 30s
clients:
  web:
    load: { rate: 60/s }
    steps:
      - call: api
        patterns:
          - timeout: { after: 500ms }
          - bulkhead:
              { like: polly, permitLimit: 4, queueLimit: 100, queueProcessingOrder: ${order} }
services: { api: { work: { exponential: 100ms }, threads: 100 } }`;
  // Oldest first, who gets a permit has hardly any time left to use it.
  const newest = worst(overload('NewestFirst'));
  expect(newest).toBeGreaterThan(0.55);
  expect(newest).toBeGreaterThan(best(overload('OldestFirst')) + 0.2);
});

test('cockatiel harms for as long as calls that were given up fill its queue', () => {
  const stalls = (bulkhead: string) => `
duration: 10s
clients:
  web:
    load: { rate: 50/s }
    steps: [{ call: api, patterns: [{ timeout: { after: 100ms } }, { bulkhead: { ${bulkhead} } }] }]
services: { api: { work: 10ms, threads: 100 } }
faults: [{ at: 2s, for: 4s, on: api, pause: true }]`;
  const reasons = ({ clients }: RunResult) => clients['web']!.failures['bulkhead-full'] ?? 0;
  const cockatiel = stalls('like: cockatiel, limit: 2, queue: 20');
  const polly = stalls('like: polly, permitLimit: 2, queueLimit: 20');
  expect(worst(cockatiel, reasons)).toBeGreaterThan(100);
  expect(best(polly, reasons)).toBe(0);
});

/** A database whose cores are shared by all who use it. */
const database = (bulkhead: string): string => `
duration: 30s
clients:
  web:
    load: { rate: 150/s }
    steps: [{ call: db, patterns: [{ timeout: { after: 1s } }, ${bulkhead}] }]
services:
  db: { cores: 2, threads: 1000, work: { exponential: 20ms } }`;

test('hikari and sqlalchemy help a database that slows down under many at once', () => {
  const without = database('{ bulkhead: { maxConcurrentCalls: 1000 } }');
  expect(best(without)).toBeLessThan(0.35);
  for (const pool of [
    'like: hikari, maximumPoolSize: 4, connectionTimeout: 250ms',
    'like: sqlalchemy, poolSize: 4, maxOverflow: 0, poolTimeout: 250ms',
  ])
    expect(worst(database(`{ bulkhead: { ${pool} } }`)), pool).toBeGreaterThan(0.6);
});

test('hikari harms a burst while it opens one connection after the other', () => {
  const p99 = ({ clients }: RunResult) => clients['web']!.latencyMs.p99!;
  const spikes = (bulkhead: string) => `
duration: 5s
clients: { web: { load: { users: 20, think: 2s }, steps: [{ call: db, patterns: [${bulkhead}] }] } }
services: { db: { work: 20ms, threads: 100 } }`;
  const pool = (idle: number) =>
    `{ bulkhead: { like: hikari, maximumPoolSize: 20, minimumIdle: ${idle}, connect: 100ms } }`;
  expect(worst(spikes(pool(1)), p99)).toBeGreaterThan(10 * best(spikes(''), p99));
});

test('sqlalchemy harms where overflow is in use all the time, opened and closed again', () => {
  const mean = ({ clients }: RunResult) => clients['web']!.latencyMs.mean!;
  const churn = (sizes: string) => `
duration: 10s
warmup: 1s
clients:
  web:
    load: { rate: 200/s }
    steps: [{ call: db, patterns: [{ bulkhead: { like: sqlalchemy, connect: 50ms, ${sizes} } }] }]
services: { db: { work: 20ms, threads: 100 } }`;
  const ample = best(churn('poolSize: 30, maxOverflow: 0'), mean);
  expect(ample).toBeLessThan(22);
  expect(worst(churn('poolSize: 1, maxOverflow: 29'), mean)).toBeGreaterThan(1.7 * ample);
});
