/** Small multiples: what each says is what its intervals hold, on one scale, the worst first. */
import { describe, expect, test } from 'vitest';
import { OUTCOMES } from '../../../src/engine/index.ts';
import { columnAt, type Entities, widthOf } from '../../../src/engine/tables.ts';
import { Buckets } from '../../../src/ui/charts/buckets.ts';
import { heightOf, measures, pathOf, scaleOf, smallsOf } from '../../../src/ui/charts/multiples.ts';
import { shown } from '../runs.ts';

const { store } = shown('thread-exhaustion');
const buckets = new Buckets(store);
const named = (id: string) => measures.find((one) => one.id === id)!;
const cases = measures.flatMap((one) => one.of.map((of) => [one.id, of] as const));

/** A column of a part in the intervals of a bucket. */
function column(of: Entities, id: string, bucket: number, at: number): number[] {
  const place = store.layout[of].find((one) => one.id === id)!;
  const from = bucket * buckets.size;
  const to = Math.min(from + buckets.size, store.count);
  return Array.from({ length: to - from }, (_, i) => store.value(from + i, place.at + at));
}
const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

describe.each(cases)('%s of %s', (id, of) => {
  const measure = named(id);
  const smalls = smallsOf(buckets, measure, of);
  const scale = scaleOf(measure, smalls);

  test('has each of them once, the worst first', () => {
    expect(smalls.map((one) => one.id).sort()).toEqual(
      store.layout[of].map((one) => one.id).sort(),
    );
    const peaks = smalls.map(({ peak }) => peak);
    expect(peaks).toEqual([...peaks].sort((a, b) => b - a));
  });

  test('no value is beyond the scale, and none drawn where none was measured', () => {
    for (const { values } of smalls) {
      const known = values.filter((value) => value !== null);
      for (const value of known) {
        expect(heightOf(scale, value)).toBeGreaterThanOrEqual(0);
        expect(heightOf(scale, value)).toBeLessThanOrEqual(1);
      }
      expect(pathOf(values, scale).match(/[ML]/g)?.length ?? 0).toBe(known.length);
    }
  });
});

test('the failed share of a service is its failures of all that ended there', () => {
  for (const { id, values } of smallsOf(buckets, named('failed'), 'services'))
    values.forEach((value, bucket) => {
      const width = widthOf('services');
      const ended = OUTCOMES.map((_, o) => sum(column('services', id, bucket, width + o)));
      if (sum(ended) === 0) expect(value).toBeNull();
      else expect(value).toBeCloseTo(sum(ended.slice(2)) / sum(ended), 9);
    });
});

test('load is what began per second, busy threads are the mean', () => {
  const seconds = (buckets.size * store.layout.intervalMs) / 1000;
  for (const { id, values } of smallsOf(buckets, named('load'), 'links'))
    expect(values[20]).toBeCloseTo(
      sum(column('links', id, 20, columnAt('links', 'calls'))) / seconds,
      6,
    );
  for (const { id, values } of smallsOf(buckets, named('busy'), 'services')) {
    const used = column('services', id, 20, columnAt('services', 'utilization'));
    expect(values[20]).toBeCloseTo(sum(used) / used.length, 9);
  }
});
