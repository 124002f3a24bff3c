/**
 * What must hold of bulkheads and limiters whatever happens, under random calls that come, end, are
 * given up, or wait for too long: never beyond the limit, nothing lost, nothing below zero.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOLD, PASS } from '../../../src/engine/model/pattern.ts';
import { always, upTo } from '../../always.ts';
import { type Chance, chanceOf, turns } from '../../fuzz/chance.ts';
import { Alone } from './alone.ts';

const RUNS = 16;
/** One that sets it up, and one for each step. */
const cases = fc.tuple(turns, upTo(600, turns));

/** As `expect`, which is too slow for so many. */
function must(holds: boolean, claim: string, ...figures: unknown[]): void {
  if (!holds) throw new Error(`${claim}: ${JSON.stringify(figures)}`);
}

interface Version {
  like: string;
  changes: (c: Chance) => Record<string, unknown>;
  /** At most so many at once. */
  limit: (p: Record<string, unknown>) => number;
}

const bulkheads: Version[] = [
  {
    like: 'plain',
    changes: (c) => ({ maxConcurrentCalls: c.one([0, 1, 5]), maxWaitDuration: c.one([0, 50]) }),
    limit: (p) => Number(p['maxConcurrentCalls']),
  },
  {
    like: 'resilience4j-threadpool',
    changes: (c) => ({
      coreThreadPoolSize: c.one([1, 2]),
      maxThreadPoolSize: c.one([2, 5]),
      queueCapacity: c.one([0, 3]),
      keepAliveDuration: c.one([0, 20]),
    }),
    limit: (p) => Number(p['maxThreadPoolSize']),
  },
  {
    like: 'polly',
    changes: (c) => ({
      permitLimit: c.one([1, 4]),
      queueLimit: c.one([0, 1, 5]),
      queueProcessingOrder: c.one(['OldestFirst', 'NewestFirst']),
    }),
    limit: (p) => Number(p['permitLimit']),
  },
  {
    like: 'cockatiel',
    changes: (c) => ({ limit: c.one([0, 1, 4]), queue: c.one([0, 1, 5]) }),
    limit: (p) => Number(p['limit']),
  },
  {
    like: 'hikari',
    changes: (c) => ({
      maximumPoolSize: c.one([1, 4]),
      minimumIdle: c.one([0, 1, null]),
      connect: c.one([0, 7]),
      maxLifetime: c.one([0, 30_000]),
    }),
    limit: (p) => Number(p['maximumPoolSize']),
  },
  {
    like: 'sqlalchemy',
    changes: (c) => ({
      poolSize: c.one([1, 3]),
      maxOverflow: c.one([0, 2]),
      connect: c.one([0, 7]),
      poolRecycle: c.one([-1, 0, 100]),
    }),
    limit: (p) => Number(p['poolSize']) + Number(p['maxOverflow']),
  },
  {
    like: 'envoy',
    changes: (c) => ({
      maxConnections: c.one([1, 4]),
      perConnection: c.one([1, 3]),
      maxRequests: c.one([2, 5]),
      maxPendingRequests: c.one([0, 1, 5]),
    }),
    limit: (p) =>
      Math.min(Number(p['maxRequests']), Number(p['maxConnections']) * Number(p['perConnection'])),
  },
  {
    like: 'istio',
    changes: (c) => ({
      maxConnections: c.one([1, 4]),
      http1MaxPendingRequests: c.one([1, 5]),
      maxRequestsPerConnection: c.one([0, 1, 4]),
      h2UpgradePolicy: 'UPGRADE',
      maxConcurrentStreams: c.one([1, 3]),
    }),
    limit: (p) => Number(p['maxConnections']) * Number(p['maxConcurrentStreams']),
  },
  {
    like: 'hystrix',
    changes: (c) => ({
      coreSize: c.one([1, 2]),
      maximumSize: c.one([2, 5]),
      allowMaximumSizeToDivergeFromCoreSize: true,
      maxQueueSize: c.one([-1, 3]),
      queueSizeRejectionThreshold: c.one([1, 5]),
      keepAliveTime: c.one([0, 20]),
    }),
    limit: (p) => Number(p['maximumSize']),
  },
];

/** Calls that come and go at random. */
class Traffic {
  readonly alone: Alone;
  private readonly gone = new Set<number>();

  constructor(alone: Alone) {
    this.alone = alone;
  }

  those(fate: number): number[] {
    const { fates } = this.alone;
    return [...fates.keys()].filter((id) => fates[id] === fate && !this.gone.has(id));
  }

  step(c: Chance): void {
    const { alone } = this;
    const [running, waiting] = [this.those(PASS), this.those(HOLD)];
    const kind = c.below(12);
    if (kind < 2) alone.advance(c.one([0.1, 1, 10, 40_000]));
    else if (kind < 6 && running.length > 0) this.end(c.one(running));
    else if (kind === 6 && waiting.length > 0) this.giveUp(c.one(waiting));
    else if (kind === 7 && alone.timers.size > 0) this.ring(c.one([...alone.timers.keys()]));
    else alone.enter();
  }

  end(id: number): void {
    this.gone.add(id);
    this.alone.leave(id);
  }

  private giveUp(id: number): void {
    this.gone.add(id);
    this.alone.abandon(id);
  }

  private ring(timer: string): void {
    const [id, slot] = timer.split('/').map(Number);
    this.alone.wake(id!, slot!);
  }

  /** Lets all end that is there: those who run leave, those who connect get through. */
  drain(): void {
    for (let left = 2000; left > 0; left--) {
      const [id] = this.those(PASS);
      const connecting = [...this.alone.timers.keys()].find((timer) => timer.endsWith('/1'));
      if (id !== undefined) this.end(id);
      else if (connecting !== undefined) this.ring(connecting);
      else if (this.those(HOLD).length > 0) this.alone.advance(1000);
      else return;
    }
  }
}

describe.each(bulkheads)('bulkhead like $like', ({ like, changes, limit }) => {
  test('is never above its limit, counts right, and gives everything back', () =>
    always(RUNS, cases, ([setUp, steps]) => {
      const c = chanceOf(setUp);
      const p = changes(c);
      const alone = new Alone('bulkhead', like, p, `${c.below(100)}`);
      const traffic = new Traffic(alone);
      for (const step of steps) {
        traffic.step(chanceOf(step));
        const { taken, waiting } = alone.gauges;
        const connecting = [...alone.timers.keys()].filter((timer) => timer.endsWith('/1')).length;
        must(taken! <= limit(p), 'within the limit', taken, p);
        const running = traffic.those(PASS).length;
        must(taken === running + connecting, 'taken', taken, running, connecting, p);
        // Who is turned out waits for its answer, and is in the line no more.
        const out = like === 'polly' ? alone.timers.size : 0;
        const held = traffic.those(HOLD).length;
        must(waiting === held - connecting - out, 'waiting', waiting, held, out, p);
      }
      traffic.drain();
      expect(alone.gauges['taken']).toBe(0);
    }));
});

describe('rate limiters let no more through in any time than their burst and what flows in', () => {
  const rates: [string, object, (ms: number) => number][] = [
    ['plain', { capacity: 4, refill: 20 }, (ms) => 4 + 0.02 * ms],
    ['gcra', { maxRate: 20, maxBurst: 3 }, (ms) => 4 + 0.02 * ms],
    ['fixed-window', { points: 4, duration: 200 }, (ms) => 4 * (2 + Math.floor(ms / 200))],
    ['sliding-window', { limit: 4, window: 200 }, (ms) => 4 * (1 + Math.floor(ms / 200))],
    [
      'resilience4j',
      { limitForPeriod: 4, limitRefreshPeriod: 200, timeoutDuration: 0 },
      (ms) => 4 * (2 + Math.floor(ms / 200)),
    ],
  ];
  test.each(rates)('%s', (like, changes, most) =>
    always(RUNS, upTo(600, fc.constantFrom(0, 0, 1, 13, 50, 400)), (pauses) => {
      const alone = new Alone('rateLimiter', like, changes);
      const passed: number[] = [];
      for (const ms of pauses) {
        alone.advance(ms);
        if (alone.admits()) passed.push(alone.nowNs / 1e6);
        const { tokens } = alone.gauges;
        must(tokens! >= 0 && tokens! <= 4, 'tokens', tokens);
      }
      passed.forEach((from, i) => {
        for (let j = i; j < Math.min(passed.length, i + 40); j++)
          must(j - i + 1 <= most(passed[j]! - from) + 1e-9, `passed from ${from} ms`, j - i + 1);
      });
    }),
  );
});

test('resilience4j hands out no more permits in a period than there are, waiting included', () =>
  always(RUNS, upTo(600, fc.constantFrom(0, 0, 1, 13, 90)), (pauses) => {
    const changes = { limitForPeriod: 3, limitRefreshPeriod: 100, timeoutDuration: 250 };
    const alone = new Alone('rateLimiter', 'resilience4j', changes);
    const inPeriod = new Map<number, number>();
    for (const ms of pauses) {
      alone.advance(ms);
      const id = alone.enter();
      const reserved = alone.world.pool.slots[alone.frames[id]!.slots] === 1;
      const waitNs = alone.timers.get(`${id}/-1`) ?? 0;
      if (alone.fates[id] !== PASS && !reserved) continue;
      const period = Math.floor((alone.nowNs + waitNs) / 100e6);
      inPeriod.set(period, (inPeriod.get(period) ?? 0) + 1);
    }
    expect(Math.max(0, ...inPeriod.values())).toBeLessThanOrEqual(3);
  }));

test.each(['aimd', 'vegas', 'gradient2'])('concurrencyLimit like %s stays in bounds', (like) =>
  always(RUNS, upTo(600, turns), (steps) => {
    const bounds = { aimd: [5, 50], vegas: [1, 50], gradient2: [5, 50] }[like]!;
    const alone = new Alone('concurrencyLimit', like, {
      ...(like === 'vegas' ? {} : { minLimit: bounds[0] }),
      ...(like === 'aimd' ? { maxLimit: bounds[1] } : { maxConcurrency: bounds[1] }),
    });
    const traffic = new Traffic(alone);
    for (const step of steps) {
      const before = alone.gauges;
      traffic.step(chanceOf(step));
      const { taken, limit } = alone.gauges;
      must(limit! >= bounds[0]! && limit! <= bounds[1]!, 'limit', limit);
      // A limit that shrinks waits for returns.
      must(taken! <= Math.max(limit!, before['taken']!), 'within the limit', taken, limit);
      must(taken === traffic.those(PASS).length, 'taken', taken);
    }
    traffic.drain();
    expect(alone.gauges['taken']).toBe(0);
  }),
);
