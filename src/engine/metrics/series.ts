/** What each interval of a run saw, by client, service and link: the run's log, oldest first. */
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

const empty = <K extends readonly string[]>(names: K): Columns<K> =>
  Object.fromEntries(names.map((name) => [name, [] as Column])) as Columns<K>;

export class Series {
  readonly tMs: number[] = [];
  readonly clients: ClientColumns[];
  readonly services: ServiceColumns[];
  readonly links: LinkColumns[];
  readonly intervalMs: number;

  constructor(durationMs: number, clients: number, services: number, links: number) {
    this.intervalMs = intervalMs(durationMs);
    this.clients = Array.from({ length: clients }, () => empty(CLIENT_COLUMNS));
    this.services = Array.from({ length: services }, () => empty(SERVICE_COLUMNS));
    this.links = Array.from({ length: links }, () => empty(LINK_COLUMNS));
  }

  /** Forgets all but the first so many intervals: the run goes back. */
  truncate(length: number): void {
    this.tMs.length = length;
    for (const columns of [...this.clients, ...this.services, ...this.links])
      for (const column of Object.values(columns)) column.length = length;
  }
}

/** A quantile in ms, or null over nothing. */
export const quantileMs = (histogram: Histogram, q: number): number | null =>
  histogram.count === 0 ? null : histogram.quantile(q) / 1e6;
