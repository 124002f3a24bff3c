/** Whatever stands in the table of differences can be asked about, and the answer is about it. */
import { describe, expect, test } from 'vitest';
import { differenceRows } from '../../../src/analysis/difference-rows.ts';
import { goodputOf, type Finished } from '../../../src/analysis/recovery.ts';
import { Asked } from '../../../src/analysis/why/asked.ts';
import { whyOf } from '../../../src/analysis/why/why.ts';
import { createRun, type Spec } from '../../../src/engine/index.ts';
import { columns as COLUMNS } from '../../../src/engine/signs.ts';
import { questionOf } from '../../../src/ui/compare/questions.ts';
import { worstMs } from '../../../src/ui/story/worst.ts';
import { ran, type Shown, specNamed } from '../runs.ts';

const columns = Object.keys(COLUMNS.links);
const OF = { client: 'clients', service: 'services', link: 'links' } as const;
/** A retry storm in which a service also counts what is done twice. */
const STORM: Spec = specNamed('retry-storm');

interface Both {
  shown: Shown;
  run: Finished;
}
function both(spec: Spec): Both {
  const run = createRun(spec);
  run.advance();
  const shown = ran(spec);
  return { shown, run: { spec, result: shown.result, goodput: goodputOf(run.series()) } };
}
const calm: Both = both({ ...STORM, faults: [] });
const storm: Both = both(STORM);

describe.each(differenceRows(calm.run, storm.run))('$label', ({ metric, b }) => {
  test('is asked of a part of the run, about its worst instant', () => {
    const question = questionOf(metric, storm.run);
    if (b === 0) return;
    const { entity, about, most, fromMs = STORM.warmup } = question!;
    const { store } = storm.shown;
    const of = OF[entity.kind];
    const atMs = worstMs(store, { of, id: entity.id, about, most, fromMs })!;
    expect(atMs).toBeGreaterThanOrEqual(fromMs - store.layout.intervalMs);
    const hops = whyOf(new Asked(storm.shown), { of, on: entity.id, about, atMs });
    expect(hops[0]).toMatchObject({ of, on: entity.id });
    const [, ...rest] = hops[0]!.evidence.map(({ value }) => value);
    if (about === 'failed') expect(rest.some((value) => Number(value) > 0)).toBe(true);
    // All but the load itself comes from the fault.
    if (about !== 'load') expect(hops.at(-1)!.isTrigger).toBe(true);
  });
});

test('the worst instant is that of the highest value, after all that does not count', () => {
  const { store } = storm.shown;
  const link = store.layout.links.find(({ id }) => id === 'shoppers->checkout')!;
  const looked = { of: 'links', id: link.id, about: 'attempts' } as const;
  const [calls, attempts] = ['calls', 'attempts'].map((name) =>
    store.column(link.at + columns.findIndex((column) => column === name)),
  );
  const more = Array.from(attempts!, (n, i) => n - calls![i]!);
  for (const fromMs of [0, 60_000, 100_000]) {
    const from = store.indexAt(fromMs);
    const highest = Math.max(...more.slice(from));
    const at = worstMs(store, { ...looked, fromMs })! / store.layout.intervalMs;
    expect(at).toBeGreaterThanOrEqual(from);
    expect(more[at]).toBe(highest);
  }
  expect(worstMs(calm.shown.store, { of: 'clients', id: 'nobody', about: 'failed' })).toBeNull();
});
