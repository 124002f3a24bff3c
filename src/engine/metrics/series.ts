/**
 * What each interval of a run saw, by client, service and link: the run's log, oldest first. A
 * row of numbers per interval, all in one array: an interval that ends makes no garbage.
 */
import { grown } from '../kernel/arrays.ts';
import {
  type ColumnOf,
  columnsOf,
  ENTITIES,
  type Entities,
  widthOf,
} from '../model/parts/columns.ts';
import type { Histogram } from './histogram.ts';

/**
 * The length of an interval in ms: the first of 1, 2, 5 × 10ⁿ from 100 ms up with which 2,000 do.
 */
export function intervalMs(durationMs: number): number {
  for (let unit = 100; ; unit *= 10)
    for (const step of [unit, unit * 2, unit * 5]) if (durationMs / step <= 2000) return step;
}

export type Column = (number | null)[];

/** By entity, its columns over all intervals. */
export type ColumnsById = {
  [E in Entities]: Record<string, Record<ColumnOf<E>, Column>>;
};

/** What there is of each kind. */
type Cast = Readonly<Record<Entities, readonly { id: string }[]>>;

export class Series {
  tMs: number[] = [];
  readonly intervalMs: number;
  /** Row by row; NaN stands for nothing. */
  rows: Float64Array;
  /** Numbers in a row. */
  readonly width: number;

  constructor(durationMs: number, cast: Cast) {
    this.intervalMs = intervalMs(durationMs);
    this.width = ENTITIES.reduce((sum, of) => sum + cast[of].length * widthOf(of), 0);
    this.rows = new Float64Array(16 * this.width);
  }

  /** Begins the row of one more interval. @returns where in `rows` */
  open(): number {
    const at = this.tMs.length * this.width;
    if (at === this.rows.length) this.rows = grown(this.rows);
    this.tMs.push(this.tMs.length * this.intervalMs);
    return at;
  }

  /** The same, of the first so many intervals. */
  copy(length: number): Series {
    const copy: Series = Object.assign(Object.create(Series.prototype), this);
    copy.tMs = this.tMs.slice(0, length);
    copy.rows = this.rows.slice();
    return copy;
  }

  /** Forgets all but the first so many intervals: the run goes back. */
  truncate(length: number): void {
    this.tMs.length = length;
  }

  byId(cast: Cast): ColumnsById {
    let at = 0;
    const named = (of: Entities) =>
      cast[of].map(({ id }) => [
        id,
        Object.fromEntries(columnsOf(of).map((name) => [name, this.column(at++)])),
      ]);
    return Object.fromEntries(
      ENTITIES.map((of) => [of, Object.fromEntries(named(of))]),
    ) as ColumnsById;
  }

  private column(at: number): Column {
    const column: Column = [];
    for (let row = 0; row < this.tMs.length; row++) {
      const value = this.rows[row * this.width + at]!;
      column.push(Number.isNaN(value) ? null : value);
    }
    return column;
  }
}

/** A quantile in ms, or NaN over nothing. */
export const quantileMs = (histogram: Histogram, q: number): number =>
  histogram.count === 0 ? NaN : histogram.quantile(q) / 1e6;
