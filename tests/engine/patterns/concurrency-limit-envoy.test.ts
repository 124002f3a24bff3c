/** Envoy's gradient controller: the worked example, and facts of gradient_controller_test.cc. */
import { describe, expect, test } from 'vitest';
import { CANCELLED, ERROR, OK, SHED } from '../../../src/engine/model/outcome.ts';
import { Stream } from '../../../src/engine/kernel/random.ts';
import type { Params } from '../../../src/engine/patterns/concurrency-limit/envoy.table.ts';
import type { EnvoyLimiter } from '../../../src/engine/patterns/concurrency-limit/envoy.ts';
import { GradientController } from '../../../src/engine/patterns/concurrency-limit/gradient.ts';
import { TwoDigits } from '../../../src/engine/patterns/concurrency-limit/two-digits.ts';
import { Alone } from './alone.ts';

const minRtt = {
  ...{ interval: 30_000, requestCount: 50, jitter: 0, minConcurrency: 3, buffer: 25 },
};
const params = (changes: object = {}): Params => ({
  sampleAggregatePercentile: 50,
  concurrencyLimitParams: { maxConcurrencyLimit: 1000, concurrencyUpdateInterval: 100 },
  minRttCalcParams: { ...minRtt, ...changes },
});

/** A controller in its pattern; calls are sent and answered at will. */
class Bench {
  readonly alone: Alone<EnvoyLimiter>;

  constructor(changes: object = {}, seed = '1') {
    this.alone = new Alone('concurrencyLimit', 'envoy-gradient', params(changes), seed);
  }
  get controller(): GradientController {
    return this.alone.pattern.controller!;
  }
  get limit(): number {
    return this.controller.limit;
  }
  /** Calls one after the other that take so long. */
  calls(n: number, ms: number): void {
    for (let i = 0; i < n; i++) {
      const id = this.alone.enter();
      this.alone.advance(ms);
      this.alone.leave(id);
    }
  }
  /** As many answers of that length, all within this instant: sent while nobody was looking. */
  samples(n: number, ms: number): void {
    for (let i = 0; i < n; i++) {
      const id = this.alone.enter();
      this.alone.world.pool.slots[this.alone.frames[id]!.slots] = this.alone.nowNs - ms * 1e6;
      this.alone.leave(id);
    }
  }
  /** Past the next update of the limit. */
  update(): number {
    this.alone.advance(101);
    return this.limit;
  }
}

test('the worked example: 10 ms, limit 100, samples of 10, 10, 20, 40', () => {
  const controller = new GradientController(params(), new Stream('1', 'jitter'), 0);
  controller.minRttUs = 10_000;
  controller.limit = 100;
  const limits = [10_000, 10_000, 20_000, 40_000].map(
    (us) => (controller.limit = controller.newLimit(us)),
  );
  expect(limits).toEqual([136, 183, 125, 70]);
});

test('quantiles are those of a histogram by two digits', () => {
  const quantiles = (values: number[], ...at: number[]) => {
    const histogram = new TwoDigits();
    values.forEach((value) => histogram.add(value));
    return at.map((q) => histogram.quantile(q));
  };
  // Fifty of 13.0 ms lie in the bin from 13,000 to 14,000 µs; its middle stands for them.
  expect(quantiles(Array(50).fill(13_000) as number[], 0, 0.5, 1)).toEqual([
    13_000, 13_500, 14_000,
  ]);
  expect(quantiles([1000, 2000, 3000, 4000, 5000], 0.5)).toEqual([3050]);
  expect(quantiles([1, 2, 9], 0.5)[0]).toBeCloseTo(2.05, 10);
  expect(quantiles([0, 0, 7], 0.5, 1)).toEqual([0, expect.closeTo(7.1, 10)]);
  expect(quantiles([99, 100, 2_592_000_000_000], 1 / 3, 2 / 3, 1)).toEqual([
    ...[100, 110, 2_600_000_000_000].map((value) => expect.closeTo(value, 2) as number),
  ]);
});

describe('the minimal round trip', () => {
  test('is measured from the start, at the smallest limit, over so many calls', () => {
    const bench = new Bench({ minConcurrency: 7 });
    expect([bench.limit, bench.controller.measuring]).toEqual([7, true]);
    const ids = Array.from({ length: 7 }, () => bench.alone.enter());
    expect(bench.alone.fates[bench.alone.enter()]).toBe(SHED);
    bench.alone.advance(13);
    ids.forEach((id) => bench.alone.leave(id));
    bench.calls(42, 13);
    expect([bench.limit, bench.controller.measuring]).toEqual([7, true]);
    bench.calls(1, 13);
    expect(bench.controller.measuring).toBe(false);
    expect(bench.controller.minRttUs).toBe(13_500);
  });

  test('takes on another smallest limit at once', () => {
    const bench = new Bench({ minConcurrency: 7 });
    bench.alone.configure(params({ minConcurrency: 20 }));
    expect([bench.limit, bench.controller.measuring]).toEqual([20, true]);
  });

  test('of 1 to 5 ms is 3 ms and a bit', () => {
    const bench = new Bench({ requestCount: 5 });
    for (let ms = 1; ms <= 5; ms++) bench.calls(1, ms);
    expect(bench.controller.minRttUs).toBe(3050);
  });

  test('is measured anew after the interval, and the limit returns to what it was', () => {
    const bench = new Bench({ requestCount: 5 });
    bench.calls(5, 5);
    bench.alone.advance(1000);
    for (let i = 0; i < 5; i++) {
      const before = bench.limit;
      bench.samples(5, 4);
      expect(bench.update()).toBeGreaterThan(before);
    }
    const { limit } = bench;
    bench.alone.advance(31_000);
    expect([bench.limit, bench.controller.measuring]).toEqual([3, true]);
    // No update meanwhile.
    expect(bench.update()).toBe(3);
    bench.calls(5, 13);
    expect([bench.limit, bench.controller.measuring]).toEqual([limit, false]);
  });

  test('leaves out calls that were sent before the measurement began', () => {
    const bench = new Bench({ requestCount: 5 });
    bench.calls(5, 5);
    const early = [bench.alone.enter(), bench.alone.enter(), bench.alone.enter()];
    bench.alone.advance(30_100);
    expect(bench.controller.measuring).toBe(true);
    early.forEach((id) => bench.alone.leave(id));
    bench.calls(4, 8);
    expect(bench.controller.measuring).toBe(true);
    bench.calls(1, 8);
    expect(bench.controller.minRttUs).toBe(8050);
  });

  test('is due later by up to 15 % of the interval, in whole ms', () => {
    const due = Array.from({ length: 300 }, (_, seed) => {
      const bench = new Bench({ requestCount: 1, jitter: 15 }, `${seed}`);
      bench.calls(1, 5);
      return bench.controller.measureNs / 1e6 - 30_005;
    });
    expect(due.every((ms) => Number.isInteger(ms) && ms >= 0 && ms < 4500)).toBe(true);
    expect(Math.max(...due)).toBeGreaterThan(4300);
  });

  test('is measured anew when the limit has been at its smallest five times in a row', () => {
    const bench = new Bench({ requestCount: 5, buffer: 0, interval: 3_600_000, minConcurrency: 7 });
    bench.calls(5, 5);
    for (let i = 0; i < 4; i++) {
      bench.samples(5, 20);
      expect([bench.update(), bench.controller.measuring]).toEqual([7, false]);
    }
    bench.samples(5, 20);
    expect([bench.update(), bench.controller.measuring]).toEqual([7, true]);
    bench.calls(5, 20);
    bench.samples(5, 20);
    expect(bench.update()).toBeGreaterThan(7);
  });
});

describe('the limit', () => {
  test('does not shrink for round trips within the buffer', () => {
    const bench = new Bench({ requestCount: 5, buffer: 50 });
    bench.calls(5, 5);
    for (let i = 0; i < 10; i++) {
      const before = bench.limit;
      bench.samples(3, 6);
      expect(bench.update()).toBeGreaterThan(before);
    }
  });

  test('shrinks for longer ones, by half at most, and not below the smallest', () => {
    const bench = new Bench({ requestCount: 5, buffer: 10, minConcurrency: 7 });
    bench.calls(5, 5);
    for (let i = 0; i < 10; i++) {
      bench.samples(5, 4);
      bench.update();
    }
    for (let i = 0; i < 10; i++) {
      const before = bench.limit;
      bench.samples(5, 60);
      const limit = bench.update();
      expect(limit < before || limit === 7).toBe(true);
      expect(limit).toBeGreaterThanOrEqual(Math.max(7, before / 2));
    }
  });

  test('stays as it is while nothing is measured', () => {
    const bench = new Bench({ requestCount: 5 });
    bench.calls(5, 5);
    bench.samples(3, 4);
    const limit = bench.update();
    bench.alone.advance(5000);
    expect(bench.limit).toBe(limit);
  });

  test('survives calls that take no time', () => {
    const bench = new Bench({ requestCount: 5 });
    bench.calls(5, 0);
    bench.samples(3, 0);
    expect(bench.update()).toBe(8);
  });
});

test('answers of any kind are samples; a cancelled call only frees its place', () => {
  const bench = new Bench({ requestCount: 3 });
  const [a, b, c] = [bench.alone.enter(), bench.alone.enter(), bench.alone.enter()];
  expect(bench.alone.fates[bench.alone.enter()]).toBe(SHED);
  bench.alone.leave(c, CANCELLED);
  expect(bench.alone.gauges).toEqual({ taken: 2, waiting: 0, limit: 3 });
  bench.alone.advance(10);
  bench.alone.leave(a, OK);
  bench.alone.leave(b, ERROR);
  expect(bench.controller.measuring).toBe(true);
  bench.calls(1, 10);
  expect(bench.controller.measuring).toBe(false);
});
