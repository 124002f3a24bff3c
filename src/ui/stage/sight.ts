/**
 * Columns of an interval, smoothed for the eye: stage and inspector read an instant alike, and
 * several entities of a kind can be read as one.
 */
import type { IntervalPlace } from '../../engine/index.ts';
import {
  columnAt,
  type ColumnOf,
  columns,
  type ColumnUnit,
  type Entities,
  OUTCOMES,
  type Standing,
  widthOf,
} from '../../engine/signs.ts';
import type { IntervalStore, Tile } from '../../worker/client.ts';

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Over all replicas that are alive. */
export const sumAlive = (tiles: readonly Tile[], of: (tile: Tile) => number): number =>
  sumOf(tiles.map((tile) => (tile.alive ? of(tile) : 0)));

/** Threads that are busy, for whomever. */
export const busyOf = (tiles: readonly Tile[]): number =>
  sumAlive(tiles, ({ live, abandoned, waiting }) => live + abandoned + waiting);

/** NaN where nothing has been measured. */
function longest(each: readonly number[]): number {
  const some = each.filter((ms) => !Number.isNaN(ms));
  return some.length > 0 ? Math.max(...some) : NaN;
}

export class Sight<E extends Entities = Entities> {
  private readonly store: IntervalStore;
  private readonly interval: number;
  private readonly of: E;
  private readonly places: readonly IntervalPlace[];
  private readonly weights: readonly number[];

  /** @param weights of several, how much the share of each counts in that of all */
  constructor(
    store: IntervalStore,
    interval: number,
    of: E,
    places: readonly IntervalPlace[],
    weights = places.map(() => 1),
  ) {
    this.store = store;
    this.interval = interval;
    this.of = of;
    this.places = places;
    this.weights = weights;
  }

  /** By its unit: counts per second and levels added up, shares averaged, the longest duration. */
  readonly see = (column: ColumnOf<E> | Standing): number => {
    const { store, interval, of, places } = this;
    if (column === 'queued') return sumOf(places.map(({ id }) => store.queued(interval, id)));
    if (column === 'busy') return sumOf(places.map(({ id }) => busyOf(store.tiles(interval, id))));
    const each = this.each(columnAt(of, column));
    const unit = columns[of][column] as ColumnUnit;
    if (unit === 'count') return this.perSec(sumOf(each));
    if (unit === 'ms') return longest(each);
    return unit === 'level' ? sumOf(each) : this.mean(each);
  };

  /** Outcomes per second, in the order of their list. */
  outcomes(): number[] {
    const from = widthOf(this.of);
    return OUTCOMES.map((_, o) => this.perSec(sumOf(this.each(from + o))));
  }

  private each(column: number): number[] {
    return this.places.map(({ at }) => this.store.smoothed(this.interval, at + column));
  }

  private perSec(count: number): number {
    return (count * 1000) / this.store.layout.intervalMs;
  }

  private mean(shares: readonly number[]): number {
    const { weights } = this;
    if (shares.length === 1) return shares[0]!;
    const all = sumOf(weights);
    return all > 0 ? sumOf(shares.map((share, i) => share * weights[i]!)) / all : NaN;
  }
}
