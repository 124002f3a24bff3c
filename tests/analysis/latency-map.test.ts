/** The cells of a latency map hold what the intervals of the run hold, and change nothing in it. */
import { describe, expect, test } from 'vitest';
import {
  EDGES_MS,
  type LatencyMap,
  latencyMapOf,
  quantileRow,
  rowsOf,
  type Mapped,
} from '../../src/analysis/latency-map.ts';
import { createRun, latencyCountsIn, OUTCOMES } from '../../src/engine/index.ts';
import { columnAt, type Entities, widthOf } from '../../src/engine/tables.ts';
import { specOf } from '../simulate.ts';
import { shown } from '../ui/runs.ts';

const run = shown('retry-storm');
const { layout } = run.store;
const COLUMN_MS = layout.intervalMs * 5;
const map = (wanted: Partial<Mapped>) =>
  latencyMapOf(
    run.spec,
    { ...{ clients: [], links: [], columnMs: COLUMN_MS }, ...wanted },
    () => {},
  );

const columnsOf = (counts: Uint32Array, one: LatencyMap): number[] =>
  Array.from({ length: one.columns }, (_, i) =>
    counts.subarray(i * rowsOf(one), (i + 1) * rowsOf(one)).reduce((sum, n) => sum + n, 0),
  );

/** What ended in the intervals of each column, with these outcomes. */
function ended(of: Entities, id: string, from: number, to: number): number[] {
  const at = layout[of].find((one) => one.id === id)!.at + widthOf(of);
  const sums = new Array<number>(Math.ceil(run.store.count / 5)).fill(0);
  for (let i = 0; i < run.store.count; i++)
    for (let o = from; o < to; o++) sums[Math.floor(i / 5)]! += run.store.value(i, at + o);
  return sums;
}

const PLACES = [
  ['clients', 'shoppers'],
  ['links', 'checkout->database'],
] as const;
const maps = PLACES.map(([of, id]) => map({ [of]: [id] }));

describe.each(PLACES)('%s %s', (of, id) => {
  const found = maps[PLACES.findIndex(([other]) => other === of)]!;

  test('each column counts what ended in its intervals', () => {
    expect(columnsOf(found.answered, found)).toEqual(ended(of, id, 0, 2));
    expect(columnsOf(found.failed, found)).toEqual(ended(of, id, 2, OUTCOMES.length));
  });
});

test('several are counted together', () => {
  const both = map({ clients: ['shoppers'], links: ['checkout->database'] });
  const [a, b] = maps.map(({ answered }) => answered);
  expect([...both.answered]).toEqual([...a!].map((n, i) => n + b![i]!));
});

test('the percentile of an interval lies in the row that it is said to be in', () => {
  const fine = map({ clients: ['shoppers'], columnMs: layout.intervalMs });
  const at = layout.clients[0]!.at + columnAt('clients', 'p99Ms');
  let compared = 0;
  for (let i = 0; i < run.store.count; i++) {
    const row = quantileRow(fine, i, 0.99);
    const ms = run.store.value(i, at);
    expect(row < 0).toBe(Number.isNaN(ms));
    if (row < 0) continue;
    compared++;
    expect(ms).toBeGreaterThanOrEqual((EDGES_MS[row - 1] ?? 0) * (1 - 1e-6));
    expect(ms).toBeLessThanOrEqual((EDGES_MS[row] ?? Infinity) * (1 + 1e-6));
  }
  expect(compared).toBeGreaterThan(100);
});

test('rows grow by about a fifth, and end at round figures', () => {
  for (const [i, edge] of EDGES_MS.entries()) {
    if (i > 0) expect(edge / EDGES_MS[i - 1]!).toBeGreaterThan(1.15);
    if (i > 0) expect(edge / EDGES_MS[i - 1]!).toBeLessThan(1.26);
  }
  expect(EDGES_MS).toContain(120);
  expect(EDGES_MS).toContain(3300);
});

test('what takes exactly so long is in the row that begins there', () => {
  const spec = specOf(`
duration: 2s
clients: { web: { load: { rate: 10/s, arrivals: uniform }, steps: [{ call: api }] } }
services: { api: { threads: 9, work: 100ms } }`);
  const wanted = { clients: ['web'], links: [], columnMs: 1000 };
  const { answered, columns, edgesMs } = latencyMapOf(spec, wanted, () => {});
  const row = edgesMs.indexOf(100) + 1;
  const rows = edgesMs.length + 1;
  expect(columns).toBe(2);
  for (const [cell, count] of answered.entries())
    expect(count > 0).toBe(cell === row || cell === rows + row);
});

test('counting moves no digest, and tells how far it is', () => {
  const { spec, result } = run;
  const counted = createRun(spec);
  const places = { clients: ['shoppers'], links: layout.links.map(({ id }) => id) };
  latencyCountsIn(counted, places, { columnNs: 1e9, columns: 240, edgesNs: [1e6] });
  counted.advance();
  expect(counted.result().digest).toBe(result.digest);
  const heard: number[] = [];
  latencyMapOf(spec, { clients: [], links: [], columnMs: 1000 }, (share) => heard.push(share));
  expect(heard.length).toBeGreaterThan(1);
  expect(heard).toEqual([...heard].sort((a, b) => a - b));
});
