/** What circuit breakers count in: buckets of which only those that hold something are there. */
import { expect, test } from 'vitest';
import { Stream } from '../../../src/engine/kernel/random.ts';
import { restore, save, sizeOf } from '../../../src/engine/kernel/state.ts';
import { Buckets, Rolling } from '../../../src/engine/patterns/circuit-breaker/buckets.ts';

test('sums are those of the buckets that are there', () => {
  const chance = new Stream('1', 'buckets');
  const buckets = new Buckets(2);
  let kept: { key: number; counts: [number, number] }[] = [];
  let key = 0;
  for (let i = 0; i < 5000; i++) {
    key += chance.below(3);
    const column = chance.below(2);
    buckets.count(buckets.at(key), column);
    if (kept.at(-1)?.key !== key) kept.push({ key, counts: [0, 0] });
    kept.at(-1)!.counts[column]!++;
    if (chance.below(4) === 0) {
      const first = key - chance.below(40);
      buckets.dropBefore(first);
      kept = kept.filter((one) => one.key >= first);
    }
    const old = key - chance.below(50);
    const found = buckets.find(old);
    const wanted = kept.find((one) => one.key === old);
    expect(found >= 0 ? [buckets.get(found, 0), buckets.get(found, 1)] : undefined).toEqual(
      wanted?.counts,
    );
    const sum = (c: 0 | 1) => kept.reduce((total, { counts }) => total + counts[c], 0);
    expect([...buckets.sums]).toEqual([sum(0), sum(1)]);
    expect(buckets.oldest).toBe(kept[0]?.key ?? Infinity);
  }
});

test('a window rolls by whole periods from its origin', () => {
  const window = new Rolling(1, 100, 3, 50);
  const at = (ns: number): number => {
    window.age(ns);
    return window.sums[0]!;
  };
  window.count(window.now(50), 0);
  window.count(window.now(149), 0);
  window.count(window.now(150), 0);
  expect([at(349), at(350), at(449), at(450)]).toEqual([3, 1, 1, 0]);
});

test('ten million buckets cost nothing while nothing is in them', () => {
  const window = new Rolling(6, 1e6, 1e7, 0);
  for (let ms = 0; ms < 1e6; ms += 1e4) window.count(window.now(ms * 1e6), 0);
  expect(window.sums[0]).toBe(100);
  expect(sizeOf(save(window))).toBeLessThan(10_000);
});

test('saved and restored it is the same', () => {
  const one = new Rolling(2, 10, 5, 0);
  for (let ns = 0; ns < 1000; ns += 7) one.count(one.now(ns), ns % 2);
  const other = new Rolling(2, 10, 5, 0);
  restore(other, save(one));
  other.count(other.now(1010), 1);
  one.count(one.now(1010), 1);
  expect(save(other)).toEqual(save(one));
});
