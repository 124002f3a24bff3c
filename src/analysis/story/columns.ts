/** The columns of a recorded run by name, and running sums of them; each is worked out once. */
import {
  columnsOf,
  type ColumnOf,
  type Entities,
  ENTITIES,
  type IntervalPlace,
  OUTCOMES,
  type OutcomeName,
  REASONS,
  widthOf,
} from '../../engine/index.ts';
import type { IntervalStore } from '../intervals.ts';

/** A column of failures is named by the reason with this before it. */
export type Counted<E extends Entities> = ColumnOf<E> | `failures.${OutcomeName}`;

const FIRST_FAILURE = OUTCOMES.length - REASONS.length;

/** Where in an entity's part of a row each of them stands. */
const OFFSETS = Object.fromEntries(
  ENTITIES.map((of) => {
    const names = [...columnsOf(of), ...OUTCOMES.map((outcome) => `failures.${outcome}`)];
    return [of, Object.fromEntries(names.map((name, i) => [name, i]))];
  }),
) as Readonly<Record<Entities, Readonly<Record<string, number>>>>;

/** Running sums over the intervals. */
export class Totals {
  /** What came before each interval, and in the end. */
  readonly sums: Float64Array;

  constructor(sums: Float64Array) {
    this.sums = sums;
  }

  /** Over the intervals from one to before another, as far as there are any. */
  over(from: number, to: number): number {
    const { sums } = this;
    const first = from > 0 ? from : 0;
    const end = to < sums.length ? to : sums.length - 1;
    return first < end ? sums[end]! - sums[first]! : 0;
  }
}

/** All failures of an interval are counted in these columns. */
const FAILED: Readonly<Record<Entities, readonly Counted<Entities>[]>> = {
  clients: ['failed'],
  services: ['failed', 'rejected' as 'failed'],
  links: ['failed'],
};

/** What there is of one client, service or link, by where it stands in its part of a row. */
interface Part {
  at: number;
  columns: (Float32Array | undefined)[];
  sums: (Float64Array | undefined)[];
  /** Intervals in which something failed; null: columns of failures have not been read yet. */
  failing: number[] | null;
}

export class Columns {
  private readonly store: IntervalStore;
  private readonly parts: Readonly<Record<Entities, ReadonlyMap<string, Part>>>;
  /** A column without anything, and its sums. */
  private readonly nothing: Float32Array;
  private readonly zeros: Float64Array;

  constructor(store: IntervalStore) {
    this.store = store;
    const { clients, services, links } = store.layout;
    const partsOf = (places: readonly IntervalPlace[]) =>
      new Map(places.map(({ id, at }) => [id, { at, columns: [], sums: [], failing: null }]));
    this.parts = { clients: partsOf(clients), services: partsOf(services), links: partsOf(links) };
    this.nothing = new Float32Array(store.count + 1);
    this.zeros = new Float64Array(store.count + 1);
  }

  /** Values by interval; NaN: none. */
  values<E extends Entities>(of: E, id: string, name: Counted<E>): Float32Array {
    const part = this.parts[of].get(id)!;
    const offset = OFFSETS[of][name]!;
    if (offset < widthOf(of)) return (part.columns[offset] ??= this.store.column(part.at + offset));
    if (!part.failing) this.readFailures(of, id, part);
    return part.columns[offset] ?? this.nothing;
  }

  /** The highest value; -Infinity: there is none. */
  most(of: Entities, id: string, name: string): number {
    return this.store.most(this.parts[of].get(id)!.at + OFFSETS[of][name]!);
  }

  /** Most intervals have none, and most of the others only of one kind. */
  private readFailures(of: Entities, id: string, part: Part): void {
    const { store } = this;
    const width = widthOf(of);
    const failing: number[] = (part.failing = []);
    const failed = this.totals(of, id, FAILED[of]).sums;
    for (let i = 0; i < store.count; i++) {
      if (failed[i] === failed[i + 1]) continue;
      failing.push(i);
      for (let o = FIRST_FAILURE; o < OUTCOMES.length; o++) {
        const value = store.value(i, part.at + width + o);
        if (value !== 0) (part.columns[width + o] ??= new Float32Array(store.count))[i] = value;
      }
    }
  }

  /** Those of these columns in which there is something. */
  used<E extends Entities, N extends Counted<E>>(of: E, id: string, names: readonly N[]): N[] {
    return names.filter((name) => this.values(of, id, name) !== this.nothing);
  }

  /** Up to each interval; nothing counts as 0. */
  private sumsOf<E extends Entities>(of: E, id: string, name: Counted<E>): Float64Array {
    const part = this.parts[of].get(id)!;
    const { sums } = part;
    const offset = OFFSETS[of][name]!;
    const known = sums[offset];
    if (known) return known;
    if (offset < widthOf(of)) return (sums[offset] = this.store.sums(part.at + offset));
    const values = this.values(of, id, name);
    if (values === this.nothing) return this.zeros;
    return (sums[offset] = this.fewSums(values, part.failing!));
  }

  /** The same of values in these intervals only. */
  private fewSums(values: Float32Array, intervals: readonly number[]): Float64Array {
    const sums = new Float64Array(this.store.count + 1);
    let sum = 0;
    intervals.forEach((interval, i) => {
      sum += values[interval]!;
      sums.fill(sum, interval + 1, (intervals[i + 1] ?? this.store.count) + 1);
    });
    return sums;
  }

  /** Of several columns together: what came before each interval. */
  totals<E extends Entities>(of: E, id: string, names: readonly Counted<E>[]): Totals {
    const all = names.map((name) => this.sumsOf(of, id, name)).filter((sums) => sums.at(-1)! !== 0);
    const sums = all.length > 1 ? all[0]!.slice() : (all[0] ?? this.zeros);
    for (const one of all.slice(1)) for (let i = 0; i < sums.length; i++) sums[i]! += one[i]!;
    return new Totals(sums);
  }

  /** Over the intervals from one to before another. */
  sum<E extends Entities>(of: E, id: string, name: Counted<E>, from: number, to: number): number {
    return new Totals(this.sumsOf(of, id, name)).over(from, to);
  }
}
