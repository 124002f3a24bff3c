/** The series of a run as CSV (RFC 4180): a row per interval, a column per value. */
import { ENTITIES, type SeriesResult } from '../engine/index.ts';

type Figures = Record<string, readonly (number | null)[]>;

/** Columns such as `clients.web.offered`, in the order of the object; null is an empty cell. */
export function seriesCsv(series: SeriesResult): string {
  const columns = ENTITIES.flatMap((kind) => {
    const byId: Record<string, Figures> = series[kind];
    return Object.entries(byId).flatMap(([id, figures]) =>
      Object.entries(figures).map(([name, values]) => ({ head: `${kind}.${id}.${name}`, values })),
    );
  });
  const head = ['tMs', ...columns.map((column) => column.head)];
  const rows = series.tMs.map((tMs, row) => [tMs, ...columns.map(({ values }) => values[row])]);
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number | null | undefined): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
