/** The plain bucket whose callers wait for their token, and how full it starts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PASS } from '../../../src/engine/model/pattern.ts';
import { RATE_LIMITED } from '../../../src/engine/model/outcome.ts';
import { always, upTo } from '../../always.ts';
import { callers, fates, simulate } from '../../simulate.ts';
import { Alone } from './alone.ts';

const through = (limiter: string, atMs: readonly number[], more = '', outside = ''): string => `
duration: 60s
clients: ${callers('gw', ...atMs)}
services:
  gw:
    threads: 100
    steps: [{ call: api, patterns: [${outside}{ rateLimiter: { ${limiter} } }] }]
  api: { work: 0 }
${more}`;
const ended = (...args: Parameters<typeof through>) => fates(simulate(through(...args)));
const LIMITED = (ms: number): string => `error at ${ms}: gw->api: rate-limited`;
const ten = 'capacity: 1, refill: 10/s';

/** How long a call waits, in ms; null: it was refused. */
function waitMs(alone: Alone, id = alone.enter()): number | null {
  if (alone.fates[id] === RATE_LIMITED) return null;
  return alone.fates[id] === PASS ? 0 : alone.timers.get(`${id}/-1`)! / 1e6;
}

test('callers wait for the tokens that flow in, in turn, or are refused at once', () => {
  expect(ended(`${ten}, maxWait: 250ms`, [0, 0.1, 0.2, 0.3, 60, 100])).toEqual({
    ...{ a: 'ok at 0', b: 'ok at 100', c: 'ok at 200', d: LIMITED(0.3) },
    // The next token that nobody has reserved is that of 300 ms.
    ...{ e: 'ok at 300', f: LIMITED(100) },
  });
});

test('a wait of just as long is short enough, one of a ns more is not', () => {
  expect(ended(`${ten}, maxWait: 50ms`, [0, 49.999999, 50])).toMatchObject({
    ...{ b: LIMITED(49.999999), c: 'ok at 100' },
  });
});

const cases = fc.record({
  capacity: fc.constantFrom(1, 2, 5, 30),
  // A token takes a whole number of ns, and a ms is a whole number of eighths of tokens.
  refill: fc.constantFrom(125, 250, 1000, 2500),
  maxWait: fc.constantFrom(0.4, 1, 8, 100),
  pauses: upTo(1000, fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 8, 40)),
});

test('calls leave at the times of GCRA’s virtual scheduling, to the ns', async () => {
  let waited = 0;
  await always(40, cases, ({ capacity, refill, maxWait, pauses }) => {
    const alone = new Alone('rateLimiter', 'plain', { capacity, refill, maxWait });
    const emissionNs = 1e9 / refill;
    // The theoretical arrival time; a call may be early by all but one of the bucket's tokens.
    let theoretical = 0;
    for (const ms of pauses) {
      alone.advance(ms);
      const leaves = Math.max(alone.nowNs, theoretical - (capacity - 1) * emissionNs);
      const wait = leaves - alone.nowNs;
      const isLate = wait > maxWait * 1e6;
      if (!isLate) theoretical = Math.max(alone.nowNs, theoretical) + emissionNs;
      if (!isLate && wait > 0) waited++;
      expect(waitMs(alone)).toBe(isLate ? null : wait / 1e6);
      alone.timers.clear();
    }
  });
  expect(waited).toBeGreaterThan(1000);
});

test.each([3, 7, 30, 300])('tokens of %i/s come on time, however many are waited for', (refill) => {
  const alone = new Alone('rateLimiter', 'plain', { capacity: 1, refill, maxWait: 1e9 });
  for (let i = 0; i < 300; i++) {
    expect(Math.abs(alone.nowNs / 1e6 + waitMs(alone)! - (i * 1000) / refill)).toBeLessThan(2e-6);
    if (i % 3 === 0) alone.advance(1);
  }
});

describe('how full it starts', () => {
  test('is said by initial, for each user and after a crash as well', () => {
    const alone = new Alone('rateLimiter', 'plain', { capacity: 4, refill: 1, initial: 0.5 });
    expect([1, 2, 3].map(() => alone.admits())).toEqual([true, true, false]);
    const crash = 'faults: [{ at: 10ms, for: 1ms, on: gw, crash: 1 }]';
    expect(ended('capacity: 2, refill: 10/s, initial: 0', [5, 99, 111, 112], crash)).toEqual({
      ...{ a: LIMITED(5), b: LIMITED(99), c: 'ok at 111', d: LIMITED(112) },
    });
  });

  test('an empty one lets those wait who are early', () => {
    expect(ended(`${ten}, initial: 0, maxWait: 1s`, [0, 30])).toEqual({
      ...{ a: 'ok at 100', b: 'ok at 200' },
    });
  });

  test('one that has filled since is not forgotten', () => {
    const limits = { capacity: 2, refill: 1, initial: 0.5, per: 'user' };
    const alone = new Alone('rateLimiter', 'plain', limits);
    alone.enter({ user: 1 });
    alone.advance(10_000);
    for (let user = 2; user < 1000; user++) alone.enter({ user });
    expect([1, 1, 1].map((user) => alone.admits({ user }))).toEqual([true, true, false]);
  });
});

describe('who leaves while waiting', () => {
  const limits = { capacity: 1, refill: 10, maxWait: 10_000 };

  test('gives the token back if nobody has reserved a later one, as with Go’s CancelAt', () => {
    const alone = new Alone('rateLimiter', 'plain', limits);
    expect([0, 1, 2, 3].map(() => waitMs(alone))).toEqual([0, 100, 200, 300]);
    alone.giveUp(3);
    expect(waitMs(alone)).toBe(300);
  });

  test('otherwise it is lost: those behind do not move up, and the next comes after them', () => {
    const alone = new Alone('rateLimiter', 'plain', limits);
    expect([0, 1, 2, 3].map(() => waitMs(alone))).toEqual([0, 100, 200, 300]);
    alone.giveUp(2);
    expect(waitMs(alone)).toBe(400);
    // From the last one on, each is the last in turn.
    alone.giveUp(4);
    alone.giveUp(3);
    expect(waitMs(alone)).toBe(300);
  });

  test('of each user by itself', () => {
    const alone = new Alone('rateLimiter', 'plain', { ...limits, per: 'user' });
    const calls = [1, 1, 2, 2].map((user) => alone.enter({ user }));
    alone.giveUp(calls[1]!);
    expect(waitMs(alone, alone.enter({ user: 1 }))).toBe(100);
    expect(waitMs(alone, alone.enter({ user: 2 }))).toBe(200);
  });

  test('because of a timeout further out', () => {
    const limit = '{ timeout: { after: 50ms } }, ';
    expect(ended(`${ten}, maxWait: 1s`, [0, 1, 52], '', limit)).toEqual({
      ...{ a: 'ok at 0', b: 'error at 51: gw->api: timeout', c: 'ok at 100' },
    });
  });
});

test('who is refused hears when the next token comes that nobody has reserved', () => {
  const retry = 'like: polly, delay: 10ms, maxRetryAttempts: 1, shouldRetryAfterHeader: true';
  const result = simulate(`
duration: 10s
clients: ${callers(`[{ call: api, patterns: [{ retry: { ${retry} } }] }]`, 0, 1, 2)}
services:
  api: { work: 0, patterns: [{ rateLimiter: { capacity: 1, refill: 1/s, maxWait: 1s } }] }`);
  expect(fates(result)).toEqual({ a: 'ok at 0', b: 'ok at 1000', c: 'ok at 2000' });
});

test('an edit of the refill leaves those who wait their times', () => {
  const path = 'services.gw.steps[0].patterns[0].rateLimiter.refill';
  const edits = `edits: [{ at: 50ms, set: "${path}", to: 100/s }]`;
  // The balance is -0.5 at 50 ms, so the next token is whole at 65 ms; the others are kept.
  expect(ended(`${ten}, maxWait: 1s`, [0, 1, 60], edits)).toEqual({
    ...{ a: 'ok at 0', b: 'ok at 100', c: 'ok at 65' },
  });
});
