/**
 * Counts in time buckets, and their sums. A bucket has an increasing key (a second, a number, a
 * time) and columns of counts. Only non-empty buckets exist, so memory grows with activity, not
 * with the window.
 */
import { State } from '../../kernel/state.ts';

export class Buckets extends State {
  /** Sums over all buckets, by column. */
  readonly sums: Float64Array;
  /** Per bucket, oldest at `head`: its key, then its counts. */
  private ring: Float64Array;
  private head = 0;
  private size = 0;
  private readonly width: number;

  constructor(columns: number) {
    super();
    this.width = columns + 1;
    this.sums = new Float64Array(columns);
    this.ring = new Float64Array(4 * this.width);
  }

  /** Position of the n-th bucket; 0 is the oldest. */
  private place(n: number): number {
    return ((this.head + n) % (this.ring.length / this.width)) * this.width;
  }

  /** Key of the oldest bucket; Infinity: none. */
  get oldest(): number {
    return this.size === 0 ? Infinity : this.ring[this.place(0)]!;
  }

  /** Key of the newest bucket; -Infinity: none. */
  get newest(): number {
    return this.size === 0 ? -Infinity : this.ring[this.place(this.size - 1)]!;
  }

  /** Drops the oldest bucket. */
  drop(): void {
    const at = this.place(0);
    for (let column = 0; column < this.sums.length; column++)
      this.sums[column]! -= this.ring[at + 1 + column]!;
    this.head = (this.head + 1) % (this.ring.length / this.width);
    this.size--;
  }

  /** Drops all buckets with smaller keys. */
  dropBefore(key: number): void {
    while (this.oldest < key) this.drop();
  }

  clear(): void {
    this.head = this.size = 0;
    this.sums.fill(0);
  }

  /** The newest bucket, with this key; created if missing. */
  at(key: number): number {
    return this.newest === key ? this.place(this.size - 1) : this.append(key);
  }

  private append(key: number): number {
    if ((this.size + 1) * this.width > this.ring.length) this.grow();
    const at = this.place(this.size++);
    this.ring.fill(0, at, at + this.width);
    this.ring[at] = key;
    return at;
  }

  private grow(): void {
    const wider = new Float64Array(this.ring.length * 2);
    for (let n = 0; n < this.size; n++) {
      const from = this.place(n);
      wider.set(this.ring.subarray(from, from + this.width), n * this.width);
    }
    this.ring = wider;
    this.head = 0;
  }

  /** The bucket with this key, or -1. */
  find(key: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ring[this.place(middle)]! < key) low = middle + 1;
      else high = middle;
    }
    const at = this.place(low);
    return low < this.size && this.ring[at] === key ? at : -1;
  }

  /** Increments a count in a bucket found by `at` or `find`. */
  count(at: number, column: number): void {
    this.ring[at + 1 + column]!++;
    this.sums[column]!++;
  }

  get(at: number, column: number): number {
    return this.ring[at + 1 + column]!;
  }
  /** Clears a count in that bucket. */
  zero(at: number, column: number): void {
    this.sums[column]! -= this.get(at, column);
    this.ring[at + 1 + column] = 0;
  }
}

/** Buckets of equal length from an origin: the current one and the N - 1 before it. */
export class Rolling extends Buckets {
  originNs = 0.5;
  private readonly periodNs: number;
  private readonly span: number;

  /** @param span number of buckets, including the current one */
  constructor(columns: number, periodNs: number, span: number, originNs: number) {
    super(columns);
    this.originNs = originNs;
    this.periodNs = periodNs;
    this.span = span;
  }

  /** The bucket number of a time. */
  keyOf(nowNs: number): number {
    return Math.floor((nowNs - this.originNs) / this.periodNs);
  }

  /** Start time of a bucket. */
  startOf(key: number): number {
    return this.originNs + key * this.periodNs;
  }

  /** Drops buckets that have left the window. */
  age(nowNs: number): void {
    if (this.oldest !== Infinity) this.dropBefore(this.keyOf(nowNs) - this.span + 1);
  }

  /** The current bucket. */
  now(nowNs: number): number {
    this.age(nowNs);
    return this.at(this.keyOf(nowNs));
  }
}
