/** Tables as CSV (RFC 4180). */
import { ENTITIES, type SeriesResult } from '../engine/index.ts';

type Figures = Record<string, readonly (number | null)[]>;

/**
 * The series of a run: a row per interval, and columns such as `clients.web.offered` in the order
 * of the object.
 */
export function seriesCsv(series: SeriesResult): string {
  const columns = ENTITIES.flatMap((kind) => {
    const byId: Record<string, Figures> = series[kind];
    return Object.entries(byId).flatMap(([id, figures]) =>
      Object.entries(figures).map(([name, values]) => ({ head: `${kind}.${id}.${name}`, values })),
    );
  });
  const head = ['tMs', ...columns.map((column) => column.head)];
  const rows = series.tMs.map((tMs, row) => [tMs, ...columns.map(({ values }) => values[row])]);
  return csvOf([head, ...rows]);
}

type Cell = string | number | null | undefined;

/** Null is an empty cell. */
export const csvOf = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');

function cell(value: Cell): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
