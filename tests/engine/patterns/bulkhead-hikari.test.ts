/** HikariCP 6.0: its rules, the odd values it puts right, and facts of its own tests. */
import { describe, expect, test } from 'vitest';
import { read } from '../../../src/scenario/read.ts';
import { BULKHEAD_FULL } from '../../../src/engine/model/outcome.ts';
import { HOLD, PASS } from '../../../src/engine/model/pattern.ts';
import { type HikariParams, settled } from '../../../src/engine/patterns/bulkhead/hikari.table.ts';
import type { Hikari } from '../../../src/engine/patterns/bulkhead/hikari.ts';
import { callers, fates, simulate } from '../../simulate.ts';
import { Alone, paramsOf } from './alone.ts';

const through = (pool: string, atMs: readonly number[], work = '20ms', more = ''): string => `
duration: 200s
clients: ${callers('gw', ...atMs)}
services:
  gw:
    threads: 100
    steps: [{ call: db, patterns: [{ bulkhead: { like: hikari, ${pool} } }] }]
  db: { work: ${work}, threads: 1000 }
${more}`;
const FULL = (ms: number): string => `error at ${ms}: gw->db: bulkhead-full`;

describe('calls and connections', () => {
  test('ten by default; the others wait in order, without bound, and then fail', () => {
    const result = simulate(`
duration: 40s
clients:
  web:
    load: { users: 200, iterations: 1 }
    steps: [{ call: db, patterns: [{ bulkhead: { like: hikari } }] }]
services: { db: { work: 4s, threads: 1000 } }`);
    // Rounds of ten begin at 0, 4 … 28 s; after 30 s all others give up at once.
    expect(result.clients['web']).toMatchObject({
      succeeded: 80,
      failures: { 'bulkhead-full': 120 },
    });
    expect(result.clients['web']!.failedLatencyMs).toMatchObject({ mean: 30_000, max: 30_000 });
  });

  test('a slow database with all connections busy costs exactly connectionTimeout', () => {
    const pool = 'maximumPoolSize: 1, connectionTimeout: 250ms';
    expect(fates(simulate(through(pool, [0, 10, 20], '1s')))).toEqual({
      ...{ a: 'ok at 1000', b: FULL(260), c: FULL(270) },
    });
  });

  test('a connectionTimeout of 0 waits for 24 days', () => {
    const pool = 'maximumPoolSize: 1, connectionTimeout: 0';
    expect(fates(simulate(through(pool, [0, 1], '90s')))['b']).toBe('ok at 180000');
  });

  test('whoever gives up leaves the line; the others stay in order', () => {
    const stack = (after: number) =>
      through('maximumPoolSize: 1', [0, 1, 2]).replace(
        'patterns: [',
        `patterns: [{ timeout: { after: ${after}ms } }, `,
      );
    expect(fates(simulate(stack(30)))).toEqual({
      ...{ a: 'ok at 20', b: 'error at 31: gw->db: timeout' },
      c: 'error at 32: gw->db: timeout',
    });
    expect(simulate(stack(10)).services['db']!.arrived).toBe(1);
  });

  test('a larger pool lets those who wait go at once, a smaller one waits for returns', () => {
    const path = 'services.gw.steps[0].patterns[0].bulkhead.maximumPoolSize';
    const edit = (to: number) => `edits: [{ at: 5ms, set: "${path}", to: ${to} }]`;
    expect(fates(simulate(through('maximumPoolSize: 1', [0, 1, 2], '20ms', edit(3))))).toEqual({
      ...{ a: 'ok at 20', b: 'ok at 25', c: 'ok at 25' },
    });
    expect(fates(simulate(through('maximumPoolSize: 2', [0, 1, 2, 3], '20ms', edit(1))))).toEqual({
      ...{ a: 'ok at 20', b: 'ok at 21', c: 'ok at 41', d: 'ok at 61' },
    });
  });
});

describe('opening takes time', () => {
  const slow = 'maximumPoolSize: 3, minimumIdle: 3, connect: 50ms';

  test('one is there from the start, the others are opened one after the other', () => {
    const result = simulate(through(slow, [0, 1, 2, 3], '1s'));
    expect(fates(result)).toEqual({
      ...{ a: 'ok at 1000', b: 'ok at 1051', c: 'ok at 1101', d: 'ok at 2000' },
    });
  });

  test('the housekeeper fills the pool from 100 ms on', () => {
    const alone = new Alone<Hikari>('bulkhead', 'hikari', {
      ...{ maximumPoolSize: 4, minimumIdle: 3, connect: 10 },
    });
    const open = (ms: number) => {
      alone.advance(ms);
      return alone.pattern.total;
    };
    expect([open(99), open(1), open(9.9), open(0.1), open(10), open(1000)]).toEqual([
      1, 1, 1, 2, 3, 3,
    ]);
  });

  test('a connection is asked for by who waits, also if another one is served with it', () => {
    const alone = new Alone<Hikari>('bulkhead', 'hikari', {
      ...{ maximumPoolSize: 5, minimumIdle: 0, connect: 10 },
    });
    const [a, b] = [alone.enter(), alone.enter()];
    alone.advance(10);
    expect([alone.fates[a], alone.fates[b]]).toEqual([PASS, HOLD]);
    // The first call’s connection comes back before the second’s is open: it goes to the second.
    alone.advance(5);
    alone.leave(a);
    expect(alone.fates[b]).toBe(PASS);
    alone.advance(5);
    expect([alone.pattern.total, alone.pattern.idle.count]).toEqual([2, 1]);
  });
});

describe('connections come to an end', () => {
  const aged = (changes: object) =>
    new Alone<Hikari>('bulkhead', 'hikari', {
      ...{ maximumPoolSize: 3, connect: 10, maxLifetime: 60_000, ...changes },
    });

  test('at maxLifetime less up to 2.5 %, each at its own time, and are replaced', () => {
    const ends: number[] = [];
    for (let seed = 1; seed <= 200; seed++) {
      const changes = { maximumPoolSize: 1, connect: 10, maxLifetime: 60_000 };
      const alone = new Alone<Hikari>('bulkhead', 'hikari', changes, `${seed}`);
      ends.push(alone.pattern.idle.endNs[0]! / 1e6);
    }
    expect(Math.min(...ends)).toBeGreaterThan(58_500);
    expect(Math.max(...ends)).toBeLessThanOrEqual(60_000);
    expect(new Set(ends).size).toBeGreaterThan(150);
    const alone = aged({});
    alone.advance(58_000);
    const before = alone.pattern.idle.which[0];
    alone.advance(3000);
    expect(alone.pattern.total).toBe(3);
    expect(alone.pattern.idle.which[0]).not.toBe(before);
  });

  test('but not while they are in use', () => {
    const alone = aged({ maximumPoolSize: 1 });
    const call = alone.enter();
    alone.advance(100_000);
    expect(alone.pattern.total).toBe(1);
    const waits = alone.enter();
    alone.leave(call);
    // Closed on return: who waits is served by the one opened in its place.
    expect([alone.pattern.total, alone.fates[waits]]).toEqual([0, HOLD]);
    alone.advance(10);
    expect([alone.pattern.total, alone.fates[waits]]).toEqual([1, PASS]);
  });

  test('idle ones, every 30 s, down to minimumIdle', () => {
    const alone = aged({ minimumIdle: 1, idleTimeout: 10_000, maxLifetime: 0 });
    const calls = [alone.enter(), alone.enter(), alone.enter()];
    alone.advance(50);
    calls.forEach((call) => alone.leave(call));
    expect(alone.pattern.idle.count).toBe(3);
    alone.advance(30_000);
    expect(alone.pattern.idle.count).toBe(3);
    alone.advance(51);
    expect([alone.pattern.idle.count, alone.pattern.total]).toEqual([1, 1]);
    // The newest go first.
    expect(alone.pattern.idle.which[0]).toBe(0);
  });

  test('a pool of fixed size closes none for idleness', () => {
    const alone = aged({ idleTimeout: 10_000, maxLifetime: 0 });
    alone.advance(600_000);
    expect(alone.pattern.total).toBe(3);
  });
});

describe('odd values', () => {
  const of = (changes: object) =>
    settled(paramsOf('bulkhead', 'hikari', changes) as unknown as HikariParams);

  test('are put right as by the library', () => {
    expect(of({})).toMatchObject({ minimumIdle: 10, idleTimeout: 600_000, maxLifetime: 1_800_000 });
    expect(of({ minimumIdle: 99 }).minimumIdle).toBe(10);
    expect(of({ maxLifetime: 29_999 }).maxLifetime).toBe(1_800_000);
    expect(of({ maxLifetime: 30_000 }).maxLifetime).toBe(30_000);
    expect(of({ maxLifetime: 0 }).maxLifetime).toBe(0);
    expect(of({ minimumIdle: 5, idleTimeout: 9999 }).idleTimeout).toBe(600_000);
    expect(of({ minimumIdle: 5, idleTimeout: 10_000 }).idleTimeout).toBe(10_000);
    expect(of({ minimumIdle: 5, idleTimeout: 59_001, maxLifetime: 60_000 }).idleTimeout).toBe(0);
    expect(of({ minimumIdle: 5, idleTimeout: 59_000, maxLifetime: 60_000 }).idleTimeout).toBe(
      59_000,
    );
    expect(of({ minimumIdle: 5, idleTimeout: 0 }).idleTimeout).toBe(0);
    expect(of({ connectionTimeout: 249 }).connectionTimeout).toBe(30_000);
  });

  test.each([
    ['connectionTimeout: 249ms', 'wanted 0, or at least 250ms, found 249ms'],
    ['maximumPoolSize: 0', 'wanted 1–10000000, found 0'],
  ])('%s is refused, as by its setter', (given, message) => {
    const { problems } = read(`version: 1\n${through(given, [0])}`);
    expect(problems.map((problem) => problem.message)).toEqual([message]);
  });
});

test('memory follows the calls, not the size of the pool', () => {
  const alone = new Alone<Hikari>('bulkhead', 'hikari', { maximumPoolSize: 1e7 });
  const calls = [alone.enter(), alone.enter()];
  calls.forEach((call) => alone.leave(call));
  expect(alone.pattern.idle.which.length).toBe(4);
  expect(alone.fates).not.toContain(BULKHEAD_FULL);
});
