/**
 * Counts how long requests and calls take, in cells of time and duration: more than the intervals
 * of a run hold. It stands before the meters, passes everything on, and steers nothing.
 */
import type { Frame } from '../model/flight/frame.ts';
import { DEGRADED, type Outcome } from '../model/outcome.ts';
import type { World } from '../model/world.ts';
import { WatchedClient, WatchedLink, type Watcher } from './watched.ts';

/** What is counted: requests of these clients, calls over these links. */
export interface Places {
  clients: readonly string[];
  links: readonly string[];
}

/** How the cells lie. */
export interface Cells {
  /** Width of a column; what ends at its end is in the next one. */
  columnNs: number;
  columns: number;
  /** Where one row ends and the next begins, ascending; the first and last rows are open. */
  edgesNs: readonly number[];
}

export class LatencyCounts implements Watcher {
  /** Answered and failed ones: column by column, from the shortest row up. */
  readonly good: Uint32Array<ArrayBuffer>;
  readonly bad: Uint32Array<ArrayBuffer>;
  private readonly w: World;
  private readonly cells: Cells;

  constructor(w: World, { clients, links }: Places, cells: Cells) {
    this.w = w;
    this.cells = cells;
    const size = cells.columns * (cells.edgesNs.length + 1);
    this.good = new Uint32Array(size);
    this.bad = new Uint32Array(size);
    for (const client of w.clients)
      if (clients.includes(client.id))
        client.observer = new WatchedClient(client.observer, this, client.id);
    for (const link of w.links)
      if (links.includes(link.id)) link.observer = new WatchedLink(link.observer, this, link.id);
  }

  requestEnded(f: Frame, o: Outcome): void {
    this.count(f, o);
  }

  callEnded(f: Frame, o: Outcome): void {
    this.count(f, o);
  }

  private count({ start }: Frame, o: Outcome): void {
    const { columnNs, columns, edgesNs } = this.cells;
    const { now } = this.w;
    const column = Math.min(columns - 1, Math.floor(now / columnNs));
    const cell = column * (edgesNs.length + 1) + rowOf(edgesNs, now - start);
    (o <= DEGRADED ? this.good : this.bad)[cell]!++;
  }
}

/** The number of edges that it has reached. */
function rowOf(edges: readonly number[], ns: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= ns) low = middle + 1;
    else high = middle;
  }
  return low;
}
