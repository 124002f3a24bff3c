/** A latency map as cells to draw and to read: which rows are shown, and what a cell says. */
import { type LatencyMap, quantileRow, rowsOf } from '../../analysis/latency-map.ts';
import { instant } from '../kit/clock.ts';
import { duration, whole } from '../kit/format.ts';

export type Shown = 'answered' | 'failed' | 'all';

/** What is drawn of a map: counts by column and row, and the rows from the first in use. */
export interface Heat {
  map: LatencyMap;
  counts: Uint32Array;
  /** Rows from the first one on, before the last one. */
  from: number;
  to: number;
  /** The highest count. */
  most: number;
}

export interface Cell {
  column: number;
  row: number;
}

/** At least so many rows are shown: half a power of ten. */
const ROWS_MIN = 6;

export function heatOf(map: LatencyMap, shown: Shown): Heat {
  const { answered, failed } = map;
  const counts =
    shown === 'all' ? answered.map((count, cell) => count + failed[cell]!) : map[shown];
  const rows = rowsOf(map);
  let [from, to, most] = [rows, 0, 0];
  counts.forEach((count, cell) => {
    if (count === 0) return;
    const row = cell % rows;
    from = Math.min(from, row);
    to = Math.max(to, row + 1);
    most = Math.max(most, count);
  });
  if (most === 0) return { map, counts, from: 0, to: rows, most };
  while (to - from < ROWS_MIN) {
    if (from > 0) from--;
    if (to < rows) to++;
  }
  return { map, counts, from, to, most };
}

export const countAt = ({ map, counts }: Heat, { column, row }: Cell): number =>
  counts[column * rowsOf(map) + row] ?? 0;

/** The cell under a point, from the upper left corner, each as a share. */
export function cellAt({ map, from, to }: Heat, x: number, y: number, durationMs: number): Cell {
  const column = Math.floor((x * durationMs) / map.columnMs);
  const row = to - 1 - Math.floor(y * (to - from));
  return {
    column: Math.min(map.columns - 1, Math.max(0, column)),
    row: Math.min(to - 1, Math.max(from, row)),
  };
}

/** `100–120 ms`, `less than 0.1 ms` */
export function rowWords({ edgesMs }: LatencyMap, row: number): string {
  const [low, high] = [edgesMs[row - 1], edgesMs[row]];
  if (low === undefined) return `less than ${duration(high!)}`;
  if (high === undefined) return `${duration(low)} or more`;
  const [from, to] = [duration(low), duration(high)];
  const unit = /\D+$/.exec(to)![0];
  return from.endsWith(unit) ? `${from.slice(0, -unit.length)}–${to}` : `${from}–${to}`;
}

/** `0:42–0:43, 100–120 ms: 37 requests` */
export function cellWords(heat: Heat, cell: Cell, durationMs: number, noun: string): string {
  const { map } = heat;
  const fromMs = cell.column * map.columnMs;
  const toMs = Math.min(durationMs, fromMs + map.columnMs);
  const count = countAt(heat, cell);
  const when = `${instant(fromMs)}–${instant(toMs)}`;
  return `${when}, ${rowWords(map, cell.row)}: ${whole(count)} ${noun}${count === 1 ? '' : 's'}`;
}

const QUANTILES = [
  ['p50', 0.5],
  ['p90', 0.9],
  ['p95', 0.95],
  ['p99', 0.99],
] as const;

/** Percentiles of the answered ones at an instant: `p50 33–39 ms, p90 …`; '': there are none. */
export function percentilesAt(map: LatencyMap, atMs: number): string {
  const column = Math.min(map.columns - 1, Math.floor(atMs / map.columnMs));
  return QUANTILES.flatMap(([name, q]) => {
    const row = quantileRow(map, column, q);
    return row < 0 ? [] : [`${name} ${rowWords(map, row)}`];
  }).join(', ');
}

/** Steps between labels of the axis: the widest with which there are enough of them. */
const LABEL_STEPS = [12, 6, 3, 1];
const LABELS_MIN = 3;

/** Labels of the axis, and how high they stand, from 0 to 1. */
export function labelsOf({ map, from, to }: Heat): { text: string; height: number }[] {
  const edges = map.edgesMs.map((ms, i) => ({ ms, i, height: (i + 1 - from) / (to - from) }));
  const seen = edges.filter(({ height }) => height >= 0 && height <= 1);
  const every = (step: number) => seen.filter(({ i }) => i % step === 0);
  const step = LABEL_STEPS.find((one) => every(one).length >= LABELS_MIN) ?? 1;
  return every(step).map(({ ms, height }) => ({ text: duration(ms), height }));
}

/** How strong the color of a count is, from 0 to 1: few are seen beside many. */
export const strengthOf = ({ most }: Heat, count: number): number =>
  count === 0 ? 0 : 0.12 + 0.88 * Math.sqrt(count / most);
