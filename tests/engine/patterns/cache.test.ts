/** The cache: what is fresh, who fetches, what an old answer is good for. */
import { describe, expect, test } from 'vitest';
import { Stream } from '../../../src/engine/kernel/random.ts';
import { Zipf } from '../../../src/engine/kernel/zipf.ts';
import { fates, simulate, started } from '../../simulate.ts';

describe('Zipf', () => {
  test.each([0, 0.5, 1, 1.3, 3])('with skew %s draws each key as often as it should', (skew) => {
    const draws = 100_000;
    for (const n of [1, 2, 7]) {
      const zipf = new Zipf(n, skew);
      const stream = new Stream('1', `zipf ${n} ${skew}`);
      const counts = new Float64Array(n);
      for (let i = 0; i < draws; i++) counts[zipf.sample(stream)]!++;
      const weights = Array.from({ length: n }, (_, k) => (k + 1) ** -skew);
      const sum = weights.reduce((a, b) => a + b);
      weights.forEach((weight, k) => {
        const p = weight / sum;
        const error = 5 * Math.sqrt((p * (1 - p)) / draws);
        expect(Math.abs(counts[k]! / draws - p)).toBeLessThanOrEqual(error);
      });
    }
  });

  test('stays within a million keys', () => {
    const zipf = new Zipf(1e6, 1);
    const stream = new Stream('1', 'many');
    const keys = Array.from({ length: 100_000 }, () => zipf.sample(stream));
    expect(keys.every((key) => Number.isInteger(key) && key >= 0 && key < 1e6)).toBe(true);
  });
});

const cached = (cache: string, rest = '', rate = '100/s') => `
duration: 60s
clients:
  web:
    load: { rate: ${rate} }
    steps: [{ call: db, patterns: [{ cache: ${cache} }] }]
services: { db: { threads: 100, work: 10ms } }
${rest}`;
const linkOf = (yaml: string) => simulate(yaml).links['web->db']!;

test('with a hit rate so many calls never reach the callee', () => {
  const result = simulate(cached('{ hitRate: 90% }'));
  const { hits, misses } = result.links['web->db']!.patterns[0] as unknown as Record<
    string,
    number
  >;
  expect(hits! + misses!).toBe(result.links['web->db']!.calls);
  expect(misses).toBe(result.services['db']!.arrived);
  expect(misses! / (hits! + misses!)).toBeCloseTo(0.1, 1);
});

test('with keys a hit follows from when each was fetched: λt / (1 + λt) of the calls', () => {
  // 100 keys, each asked for once a second on average, fresh for 4 s.
  const { patterns, calls } = linkOf(cached('{ keys: 100, skew: 0, ttl: 4s }'));
  const hits = (patterns[0] as unknown as { hits: number }).hits;
  // The first 4 s are the cold start: each key is fetched once more at first.
  expect(hits / calls).toBeGreaterThan(0.765);
  expect(hits / calls).toBeLessThan(0.815);
});

test('is fresh up to its time and no longer', () => {
  const at = (cache: string) =>
    Object.values(
      fates(
        simulate(`
duration: 1s
clients:
  a: { load: { users: 1, iterations: 1 }, steps: [{ call: gw }] }
  b: { load: { users: 1, iterations: 1 }, steps: [{ work: 30ms }, { call: gw }] }
  c: { load: { users: 1, iterations: 1 }, steps: [{ work: 30.001ms }, { call: gw }] }
services:
  gw: { steps: [{ call: db, patterns: [{ cache: ${cache} }] }] }
  db: { work: 10ms }`),
      ),
    );
  expect(at('{ keys: 1, ttl: 20ms }')).toEqual(['ok at 10', 'ok at 30', 'ok at 40.001']);
});

describe('a key that runs out under load', () => {
  const fetches = (coalesce: boolean) =>
    simulate(cached(`{ keys: 1, ttl: 1s, coalesce: ${coalesce} }`, '', '1000/s'));

  test('is fetched by everybody at once: the stampede', () => {
    // 60 times, by all who come within the 10 ms that a fetch takes.
    expect(fetches(false).services['db']!.arrived).toBeGreaterThan(400);
  });

  test('is fetched once when others wait for that fetch, and they have its answer', () => {
    const { services, clients } = fetches(true);
    expect(services['db']!.arrived).toBe(60);
    expect(clients['web']!.failed).toBe(0);
    expect(clients['web']!.latencyMs.max).toBeLessThanOrEqual(10);
  });

  test('fails for all who wait when the fetch fails', () => {
    const yaml = cached('{ keys: 1, ttl: 1s, coalesce: true }', '', '1000/s');
    const { clients, services } = simulate(yaml.replace('work: 10ms', 'work: 10ms, errors: 100%'));
    expect(clients['web']!.failures['error']).toBeGreaterThan(59_000);
    expect(services['db']!.arrived).toBeLessThan(6000);
  });

  test('is fetched by another when the first is interrupted', () => {
    const { clients, services } = simulate(`
duration: 1s
clients:
  a:
    load: { users: 1, iterations: 1 }
    steps: [{ call: gw, patterns: [{ timeout: { after: 5ms, cancel: interrupt } }] }]
  b: { load: { users: 1, iterations: 1 }, steps: [{ work: 1ms }, { call: gw }] }
  c: { load: { users: 1, iterations: 1 }, steps: [{ work: 2ms }, { call: gw }] }
services:
  gw: { steps: [{ call: db, patterns: [{ cache: { keys: 1, coalesce: true } }] }] }
  db: { work: 10ms }`);
    expect(clients['a']!.failures).toEqual({ timeout: 1 });
    expect([clients['b']!.latencyMs.max, clients['c']!.latencyMs.max]).toEqual([15, 15]);
    expect(services['db']!.arrived).toBe(2);
  });
});

describe('an old answer', () => {
  const outage = (stale: string) =>
    simulate(
      cached(
        `{ keys: 5, ttl: 1s${stale} }`,
        'faults: [{ at: 20s, for: 20s, on: db, errors: 100% }]',
      ),
    ).clients['web']!;

  test('stands in for a failed call for as long as it may, as degraded', () => {
    expect(outage(', staleIfError: 60s')).toMatchObject({ failed: 0 });
    expect(outage(', staleIfError: 60s').degraded).toBeGreaterThan(1500);
    expect(outage('').failed).toBeGreaterThan(1500);
    const short = outage(', staleIfError: 5s');
    expect(short.degraded).toBeGreaterThan(300);
    expect(short.failed).toBeGreaterThan(900);
  });
});

test('harms where capacity was planned for its misses: an empty cache is an outage', () => {
  // Nine of ten are hits, and the callee has threads for a third of the load.
  const yaml = (cache: string) => `
duration: 60s
clients:
  web:
    load: { rate: 300/s }
    steps: [{ call: gw, patterns: [{ timeout: { after: 500ms } }] }]
services:
  gw: { threads: 500, steps: [{ call: db${cache} }] }
  db: { threads: 1, work: 10ms, queue: { capacity: 200 } }
faults: [{ at: 30s, for: 10ms, on: gw, crash: 1 }]`;
  const failedIn = (from: number, to: number) => {
    const run = simulateSeries(yaml(', patterns: [{ cache: { keys: 2000, ttl: 10m } }]'));
    return run.slice(from * 10, to * 10).reduce((sum, failed) => sum + failed, 0);
  };
  expect(failedIn(25, 30)).toBe(0);
  expect(failedIn(30, 35)).toBeGreaterThan(100);
});

/** Failed requests per 100 ms. */
function simulateSeries(yaml: string): readonly number[] {
  const run = started(yaml);
  run.advance();
  return run.series().clients['web']!.failed as number[];
}

test('where both a hit rate and keys are given, keys count; where neither, it is said', () => {
  expect(() => simulate(cached('{}'))).toThrow('wanted hitRate or keys');
  const alone = simulate(cached('{ keys: 10 }'));
  expect(simulate(cached('{ hitRate: 50%, keys: 10 }')).digest).toBe(alone.digest);
});
