/** What the charts of a part draw is what its intervals hold, summed by other means. */
import { describe, expect, test } from 'vitest';
import { OUTCOMES } from '../../../src/engine/index.ts';
import { columnAt, type Entities, widthOf } from '../../../src/engine/tables.ts';
import { Buckets, type Values } from '../../../src/ui/charts/buckets.ts';
import { charts } from '../../../src/ui/charts/charts.ts';
import type { Picture } from '../../../src/ui/charts/picture.ts';
import type { Entity } from '../../../src/ui/kit/selection.ts';
import { specOf } from '../../simulate.ts';
import { ran, shown, type Shown } from '../runs.ts';

function pictureOf({ spec, store }: Shown, id: string, focus: Entity | null): Picture {
  const only = { clients: null, services: null };
  const subject = { buckets: new Buckets(store), spec, only, focus, hues: new Map() };
  return charts.find((one) => one.id === id)!.pictureOf(subject);
}

/** A column of a part, interval by interval. */
function column({ store }: Shown, of: Entities, id: string, at: number): number[] {
  const place = store.layout[of].find((one) => one.id === id)!;
  return Array.from({ length: store.count }, (_, i) => store.value(i, place.at + at));
}

const total = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0);

/** How many there are in all of what is drawn as a rate. */
function counted({ store }: Shown, { own, values }: { own?: Values; values: Values }): number {
  const { size } = new Buckets(store);
  const { intervalMs } = store.layout;
  return (own ?? values).reduce<number>((sum, rate, bucket) => {
    const intervals = Math.min(size, store.count - bucket * size);
    return sum + (rate! * intervals * intervalMs) / 1000;
  }, 0);
}

const PARTS: readonly Entity[] = [
  { kind: 'client', id: 'shoppers' },
  { kind: 'service', id: 'database' },
  { kind: 'link', id: 'shoppers->checkout' },
];
const run = shown('retry-storm');

describe.each(PARTS)('$kind $id', (part) => {
  const of = `${part.kind}s` as const;
  const ended = OUTCOMES.map((_, o) => total(column(run, of, part.id, widthOf(of) + o)));

  test('each reason is counted as often as it occurs, and together they are all failures', () => {
    const { curves } = pictureOf(run, 'reasons', part);
    const all = curves.at(-1)!;
    expect(all.label).toBe('all failures');
    const reasons = curves.slice(0, -1);
    expect(reasons.length).toBeGreaterThan(0);
    for (const curve of reasons)
      expect(counted(run, curve)).toBeCloseTo(
        ended[OUTCOMES.findIndex((name) => name === curve.label)]!,
        3,
      );
    const occurring = ended.slice(2).filter((count) => count > 0);
    expect(reasons).toHaveLength(occurring.length);
    expect(counted(run, all)).toBeCloseTo(total(occurring), 3);
    // The top of the stack is the line of all.
    reasons.at(-1)!.values.forEach((top, i) => expect(top).toBeCloseTo(all.values[i]!, 6));
  });

  test('calls that succeed and fail are those that end', () => {
    const { curves } = pictureOf(run, 'outcomes', part);
    const named = (label: string): number =>
      counted(
        run,
        curves.find((curve) => curve.label === label)!,
      );
    expect(named('goodput')).toBeCloseTo(ended[0]!, 3);
    expect(named('failed')).toBeCloseTo(total(ended.slice(2)), 3);
  });
});

test('failures of a client are its column, reason by reason', () => {
  const { curves } = pictureOf(run, 'reasons', null);
  const failed = column(run, 'clients', 'shoppers', columnAt('clients', 'failed'));
  expect(counted(run, curves.at(-1)!)).toBeCloseTo(total(failed), 3);
});

test('the same reason looks the same in every part, and no two look alike in one', () => {
  const looks = new Map<string, string>();
  for (const part of PARTS) {
    const { curves } = pictureOf(run, 'reasons', part);
    const own = curves.slice(0, -1).map(({ hue, texture }) => `${hue} ${texture}`);
    expect(new Set(own).size).toBe(own.length);
    curves.slice(0, -1).forEach(({ label }, i) => {
      expect(looks.get(label) ?? own[i]).toBe(own[i]);
      looks.set(label, own[i]!);
    });
  }
});

const CHAIN = ran(
  specOf(`
duration: 30s
clients:
  web: { load: { rate: 30/s }, steps: [{ call: a, patterns: [{ retry: { maxAttempts: 3 } }] }] }
services:
  a: { threads: 200, steps: [{ call: b, patterns: [{ retry: { maxAttempts: 2 } }] }] }
  b: { threads: 200, work: 1ms }
faults: [{ at: 10s, for: 10s, on: b, errors: 100% }]`),
);

/** The mean of a curve while the fault is in full effect, and before it. */
function means(focus: Entity | null, label: string): { during: number; before: number } {
  const { curves, xs } = pictureOf(CHAIN, 'amplification', focus);
  const { values } = curves.find((curve) => curve.label === label)!;
  const mean = (from: number, to: number): number => {
    const part = values.filter((_, i) => xs[i]! > from && xs[i]! < to).map((value) => value!);
    return total(part) / part.length;
  };
  return { during: mean(12, 19), before: mean(1, 9) };
}

test('attempts multiply along a chain: three times two', () => {
  for (const [label, factor] of [
    ['attempts per call', 3],
    ['a→b', 2],
    ['chain to b', 6],
  ] as const) {
    const { before, during } = means(null, label);
    expect(before).toBe(1);
    expect(Math.abs(during / factor - 1)).toBeLessThan(0.15);
  }
  // Seen from its end, it is the same chain.
  expect(means({ kind: 'service', id: 'b' }, 'chain to b')).toEqual(means(null, 'chain to b'));
  expect(means(null, 'no retries').during).toBe(1);
});

test('what reaches the end of the chain is what arrives there, per request', () => {
  const { intervalMs } = CHAIN.store.layout;
  const during = (of: number[]): number =>
    total(of.slice(12_000 / intervalMs, 19_000 / intervalMs));
  const arrived = column(CHAIN, 'services', 'b', columnAt('services', 'arrived'));
  const offered = column(CHAIN, 'clients', 'web', columnAt('clients', 'offered'));
  const ratio = during(arrived) / during(offered);
  expect(Math.abs(means(null, 'chain to b').during / ratio - 1)).toBeLessThan(0.1);
});

test('an axis is logarithmic where values spread over more than twenty times, and says so', () => {
  const spread = (name: string, part: Entity | null) => {
    const { curves, log, unit } = pictureOf(shown(name), 'percentiles', part);
    const values = curves.flatMap((curve) => curve.values).filter((value) => value !== null);
    expect(log).toBe(Math.max(...values) / Math.min(...values) > 20);
    expect(unit.includes('log scale')).toBe(log);
    return log;
  };
  expect(spread('retry-storm', null)).toBe(true);
  const all = ['hedged-requests', 'cache-stampede', 'charged-twice', 'first-things-first'];
  expect(all.map((name) => spread(name, null))).toContain(false);
});
