/** The intervals that a page keeps: what is put in, what a snapshot holds, and what they share. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IntervalBatch, IntervalLayout } from '../../src/engine/index.ts';
import { IntervalStore } from '../../src/analysis/intervals.ts';

const WIDTH = 3;
const layout = {
  width: WIDTH,
  intervalMs: 100,
  durationMs: 60_000,
  services: [],
  links: [],
} as unknown as IntervalLayout;

/** Rows that say which batch they came with. */
const batchOf = (from: number, count: number, mark: number): IntervalBatch => ({
  from,
  count,
  rows: Float32Array.from({ length: count * WIDTH }, (_, i) => mark * 1000 + i),
  details: new Float32Array(0),
  ends: new Uint32Array(count),
});

const contentOf = (store: IntervalStore): number[][] =>
  Array.from({ length: store.count }, (_, interval) =>
    Array.from({ length: WIDTH }, (_, at) => store.value(interval, at)),
  );

test('a store holds what came last, a snapshot what there was then', () => {
  const step = fc.record({
    snapshot: fc.boolean(),
    // Where a run goes on from, as a share of what there is, and how many intervals come.
    back: fc.double({ min: 0, max: 1, noNaN: true }),
    count: fc.integer({ min: 1, max: 90 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const store = new IntervalStore(layout);
      let model: number[][] = [];
      const snapshots: { store: IntervalStore; model: number[][] }[] = [];
      steps.forEach(({ snapshot, back, count }, mark) => {
        if (snapshot) snapshots.push({ store: store.snapshot(), model });
        const from = Math.round(back * model.length);
        const batch = batchOf(from, count, mark + 1);
        store.put(batch);
        const rows = Array.from({ length: count }, (_, i) => [
          ...batch.rows.subarray(i * WIDTH, (i + 1) * WIDTH),
        ]);
        model = [...model.slice(0, from), ...rows];
        expect(contentOf(store)).toEqual(model);
      });
      for (const one of snapshots) expect(contentOf(one.store)).toEqual(one.model);
      expect([...store.column(1)]).toEqual(model.map((row) => row[1]));
    }),
  );
});

test('a snapshot can go on by itself', () => {
  const store = new IntervalStore(layout);
  store.put(batchOf(0, 40, 1));
  const copy = store.snapshot();
  copy.put(batchOf(20, 1, 2));
  expect(copy.count).toBe(21);
  expect(store.count).toBe(40);
  expect(store.value(20, 0)).toBe(1060);
  expect(copy.value(20, 0)).toBe(2000);
});

test('a batch of which one row is left is not kept for it', () => {
  const store = new IntervalStore(layout);
  for (let from = 0; from < 50; from++) store.put(batchOf(from, 1000, from));
  const own = Array.from({ length: 49 }, (_, interval) => store.value(interval, 0));
  expect(own).toEqual(Array.from({ length: 49 }, (_, interval) => interval * 1000));
  const kept = new Set(
    (store as unknown as { rows: Float32Array[] }).rows.map((row) => row.buffer.byteLength),
  );
  // A row by itself, and the last batch.
  expect([...kept].sort((a, b) => a - b)).toEqual([WIDTH * 4, 1000 * WIDTH * 4]);
});
