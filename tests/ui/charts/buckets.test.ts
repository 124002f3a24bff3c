/** What is computed once and kept is what would be computed anew. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IntervalLayout } from '../../../src/engine/index.ts';
import { Buckets } from '../../../src/ui/charts/buckets.ts';
import { IntervalStore } from '../../../src/analysis/intervals.ts';

const layout = {
  ...{ width: 2, intervalMs: 100, durationMs: 48_000 },
  ...{ clients: [], services: [], links: [] },
} as unknown as IntervalLayout;

/** Where a run goes on from, as a share of what there is, how much comes, and whether one looks. */
const step = fc.record({
  back: fc.double({ min: 0, max: 1, noNaN: true }),
  count: fc.oneof(fc.constant(0), fc.nat({ max: 40 })),
  looks: fc.boolean(),
  splits: fc.boolean(),
});

const said = (buckets: Buckets) => [buckets.means(0), buckets.rates([0, 1]), buckets.seconds()];

test('what is kept of a run is what there is, however it came', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let store = new IntervalStore(layout);
      let buckets = new Buckets(store);
      let mark = 1;
      for (const { back, count, looks, splits } of steps) {
        const from = Math.min(Math.round(back * store.count), 480 - count);
        const rows = Float32Array.from({ length: count * 2 }, () => (mark = (mark * 16807) % 4093));
        const ends = new Uint32Array(count);
        store.put({ from, count, rows, details: new Float32Array(0), ends });
        if (looks) expect(said(buckets)).toEqual(said(new Buckets(store)));
        // A snapshot goes on by itself.
        if (!splits) continue;
        store = store.snapshot();
        buckets = new Buckets(store);
      }
      expect(said(buckets)).toEqual(said(new Buckets(store)));
    }),
  );
});
