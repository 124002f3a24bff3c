/** The figures of Kubernetes' autoscaler, from its documentation and its sources. */
import { describe, expect, test } from 'vitest';
import { hpa } from '../../../src/engine/model/autoscale.table.ts';
import { defaultOf } from '../../../src/engine/model/first-value.ts';
import {
  byRequests,
  byUtilization,
  largest,
  limited,
  reachOf,
  type Rules,
  stabilized,
  type Usage,
} from '../../../src/engine/scaling/hpa-arithmetic.ts';

const UP = defaultOf(hpa.scaleUp) as Rules;
const DOWN = defaultOf(hpa.scaleDown) as Rules;
const ANY = { min: 1, max: 1000, scaleUp: UP, scaleDown: DOWN };
const wanted = (replicas: number) => ({ replicas, why: 'asked' });
const none = (): number => 0;
const STILL = { added: none, removed: none };

/** Pods that use this percentage of their request on average, four unless said. */
const pods = (percent: number, more: Partial<Usage> = {}): Usage => {
  const { counted = 4 } = more;
  return { used: percent * counted, requested: 100, counted, missing: 0, ignored: 0, ...more };
};
const asks = (usage: Usage, current = 4, tolerance = 0.1) =>
  byUtilization(usage, 50, { current, tolerance })?.replicas ?? null;

describe('utilization of four pods, with 50 % as target', () => {
  test.each([
    [90, 8],
    [54, 4],
    [300, 24],
    [25, 2],
    [0, 0],
  ])('%i % asks for %i', (percent, replicas) => {
    expect(asks(pods(percent))).toBe(replicas);
  });

  test('1 ± tolerance are inside', () => {
    expect([45, 55].map((percent) => asks(pods(percent)))).toEqual([4, 4]);
    // Without tolerance only the target itself is.
    expect([49, 50, 51].map((percent) => asks(pods(percent), 4, 0))).toEqual([4, 4, 5]);
    // One percent more or less is outside.
    expect([44, 56].map((percent) => asks(pods(percent)))).toEqual([4, 5]);
    expect(asks(pods(44, { counted: 10 }), 10)).toBe(9);
  });

  test('the percentage is truncated', () => {
    // 55.99 % counts as 55 %, which is inside.
    expect(asks(pods(55.99))).toBe(4);
    expect(byUtilization(pods(90.9), 50, { current: 4, tolerance: 0.1 })!.why).toBe(
      'utilization 90% of 50%: ratio 1.8 → 8',
    );
  });

  test('what is asked for goes by the pods that count, not by the wanted number', () => {
    expect(asks(pods(40, { ignored: 4 }), 8)).toBe(4);
  });

  test('without any sample nothing changes', () => {
    expect(asks(pods(0, { counted: 0, ignored: 3 }))).toBeNull();
    expect(asks(pods(0, { counted: 0, missing: 3 }))).toBeNull();
  });
});

describe('pods that do not count', () => {
  test('are idle when there are to be more', () => {
    // 90 % of four are 360 of eight: 45 %, which is enough.
    expect(asks(pods(90, { ignored: 4 }), 8)).toBe(8);
    // 100 % of four are 80 % of five.
    expect(asks(pods(100, { ignored: 1 }), 5)).toBe(8);
    expect(asks(pods(100, { missing: 1 }), 5)).toBe(8);
  });

  test('turn the answer around: nothing changes', () => {
    // Ratio 1.8 of those that count, 0.6 with all twelve.
    expect(asks(pods(90, { ignored: 8 }), 12)).toBe(12);
    // Ratio 0.4, and (80 + 200) / 6 = 46 % with two that are taken for busy: 0.92.
    expect(asks(pods(20, { missing: 2 }), 6)).toBe(6);
    // Ratio 0.8, and 60 % with two that are taken for busy.
    expect(asks(pods(40, { missing: 2 }), 6)).toBe(6);
  });

  test('missing ones are busy when there are to be fewer, ignored ones say nothing', () => {
    // (4 × 10 + 100) / 5 = 28 %: ratio 0.56 of five.
    expect(asks(pods(10, { missing: 1 }), 5)).toBe(3);
    expect(asks(pods(10, { ignored: 1 }), 5)).toBe(1);
  });

  test('never move the number against the ratio', () => {
    // 65 % of five is more than the target; ceil(1.3 × 5) = 7 is fewer than the eight there are.
    expect(asks(pods(82, { missing: 1 }), 8)).toBe(8);
  });
});

describe('requests per replica', () => {
  const asked = (total: number, current: number) =>
    byRequests(total, 500, { current, tolerance: 0.1 }).replicas;

  test('are total ÷ target, rounded up', () => {
    expect([1200, 1001, 3000].map((total) => asked(total, 1))).toEqual([3, 3, 6]);
    expect(asked(0, 3)).toBe(0);
  });

  test('stay within the tolerance', () => {
    expect([1800, 2000, 2200].map((total) => asked(total, 4))).toEqual([4, 4, 4]);
    expect([1799, 2201].map((total) => asked(total, 4))).toEqual([4, 5]);
    expect(asked(1500, 4)).toBe(3);
  });

  test('say how many came', () => {
    const { why } = byRequests(1234.567, 500, { current: 2, tolerance: 0.1 });
    expect(why).toBe('1234.57 requests/s of 500/s per replica: ratio 1.23 → 3');
  });
});

describe('several metrics', () => {
  test('the largest counts', () => {
    expect(largest([wanted(3), wanted(9), wanted(5)], 4)!.replicas).toBe(9);
  });

  test('one without a sample forbids that there be fewer', () => {
    expect(largest([wanted(3), null], 4)).toBeNull();
    expect(largest([wanted(4), null], 4)!.replicas).toBe(4);
    expect(largest([null, wanted(9)], 4)!.replicas).toBe(9);
    expect(largest([null], 4)).toBeNull();
  });
});

describe('stabilization', () => {
  const held = (asked: number, current: number, least: number, most: number) =>
    stabilized(wanted(asked), current, { least, most }).replicas;

  test('without records the number is as asked', () => {
    expect(held(9, 4, Infinity, -Infinity)).toBe(9);
    expect(held(2, 4, Infinity, -Infinity)).toBe(2);
  });

  test('on the way down the largest counts that was recommended lately', () => {
    expect(held(2, 8, Infinity, 8)).toBe(8);
    expect(held(2, 8, Infinity, 5)).toBe(5);
    // It does not raise the number.
    expect(held(2, 8, Infinity, 20)).toBe(8);
  });

  test('on the way up the least counts', () => {
    expect(held(9, 4, 6, 9)).toBe(6);
    expect(held(9, 4, 3, 9)).toBe(4);
  });

  test('it says so where it makes a difference', () => {
    const at = { least: Infinity, most: 5 };
    expect(stabilized(wanted(2), 8, at).why).toBe('asked, stabilized at 5');
    expect(stabilized(wanted(6), 8, at).why).toBe('asked');
  });
});

describe('policies and bounds', () => {
  test('by default 300 % of 50 % come to 8, and 15 s later to 16', () => {
    const first = limited(byUtilization(pods(300), 50, at(4))!, 4, ANY, STILL);
    expect(first).toEqual({
      replicas: 8,
      why: 'utilization 300% of 50%: ratio 6 → 24, limited to 8 by 100% per 15s',
    });
    // Within the same period no more may be added.
    const four = { added: (ms: number) => (ms >= 15_000 ? 4 : 0), removed: none };
    expect(limited(wanted(24), 8, ANY, four).replicas).toBe(8);
    expect(limited(wanted(24), 8, ANY, STILL).replicas).toBe(16);
  });

  const at = (current: number) => ({ current, tolerance: 0.1 });

  test('of a small number four pods are more than 100 %', () => {
    expect(limited(wanted(24), 1, ANY, STILL)).toEqual({
      replicas: 5,
      why: 'asked, limited to 5 by 4 pods per 15s',
    });
  });

  const ways = (rules: Partial<Rules>, up: boolean, current = 10, changed = 0) =>
    reachOf({ ...UP, ...rules } as Rules, current, () => changed, up).to;
  const both = {
    policies: [
      { pods: 4, period: 15_000 },
      { percent: 10, period: 60_000 },
    ],
  };

  test('selectPolicy takes the largest change, the smallest, or none', () => {
    expect(ways({ ...both, selectPolicy: 'max' }, true)).toBe(14);
    expect(ways({ ...both, selectPolicy: 'min' }, true)).toBe(11);
    expect(ways({ ...both, selectPolicy: 'disabled' }, true)).toBe(10);
    expect(ways({ ...both, selectPolicy: 'max' }, false)).toBe(6);
    expect(ways({ ...both, selectPolicy: 'min' }, false)).toBe(9);
    expect(ways({ ...both, selectPolicy: 'disabled' }, false)).toBe(10);
  });

  test('a share is rounded up on the way up, and cut off on the way down', () => {
    const by = (percent: number) => ({ policies: [{ percent, period: 15_000 }] });
    expect(ways(by(10), true, 11)).toBe(13);
    expect(ways(by(10), false, 11)).toBe(9);
    expect(ways(by(100), false, 11)).toBe(0);
    expect(ways(by(900), true, 2)).toBe(20);
  });

  test('a period begins with what there was before its changes', () => {
    expect(ways({ policies: [{ pods: 4, period: 60_000 }] }, true, 10, 3)).toBe(11);
    expect(ways({ policies: [{ pods: 4, period: 60_000 }] }, false, 10, 3)).toBe(9);
    // More were added than this policy allows: there are none more, nor fewer.
    const slow = { ...ANY, scaleUp: { ...UP, policies: [{ pods: 1, period: 60_000 }] } };
    const many = { added: () => 9, removed: none };
    expect(limited(wanted(30), 10, slow, many).replicas).toBe(10);
  });

  test('min and max bound what policies allow', () => {
    const narrow = { ...ANY, min: 3, max: 6 };
    expect(limited(wanted(24), 4, narrow, STILL)).toEqual({
      replicas: 6,
      why: 'asked, limited to 6 by max 6',
    });
    expect(limited(wanted(0), 4, narrow, STILL).why).toBe('asked, limited to 3 by min 3');
    expect(limited(wanted(0), 4, { ...ANY, min: 0 }, STILL).replicas).toBe(0);
  });
});
