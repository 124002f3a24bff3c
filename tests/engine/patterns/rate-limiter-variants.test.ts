/** The limiters of libraries: worked examples, boundaries, and who waits. */
import { describe, expect, test } from 'vitest';
import { Alone } from './alone.ts';
import { callers, fates, simulate } from '../../simulate.ts';

const through = (limiter: string, atMs: readonly number[], more = '', outside = ''): string => `
duration: 60s
clients: ${callers('gw', ...atMs)}
services:
  gw:
    threads: 100
    steps: [{ call: api, patterns: [${outside}{ rateLimiter: { ${limiter} } }] }]
  api: { work: 0 }
${more}`;
const LIMITED = (ms: number): string => `error at ${ms}: gw->api: rate-limited`;

describe('resilience4j', () => {
  const two = 'like: resilience4j, limitForPeriod: 2, limitRefreshPeriod: 1s';

  test('calls wait for the permits that they reserve in later periods', () => {
    // Limit 2 per 1000 ms, timeout 1500 ms: two at once, two a period later; the fifth would have
    // to wait for 2000 ms, and so sleeps all of its timeout before it is refused.
    const stack = `${two}, timeoutDuration: 1500ms`;
    expect(fates(simulate(through(stack, [0, 0, 0, 0, 0, 1000])))).toEqual({
      ...{ a: 'ok at 0', b: 'ok at 0', c: 'ok at 1000', d: 'ok at 1000' },
      ...{ e: LIMITED(1500), f: 'ok at 2000' },
    });
  });

  test('a wait as long as the timeout is short enough, one of a ns more is not', () => {
    const stack = `${two}, timeoutDuration: 500ms`;
    const calls = [0, 0, 499.999999, 500];
    expect(fates(simulate(through(stack, calls)))).toMatchObject({
      c: LIMITED(999.999999),
      d: 'ok at 1000',
    });
  });

  test('without a timeout it refuses at once', () => {
    const stack = `${two}, timeoutDuration: 0`;
    expect(fates(simulate(through(stack, [0, 0, 1])))['c']).toBe(LIMITED(1));
  });

  test('permits of unused periods do not add up', () => {
    const stack = `${two}, timeoutDuration: 0`;
    const result = simulate(through(stack, [10_500, 10_500, 10_500]));
    expect(result.links['gw->api']).toMatchObject({ succeeded: 2, failed: 1 });
  });

  test('the default period of 500 ns makes it next to no limit', () => {
    const web = simulate(`
duration: 1s
clients:
  web:
    load: { users: 1000, iterations: 1 }
    steps: [{ call: api, patterns: [{ rateLimiter: { like: resilience4j } }] }]
services: { api: {} }`).clients['web']!;
    // 50 each 500 ns.
    expect(web.succeeded).toBe(1000);
    expect(web.latencyMs.max).toBe(0.0095);
  });

  test('whoever gives up does not give back what it has reserved', () => {
    const stack = 'like: resilience4j, limitForPeriod: 1, limitRefreshPeriod: 1s';
    const timeout = '{ timeout: { after: 300ms } }, ';
    const result = simulate(through(stack, [0, 1, 1500, 1800], '', timeout));
    // The permit of the second period is the second call's, which is gone.
    expect(fates(result)).toMatchObject({
      b: 'error at 301: gw->api: timeout',
      c: 'error at 1800: gw->api: timeout',
    });
    expect(result.services['api']!.arrived).toBe(1);
  });

  test('another limit keeps the permits of this period', () => {
    const set = 'services.gw.steps[0].patterns[0].rateLimiter.limitForPeriod';
    const edits = `edits: [{ at: 500ms, set: "${set}", to: 3 }]`;
    const stack = `${two}, timeoutDuration: 0`;
    const result = simulate(through(stack, [0, 0, 600, 1000, 1000, 1000, 1000], edits));
    expect(fates(result)).toMatchObject({ c: LIMITED(600), f: 'ok at 1000', g: LIMITED(1000) });
  });
});

describe('gcra', () => {
  test('an interval of 100 ms and a burst of 4: the worked example', () => {
    const alone = new Alone('rateLimiter', 'gcra', { maxRate: 10, maxBurst: 4 });
    const left = () => alone.gauges['tokens'];
    for (const remaining of [4, 3, 2, 1, 0]) {
      expect(alone.admits()).toBe(true);
      expect(left()).toBe(remaining);
    }
    expect([alone.admits(), retryAfterMs(alone)]).toEqual([false, 100]);
    alone.advance(50);
    expect([alone.admits(), retryAfterMs(alone)]).toEqual([false, 50]);
    alone.advance(50);
    expect([alone.admits(), left()]).toEqual([true, 0]);
    expect([alone.admits(), retryAfterMs(alone)]).toEqual([false, 100]);
    alone.advance(900);
    expect([alone.admits(), left()]).toEqual([true, 4]);
  });

  test('the interval is a whole number of ns, rounded down', () => {
    const alone = new Alone('rateLimiter', 'gcra', { maxRate: 3 });
    alone.enter();
    alone.advance(333.333332);
    expect(alone.admits()).toBe(false);
    alone.advance(0.000001);
    expect(alone.admits()).toBe(true);
  });

  test('is the token bucket of one more than its burst', () => {
    const bucket = new Alone('rateLimiter', 'plain', { capacity: 5, refill: 8 });
    const cells = new Alone('rateLimiter', 'gcra', { maxRate: 8, maxBurst: 4 });
    for (let step = 0; step < 2000; step++) {
      const ms = [0, 1, 3, 125, 40, 0, 600][(step * 31) % 7]!;
      for (const limiter of [bucket, cells]) limiter.advance(ms);
      expect(cells.admits(), `step ${step}`).toBe(bucket.admits());
    }
  });
});

describe('sliding window', () => {
  const log = (limit: number) =>
    new Alone('rateLimiter', 'sliding-window', { limit, window: 1000 });
  const estimate = (limit: number) =>
    new Alone('rateLimiter', 'sliding-window', { limit, window: 1000, count: 'estimate' });

  test('the log forgets a call when it is a window old, to the ns', () => {
    const alone = log(1);
    expect(alone.admits()).toBe(true);
    alone.advance(999.999999);
    expect(alone.admits()).toBe(false);
    alone.advance(0.000001);
    expect(alone.admits()).toBe(true);
  });

  test('the log never lets more than the limit through in any window', () => {
    const alone = log(7);
    const passed: number[] = [];
    for (let step = 0; step < 3000; step++) {
      alone.advance([0, 3, 50, 0, 190, 1, 80][(step * 17) % 7]!);
      if (alone.admits()) passed.push(alone.nowNs);
    }
    expect(passed.length).toBeGreaterThan(500);
    passed.slice(7).forEach((ns, i) => expect(ns - passed[i]!).toBeGreaterThanOrEqual(1e9));
  });

  test('the estimate takes the calls of the last window for evenly spread', () => {
    const alone = estimate(10);
    for (let i = 0; i < 10; i++) expect(alone.admits()).toBe(true);
    expect(alone.admits()).toBe(false);
    // At 1250 ms the window before counts as 7.5: three more pass, 9.5 is below 10.
    alone.advance(1250);
    expect([1, 2, 3, 4].map(() => alone.admits())).toEqual([true, true, true, false]);
    expect(alone.gauges['tokens']).toBe(0);
    // At 1600: 4 of the window before and 3 of this one.
    alone.advance(350);
    expect(alone.gauges['tokens']).toBe(3);
    // Two windows on, nothing is left of either.
    alone.advance(2000);
    expect(alone.gauges['tokens']).toBe(10);
  });
});

describe('retry after', () => {
  const limiters: Record<string, object> = {
    plain: { capacity: 3, refill: 7 },
    resilience4j: { limitForPeriod: 3, limitRefreshPeriod: 430, timeoutDuration: 0 },
    gcra: { maxRate: 7, maxBurst: 2 },
    'sliding-window': { limit: 3, window: 430 },
    estimate: { limit: 3, window: 430, count: 'estimate' },
  };

  test.each(Object.keys(limiters))('of %s: a call comes through then, and not earlier', (name) => {
    const like = name === 'estimate' ? 'sliding-window' : name;
    const alone = new Alone('rateLimiter', like, limiters[name]);
    let refused = 0;
    for (let step = 0; step < 400; step++) {
      alone.advance([0, 0, 20, 90, 3][step % 5]!);
      if (alone.admits()) continue;
      refused++;
      const waitMs = retryAfterMs(alone);
      expect(waitMs).toBeGreaterThan(0);
      if (refused % 3 > 0) continue;
      // A fraction early: sums of tenths are whole to 1e-9.
      alone.advance(waitMs * 0.999_999);
      expect(alone.admits(), `step ${step}`).toBe(false);
      alone.advance(waitMs * 0.000_001);
      expect(alone.admits(), `step ${step}`).toBe(true);
    }
    expect(refused).toBeGreaterThan(100);
  });

  test('is nothing while a permit is left', () => {
    for (const [name, changes] of Object.entries(limiters)) {
      const like = name === 'estimate' ? 'sliding-window' : name;
      const alone = new Alone('rateLimiter', like, changes);
      alone.enter();
      expect(retryAfterMs(alone)).toBe(0);
    }
  });
});

/** What the limiter says to whoever called last. */
function retryAfterMs(alone: Alone): number {
  const limiter = alone.pattern as unknown as {
    account(w: unknown, f: unknown): number;
    untilNextNs(w: unknown, at: number): number;
  };
  const { world, frames } = alone;
  return limiter.untilNextNs(world, limiter.account(world, frames.at(-1))) / 1e6;
}
