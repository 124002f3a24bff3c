/**
 * What each interval of a run saw, by client, service and link: the run's log, oldest first. A
 * row of numbers per interval, all in one array: an interval that ends makes no garbage.
 */
import { grown } from '../kernel/arrays.ts';
import { CLIENT_COLUMNS, LINK_COLUMNS, SERVICE_COLUMNS } from './columns.ts';
import type { Histogram } from './histogram.ts';

/**
 * The length of an interval in ms: the first of 1, 2, 5 × 10ⁿ from 100 ms up with which 2,000 do.
 */
export function intervalMs(durationMs: number): number {
  for (let unit = 100; ; unit *= 10)
    for (const step of [unit, unit * 2, unit * 5]) if (durationMs / step <= 2000) return step;
}

export type Column = (number | null)[];

type Columns<K extends readonly string[]> = Record<K[number], Column>;

export type ClientColumns = Columns<typeof CLIENT_COLUMNS>;
export type ServiceColumns = Columns<typeof SERVICE_COLUMNS>;
export type LinkColumns = Columns<typeof LINK_COLUMNS>;

export class Series {
  readonly tMs: number[] = [];
  readonly intervalMs: number;
  /** Row by row; NaN stands for nothing. */
  rows: Float64Array;
  /** Numbers in a row, and where in it those of services and links begin. */
  readonly width: number;
  private readonly servicesAt: number;
  private readonly linksAt: number;

  constructor(durationMs: number, clients: number, services: number, links: number) {
    this.intervalMs = intervalMs(durationMs);
    this.servicesAt = clients * CLIENT_COLUMNS.length;
    this.linksAt = this.servicesAt + services * SERVICE_COLUMNS.length;
    this.width = this.linksAt + links * LINK_COLUMNS.length;
    this.rows = new Float64Array(16 * this.width);
  }

  /** Begins the row of one more interval. @returns where in `rows` */
  open(): number {
    const at = this.tMs.length * this.width;
    if (at === this.rows.length) this.rows = grown(this.rows);
    this.tMs.push(this.tMs.length * this.intervalMs);
    return at;
  }

  /** Forgets all but the first so many intervals: the run goes back. */
  truncate(length: number): void {
    this.tMs.length = length;
  }

  get clients(): ClientColumns[] {
    return this.columns(CLIENT_COLUMNS, 0, this.servicesAt);
  }
  get services(): ServiceColumns[] {
    return this.columns(SERVICE_COLUMNS, this.servicesAt, this.linksAt);
  }
  get links(): LinkColumns[] {
    return this.columns(LINK_COLUMNS, this.linksAt, this.width);
  }

  /** Of each entity that has these columns in that part of a row. */
  private columns<K extends readonly string[]>(names: K, from: number, to: number): Columns<K>[] {
    const found: Columns<K>[] = [];
    for (let at = from; at < to; at += names.length)
      found.push(
        Object.fromEntries(names.map((name, i) => [name, this.column(at + i)])) as Columns<K>,
      );
    return found;
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
