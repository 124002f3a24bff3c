/** One limit for each user or tenant. */
import { expect, test } from 'vitest';
import { createRun } from '../../../src/engine/index.ts';
import { specOf, worldOf } from '../../simulate.ts';
import { Alone } from './alone.ts';

const LIMITERS: Record<string, object> = {
  plain: { capacity: 2, refill: 1 },
  resilience4j: { limitForPeriod: 2, limitRefreshPeriod: 1000, timeoutDuration: 0 },
  gcra: { maxRate: 1, maxBurst: 1 },
  'sliding-window': { limit: 2, window: 1000 },
  'fixed-window': { points: 2, duration: 1000 },
};
const all = Object.keys(LIMITERS);

test.each(all)('%s: users have their own, whatever their tenant, and the reverse', (like) => {
  for (const [per, other] of [
    ['user', 'tenant'],
    ['tenant', 'user'],
  ] as const) {
    const alone = new Alone('rateLimiter', like, { ...LIMITERS[like], per });
    for (let who = 0; who < 50; who++) {
      const admitted = [0, 1, 2].map((i) => alone.admits({ [per]: who, [other]: i }));
      expect(admitted).toEqual([true, true, false]);
    }
  }
});

test.each(all)('%s: by default all calls share one', (like) => {
  const alone = new Alone('rateLimiter', like, LIMITERS[like]);
  const admitted = [0, 1, 2].map((user) => alone.admits({ user, tenant: user }));
  expect(admitted).toEqual([true, true, false]);
});

test.each(all)('%s: calls that have no user count as one', (like) => {
  const alone = new Alone('rateLimiter', like, { ...LIMITERS[like], per: 'user' });
  expect([-1, -1, -1, 0].map((user) => alone.admits({ user }))).toEqual([true, true, false, true]);
});

test.each(all)('%s: each of thousands behaves as if alone', (like) => {
  const changes = { ...LIMITERS[like], per: 'tenant' };
  const together = new Alone('rateLimiter', like, changes);
  const apart = Array.from({ length: 300 }, () => new Alone('rateLimiter', like, LIMITERS[like]));
  // The library makes a limiter when a key is first seen.
  const firstMs = new Map<number, number>();
  for (let step = 0; step < 6000; step++) {
    const ms = step % 3;
    together.advance(ms);
    const tenant = (step * step * 7 + step) % 300;
    if (!firstMs.has(tenant)) firstMs.set(tenant, together.nowNs / 1e6);
    const one = apart[tenant]!;
    const skewMs = like === 'resilience4j' ? firstMs.get(tenant)! : 0;
    one.advance(together.nowNs / 1e6 - skewMs - one.nowNs / 1e6);
    const [found, wanted] = [together.admits({ tenant }), one.admits()];
    if (found !== wanted) expect(found, `step ${step}, tenant ${tenant}`).toBe(wanted);
  }
});

test.each(['plain', 'gcra', 'sliding-window', 'fixed-window'])(
  '%s: memory follows those of whom something is left to remember',
  (like) => {
    const alone = new Alone('rateLimiter', like, { ...LIMITERS[like], per: 'user' });
    const accounts = () =>
      (alone.pattern as unknown as { accounts: { values: Float64Array } }).accounts.values.length;
    for (let user = 0; user < 10_000; user++) {
      alone.enter({ user });
      // Each is forgotten two seconds after: some twenty are remembered at a time.
      alone.advance(100);
    }
    expect(accounts()).toBeLessThan(1000);
    for (let user = 0; user < 10_000; user++) alone.enter({ user });
    expect(accounts()).toBeGreaterThan(10_000);
    expect([0, 1].map(() => alone.admits({ user: 5000 }))).toEqual([true, false]);
  },
);

test('an edit of whose it is begins anew', () => {
  const alone = new Alone('rateLimiter', 'plain', { ...LIMITERS['plain'], per: 'user' });
  alone.enter({ user: 1 });
  alone.enter({ user: 1 });
  alone.configure({ ...LIMITERS['plain'], per: 'tenant' });
  expect(alone.admits({ user: 1, tenant: 1 })).toBe(true);
});

test('a run that is saved and continued has the accounts of an uninterrupted one', () => {
  const spec = specOf(`
duration: 4s
clients:
  web:
    load: { users: 40, think: { exponential: 30ms } }
    steps:
      - call: api
        patterns:
          - rateLimiter: { capacity: 5, refill: 7/s, per: user }
          - rateLimiter: { like: sliding-window, limit: 60, window: 700ms, per: user }
services: { api: { work: 1ms, threads: 100 } }`);
  const whole = createRun(spec);
  whole.advance();
  const first = createRun(spec);
  first.advance(1777);
  const second = createRun(spec);
  second.restore(first.checkpoint());
  second.advance();
  expect(second.result()).toEqual(whole.result());
  const { offered, succeeded } = whole.result().clients['web']!;
  expect(succeeded).toBeLessThan(offered);
});

test('of closed clients the user is the one who waits, on the way through services as well', () => {
  const seen = new Set<number>();
  const spec = specOf(`
duration: 1s
clients: { web: { load: { users: 7, think: 10ms }, steps: [{ call: front }] } }
services:
  front: { steps: [{ parallel: [{ call: api }, { steps: [{ call: db }] }] }], threads: 50 }
  api: { threads: 50, patterns: [{ rateLimiter: { capacity: 1000, refill: 1/s, per: user } }] }
  db: { threads: 50 }`);
  const run = createRun(spec);
  for (const { observer } of worldOf(run).links) {
    const began = observer.callBegan.bind(observer);
    observer.callBegan = (f) => {
      seen.add(f.user);
      began(f);
    };
  }
  run.advance();
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
});
