/** QueuePool with calls that wait; its bookkeeping is held to recordings in tests/conformance. */
import { describe, expect, test } from 'vitest';
import { BULKHEAD_FULL } from '../../../src/engine/model/outcome.ts';
import { HOLD, PASS } from '../../../src/engine/model/pattern.ts';
import type { QueuePool } from '../../../src/engine/patterns/bulkhead/sqlalchemy.ts';
import { callers, fates, simulate } from '../../simulate.ts';
import { Alone } from './alone.ts';

const through = (pool: string, atMs: readonly number[], more = '', outside = ''): string => `
duration: 100s
clients: ${callers('gw', ...atMs)}
services:
  gw:
    threads: 100
    steps: [{ call: db, patterns: [${outside}{ bulkhead: { like: sqlalchemy, ${pool} } }] }]
  db: { work: 20ms, threads: 1000 }
${more}`;
const FULL = (ms: number): string => `error at ${ms}: gw->db: bulkhead-full`;
const small = 'poolSize: 1, maxOverflow: 0';

test('five and ten more by default, and half a minute of waiting', () => {
  const web = simulate(`
duration: 40s
clients:
  web:
    load: { users: 20, iterations: 1 }
    steps: [{ call: db, patterns: [{ bulkhead: { like: sqlalchemy } }] }]
services: { db: { work: 35s, threads: 1000 } }`).clients['web']!;
  expect(web).toMatchObject({ succeeded: 15, failures: { 'bulkhead-full': 5 } });
  expect(web.failedLatencyMs).toMatchObject({ mean: 30_000, max: 30_000 });
});

test('those who wait are served in order, by connections that come back', () => {
  expect(fates(simulate(through(small, [2, 0, 1])))).toEqual({
    ...{ b: 'ok at 20', c: 'ok at 40', a: 'ok at 60' },
  });
});

test('opening, opening anew and trying out take their time', () => {
  const pool = `${small}, connect: 5ms, ping: 1ms, poolPrePing: true, poolRecycle: 50ms`;
  // Opened at 0; tried out at 30; not older than 50 ms at 50, but at 100.
  expect(fates(simulate(through(pool, [0, 30, 100])))).toEqual({
    ...{ a: 'ok at 25', b: 'ok at 51', c: 'ok at 125' },
  });
});

test('a connection is recycled strictly after poolRecycle', () => {
  for (const [ms, delay] of [
    [1000, undefined],
    [1000.000001, 5e6],
  ] as const) {
    const alone = new Alone('bulkhead', 'sqlalchemy', { connect: 5, poolRecycle: 1000 });
    alone.leave(alone.enter());
    alone.timers.clear();
    alone.advance(ms);
    expect(alone.timers.get(`${alone.enter()}/1`)).toBe(delay);
  }
});

describe('whoever waits is woken by a connection that comes back, and by nothing else', () => {
  const path = 'services.gw.steps[0].patterns[0].bulkhead.maxOverflow';

  test('room for more is found when the wait is over', () => {
    const pool = `${small}, poolTimeout: 15ms`;
    const edits = `edits: [{ at: 5ms, set: "${path}", to: 1 }]`;
    expect(fates(simulate(through(pool, [0, 1, 6], edits)))).toEqual({
      // The third finds the room at once; the second looks at 16, when there is none any more.
      ...{ a: 'ok at 20', b: FULL(16), c: 'ok at 26' },
    });
    expect(fates(simulate(through(pool, [0, 1], edits)))).toEqual({
      ...{ a: 'ok at 20', b: 'ok at 36' },
    });
  });

  test('a call that is given up while it opens a connection gives back the place, silently', () => {
    const alone = new Alone<QueuePool>('bulkhead', 'sqlalchemy', {
      ...{ poolSize: 1, maxOverflow: 0, connect: 5, poolTimeout: 100 },
    });
    const [first, second] = [alone.enter(), alone.enter()];
    alone.abandon(first);
    expect(alone.pattern).toMatchObject({ total: 0, taken: 0 });
    expect(alone.fates[second]).toBe(HOLD);
    alone.wake(second, 0);
    expect(alone.timers.get(`${second}/1`)).toBe(5e6);
    alone.wake(second, 1);
    expect(alone.fates[second]).toBe(PASS);
  });

  test('one given up while its connection is tried out returns it, to be opened anew', () => {
    const alone = new Alone<QueuePool>('bulkhead', 'sqlalchemy', {
      ...{ poolSize: 1, maxOverflow: 0, connect: 5, ping: 1, poolPrePing: true },
    });
    alone.leave(alone.enter());
    const [tries, waits] = [alone.enter(), alone.enter()];
    expect(alone.timers.get(`${tries}/1`)).toBe(1e6);
    alone.abandon(tries);
    expect(alone.pattern).toMatchObject({ total: 1, taken: 1 });
    expect(alone.timers.get(`${waits}/1`)).toBe(5e6);
  });
});

test('whoever gives up leaves the line', () => {
  const result = simulate(through(small, [0, 1, 2], '', '{ timeout: { after: 10ms } }, '));
  expect(result.services['db']!.arrived).toBe(1);
  expect(result.links['gw->db']!.patterns[1]).toMatchObject({ taken: 0, waiting: 0, open: 1 });
});

test('without patience calls are refused at once; without limits none is', () => {
  const refuses = new Alone('bulkhead', 'sqlalchemy', {
    ...{ poolSize: 1, maxOverflow: 0, poolTimeout: 0 },
  });
  refuses.enter();
  expect(refuses.fates[refuses.enter()]).toBe(BULKHEAD_FULL);
  for (const changes of [{ poolSize: 0 }, { poolSize: 1, maxOverflow: -1 }]) {
    const open = new Alone('bulkhead', 'sqlalchemy', { ...changes, poolTimeout: 0 });
    for (let i = 0; i < 100; i++) expect(open.admits()).toBe(true);
  }
});
