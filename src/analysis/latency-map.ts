/**
 * How latencies are spread at each moment of a run: counts in cells of time and duration, whose
 * rows grow by a fifth each. The run is run again for it.
 */
import { createRun, latencyCountsIn, type Places, type Spec } from '../engine/index.ts';

/** What is counted, in columns of this width. */
export interface Mapped extends Places {
  columnMs: number;
}

export interface LatencyMap {
  columnMs: number;
  columns: number;
  /** Where rows end, ascending, in ms: those below the first and above the last are open. */
  edgesMs: readonly number[];
  /** Counts by column, and in it by row, the shortest first: `column * rows + row`. */
  answered: Uint32Array<ArrayBuffer>;
  failed: Uint32Array<ArrayBuffer>;
}

const NS = 1e6;
/** Events between two pieces of news. */
const SLICE = 200_000;

/** Twelve steps to each power of ten, as round as those of resistors (E12, IEC 60063). */
const STEPS = [1, 1.2, 1.5, 1.8, 2.2, 2.7, 3.3, 3.9, 4.7, 5.6, 6.8, 8.2];
/** From 0.1 ms to 1000 s. */
const DECADES = [0.1, 1, 10, 100, 1000, 10_000, 100_000];
export const EDGES_MS: readonly number[] = [
  ...DECADES.flatMap((decade) => STEPS.map((step) => Number((decade * step).toPrecision(2)))),
  1_000_000,
];

/** Rows of a map. */
export const rowsOf = ({ edgesMs }: Pick<LatencyMap, 'edgesMs'>): number => edgesMs.length + 1;

/** @param hear gets the share that is done, from 0 to 1 */
export function latencyMapOf(
  spec: Spec,
  { clients, links, columnMs }: Mapped,
  hear: (share: number) => void,
): LatencyMap {
  const run = createRun(spec);
  const columns = Math.max(1, Math.ceil(spec.duration / columnMs));
  const counts = latencyCountsIn(
    run,
    { clients, links },
    {
      columnNs: Math.round(columnMs * NS),
      columns,
      edgesNs: EDGES_MS.map((ms) => Math.round(ms * NS)),
    },
  );
  while (run.nowMs < spec.duration && run.advance(spec.duration, SLICE))
    hear(run.nowMs / spec.duration);
  return { columnMs, columns, edgesMs: EDGES_MS, answered: counts.good, failed: counts.bad };
}

/**
 * The row in which so many of a column's values lie, by nearest rank; -1: it has none.
 * @param q share from 0 to 1
 */
export function quantileRow(map: LatencyMap, column: number, q: number): number {
  const rows = rowsOf(map);
  const own = map.answered.subarray(column * rows, (column + 1) * rows);
  const count = own.reduce((sum, n) => sum + n, 0);
  if (count === 0) return -1;
  let left = Math.max(1, Math.ceil(q * count - 1e-9));
  return own.findIndex((n) => (left -= n) <= 0);
}
