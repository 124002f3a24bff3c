/** Netflix's limits: facts of the library's own tests, the window around them, and who counts. */
import { describe, expect, test } from 'vitest';
import { Stream } from '../../../src/engine/kernel/random.ts';
import * as outcome from '../../../src/engine/model/outcome.ts';
import { Aimd } from '../../../src/engine/patterns/concurrency-limit/aimd.ts';
import { Gradient2 } from '../../../src/engine/patterns/concurrency-limit/gradient2.ts';
import type { Limit } from '../../../src/engine/patterns/concurrency-limit/limit.ts';
import { decades, Vegas } from '../../../src/engine/patterns/concurrency-limit/vegas.ts';
import { Windowed } from '../../../src/engine/patterns/concurrency-limit/windowed.ts';
import { read } from '../../../src/scenario/read.ts';
import { callers, fates, simulate } from '../../simulate.ts';
import { Alone, paramsOf } from './alone.ts';

const { OK, SHED } = outcome;
const MS = 1e6;

const aimd = (changes: object = {}): Aimd => {
  const limit = new Aimd();
  limit.configure(paramsOf('concurrencyLimit', 'aimd', changes));
  return limit;
};
const vegas = (changes: object = {}): Vegas => {
  const limit = new Vegas(new Stream('1', 'probe'));
  limit.configure(paramsOf('concurrencyLimit', 'vegas', changes));
  return limit;
};
const after = (limit: Limit, ...samples: [number, number, boolean?][]): number => {
  for (const [ms, inflight, dropped = false] of samples) limit.update(ms * MS, inflight, dropped);
  return limit.whole;
};

describe('AIMD', () => {
  test('grows by one when half of it is used, and shrinks by a tenth after a drop', () => {
    expect(after(aimd({ initialLimit: 20 }), [1, 10])).toBe(21);
    expect(after(aimd({ initialLimit: 20 }), [1, 9])).toBe(20);
    expect(after(aimd({ initialLimit: 30 }), [1, 0, true])).toBe(27);
  });

  test('a timeout is a drop, a round trip of just that length is not', () => {
    expect(after(aimd({ initialLimit: 30 }), [5000, 0])).toBe(30);
    expect(after(aimd({ initialLimit: 30 }), [5000.000001, 0])).toBe(27);
  });

  test('stays between its bounds', () => {
    const drops = Array.from({ length: 50 }, (): [number, number, boolean] => [1, 50, true]);
    expect(after(aimd({ initialLimit: 50, minLimit: 7 }), ...drops)).toBe(7);
    const grows = Array.from({ length: 500 }, (): [number, number] => [1, 200]);
    expect(after(aimd({}), ...grows)).toBe(200);
  });

  test('a ratio of one is refused', () => {
    const { problems } = read(scene('like: aimd, backoffRatio: 1'));
    expect(problems.map(({ message }) => message)).toEqual([
      'wanted at least 0.5 and less than 1, found 1',
    ]);
  });
});

describe('Vegas', () => {
  const small = { alpha: 3, beta: 6, smoothing: 1, initialLimit: 10, maxConcurrency: 20 };

  test('increases, decreases and holds as in the library’s tests', () => {
    expect(after(vegas(small))).toBe(10);
    expect(after(vegas(small), [10, 10], [10, 11])).toBe(16);
    expect(after(vegas(small), [10, 10], [50, 11])).toBe(9);
    expect(after(vegas(small), [10, 10], [14, 14])).toBe(10);
  });

  test('a limit in the thousands grows by as many decades', () => {
    const large = vegas({ initialLimit: 10_000, maxConcurrency: 20_000 });
    expect(after(large, [10_000, 5000], [10_000, 6000])).toBe(10_024);
  });

  test('smoothing makes a share of the change', () => {
    const half = { initialLimit: 100, maxConcurrency: 200, smoothing: 0.5 };
    // log10 100 = 2 less, of which half.
    expect(after(vegas(half), [10, 100], [20, 100])).toBe(99);
  });

  test('decades are whole, and at least one', () => {
    expect([1, 9, 10, 99, 100, 999, 1000, 9999, 10_000].map(decades)).toEqual([
      1, 1, 1, 1, 2, 2, 3, 3, 4,
    ]);
  });

  test('probes after between half of and all of 30 limits: the next round trip is unloaded', () => {
    const limit = vegas({ initialLimit: 20, maxConcurrency: 20 });
    limit.update(10 * MS, 0, false);
    const noLoad = () => (limit as unknown as { noLoadNs: number }).noLoadNs;
    let samples = 1;
    for (; noLoad() === 10 * MS && samples < 1000; samples++) limit.update(30 * MS, 0, false);
    expect(noLoad()).toBe(30 * MS);
    expect(samples).toBeGreaterThanOrEqual(300);
    expect(samples).toBeLessThanOrEqual(600);
  });
});

test('Gradient2 averages the first ten plainly, and smooths from the eleventh on', () => {
  const limit = new Gradient2();
  limit.configure(paramsOf('concurrencyLimit', 'gradient2', {}));
  after(limit, ...Array.from({ length: 9 }, (): [number, number] => [10, 0]));
  const average = () => (limit as unknown as { longNs: number }).longNs / MS;
  after(limit, [110, 0]);
  expect(average()).toBeCloseTo(20, 10);
  after(limit, [110, 0]);
  expect(average()).toBeCloseTo(20 + (90 * 2) / 601, 10);
});

test('an edit of the initial limit begins anew with it, any other goes on from where it is', () => {
  for (const like of ['aimd', 'vegas', 'gradient2']) {
    const edited = (changes: object) => paramsOf('concurrencyLimit', like, changes);
    const limit = {
      aimd: () => aimd(),
      vegas: () => vegas(),
      gradient2: () => new Gradient2(),
    }[like]!();
    limit.configure(edited({ initialLimit: 20 }));
    expect(limit.whole).toBe(20);
    limit.estimate = 33;
    limit.configure(edited({ initialLimit: 20, smoothing: 0.5, backoffRatio: 0.7 }));
    expect(limit.whole, like).toBe(33);
    limit.configure(edited({ initialLimit: 50 }));
    expect(limit.whole, like).toBe(50);
  }
});

describe('the window around a limit', () => {
  const defaults = {
    ...{ minWindowTime: 1000, maxWindowTime: 1000, windowSize: 10, minRttThreshold: 0.1 },
  };
  /** The samples that the limit is handed: [round trip in ms, in flight, dropped]. */
  class Listening extends Aimd {
    readonly heard: [number, number, boolean][] = [];
    override update(rttNs: number, inflight: number, dropped: boolean): void {
      this.heard.push([rttNs / MS, inflight, dropped]);
    }
  }
  const gather = (samples: [number, number, number, boolean?][], changes: object = {}) => {
    const limit = new Listening();
    const windowed = new Windowed({ ...defaults, ...changes });
    for (const [atMs, rttMs, inflight, dropped = false] of samples)
      windowed.sample(limit, atMs * MS, rttMs * MS, inflight, dropped);
    return limit.heard;
  };
  const many = (fromMs: number, n: number): [number, number, number][] =>
    Array.from({ length: n }, (_, i) => [fromMs + i, 10 + i, i]);

  test('hands on the mean, the most in flight and whether any was dropped', () => {
    // The very first closes a window of one, which is too few, and opens one until 1005 ms.
    const samples = [...many(5, 1), ...many(10, 12), [1006, 40, 3, true] as const];
    expect(gather(samples as never)).toEqual([[expect.closeTo((186 + 40) / 13, 5), 11, true]]);
  });

  test('closes strictly after its end, and throws away what is too little', () => {
    const first = many(5, 1);
    expect(gather([...first, ...many(10, 8), [1005, 10, 0], [1006, 10, 0]])).toHaveLength(1);
    expect(gather([...first, ...many(10, 7), [1005, 10, 0], [1006, 10, 0]])).toHaveLength(0);
    expect(gather([...first, ...many(10, 9), [1005, 10, 0]])).toHaveLength(0);
  });

  test('does not look at what was too short', () => {
    const short = Array.from({ length: 30 }, (_, i): [number, number, number] => [i, 0.0999, 1]);
    expect(gather([...short, [2000, 0.0999, 1]])).toEqual([]);
  });

  test('lasts twice the shortest round trip, within its bounds', () => {
    const slow = (fromMs: number): [number, number, number][] =>
      Array.from({ length: 10 }, (_, i) => [fromMs + i, 800, i]);
    const samples = [...slow(1), ...slow(1200), [1602, 800, 1] as [number, number, number]];
    expect(gather(samples, { maxWindowTime: 5000 })).toHaveLength(1);
    expect(gather(samples.slice(0, -1), { maxWindowTime: 5000 })).toHaveLength(0);
  });
});

const scene = (onCall: string, onService = ''): string => `
version: 1
duration: 1s
clients: ${callers('gw', 0, 1, 2, 30)}
services:
  gw: { threads: 100, steps: [{ call: api, patterns: [${limiter(onCall)}] }] }
  api: { work: 20ms, threads: 100, patterns: [${limiter(onService)}] }`;
const limiter = (params: string) => (params === '' ? '' : `{ concurrencyLimit: { ${params} } }`);

describe('in its place', () => {
  test('what is beyond the limit is shed at once, on a link and before a service', () => {
    const two = 'like: aimd, initialLimit: 2, minLimit: 1';
    for (const result of [simulate(scene(two)), simulate(scene('', two))]) {
      expect(fates(result)).toEqual({
        ...{ a: 'ok at 20', b: 'ok at 21', c: 'error at 2: gw->api: shed', d: 'ok at 50' },
      });
    }
    expect(simulate(scene('', two)).services['api']).toMatchObject({ arrived: 4, rejected: 1 });
  });

  test.each([
    ['ok', 21],
    ['degraded', 21],
    ['error', 20],
    ['permanent', 20],
    ['conflict', 20],
    ['cancelled', 20],
    ['timeout', 18],
    ['refused', 18],
    ['queue-full', 18],
    ['shed', 18],
    ['rate-limited', 18],
  ])('%s: the limit of 20 with half of it in use is %i then', (name, limit) => {
    const alone = new Alone('concurrencyLimit', 'aimd', { minLimit: 5 });
    for (let i = 0; i < 10; i++) alone.enter();
    alone.leave(9, outcome.outcomeOf(name));
    expect(alone.gauges).toEqual({ taken: 9, waiting: 0, limit });
  });

  test('in flight counts those that were there when the call began, itself included', () => {
    const alone = new Alone('concurrencyLimit', 'aimd', { initialLimit: 20, minLimit: 5 });
    for (let i = 0; i < 15; i++) alone.enter();
    // The ninth had eight before it: 2 × 9 < 20.
    alone.leave(8);
    expect(alone.gauges['limit']).toBe(20);
    alone.leave(9);
    expect(alone.gauges['limit']).toBe(21);
  });

  test('calls that take no time at all do no harm', () => {
    for (const like of ['aimd', 'vegas', 'gradient2']) {
      const alone = new Alone('concurrencyLimit', like);
      for (let i = 0; i < 100; i++) alone.leave(alone.enter());
      expect(Number.isFinite(alone.gauges['limit'])).toBe(true);
    }
  });

  test.each([
    ['aimd', 'maxLimit'],
    ['gradient2', 'maxConcurrency'],
    ['vegas', 'maxConcurrency'],
  ])('%s: an edit keeps the limit, but brings it within new bounds at once', (like, most) => {
    const alone = new Alone('concurrencyLimit', like, { initialLimit: 40 });
    alone.configure({ initialLimit: 40, [most]: 100 });
    expect(alone.gauges['limit']).toBe(40);
    alone.configure({ initialLimit: 40, [most]: 25 });
    expect(alone.gauges['limit']).toBe(25);
  });

  test('`window: {}` puts the library’s wrapper around it', () => {
    const alone = new Alone('concurrencyLimit', 'aimd', {
      window: { minWindowTime: 1000, maxWindowTime: 1000, windowSize: 10, minRttThreshold: 0.1 },
    });
    for (let i = 0; i < 20; i++) alone.enter();
    for (let i = 0; i < 19; i++) {
      alone.advance(1);
      alone.leave(i);
    }
    expect(alone.gauges['limit']).toBe(20);
    alone.advance(2000);
    alone.leave(19, OK);
    expect(alone.gauges['limit']).toBe(21);
    expect(alone.fates).not.toContain(SHED);
  });
});

test('there is no plain version: the problem says which there are', () => {
  const { problems } = read(scene('initialLimit: 5'));
  expect(problems[0]).toMatchObject({
    message:
      'concurrencyLimit has no plain version: set `like`, for example `like: aimd` ' +
      '(aimd, vegas, gradient2, envoy-gradient)',
  });
  expect(read(scene('like: vega')).problems[0]!.message).toMatch(/did you mean `vegas`\?$/);
});
