/**
 * Counts in buckets of time, and their sums. A bucket has a key (a second, a number, an instant)
 * and counts in columns; keys rise. Only buckets in which something was counted are there, so
 * memory follows what happens, not how many buckets a window has.
 */
import { State } from '../../kernel/state.ts';

export class Buckets extends State {
  /** Over all buckets, by column. */
  readonly sums: Float64Array;
  /** By bucket, the oldest at `head`: its key, then its counts. */
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

  /** Where the n-th bucket lies, the oldest is 0. */
  private place(n: number): number {
    return ((this.head + n) % (this.ring.length / this.width)) * this.width;
  }

  /** The key of the oldest bucket; Infinity when there is none. */
  get oldest(): number {
    return this.size === 0 ? Infinity : this.ring[this.place(0)]!;
  }

  /** The key of the newest bucket; -Infinity when there is none. */
  get newest(): number {
    return this.size === 0 ? -Infinity : this.ring[this.place(this.size - 1)]!;
  }

  /** Forgets the oldest bucket. */
  drop(): void {
    const at = this.place(0);
    for (let column = 0; column < this.sums.length; column++)
      this.sums[column]! -= this.ring[at + 1 + column]!;
    this.head = (this.head + 1) % (this.ring.length / this.width);
    this.size--;
  }

  /** Forgets all buckets whose keys are smaller. */
  dropBefore(key: number): void {
    while (this.oldest < key) this.drop();
  }

  clear(): void {
    this.head = this.size = 0;
    this.sums.fill(0);
  }

  /** The bucket with this key, which is the newest; it is made when it is not there. */
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

  /** One more in a bucket that `at` or `find` gave. */
  count(at: number, column: number): void {
    this.ring[at + 1 + column]!++;
    this.sums[column]!++;
  }

  get(at: number, column: number): number {
    return this.ring[at + 1 + column]!;
  }
  /** No more in that bucket. */
  zero(at: number, column: number): void {
    this.sums[column]! -= this.get(at, column);
    this.ring[at + 1 + column] = 0;
  }
}

/** Buckets of one length, counted from an origin: the current one and the N - 1 before it. */
export class Rolling extends Buckets {
  originNs = 0.5;
  private readonly periodNs: number;
  private readonly span: number;

  /** @param span how many buckets, the current one included */
  constructor(columns: number, periodNs: number, span: number, originNs: number) {
    super(columns);
    this.originNs = originNs;
    this.periodNs = periodNs;
    this.span = span;
  }

  /** The number of the bucket that an instant lies in. */
  keyOf(nowNs: number): number {
    return Math.floor((nowNs - this.originNs) / this.periodNs);
  }

  /** When a bucket begins. */
  startOf(key: number): number {
    return this.originNs + key * this.periodNs;
  }

  /** Forgets what has left the window by now. */
  age(nowNs: number): void {
    if (this.oldest !== Infinity) this.dropBefore(this.keyOf(nowNs) - this.span + 1);
  }

  /** The current bucket. */
  now(nowNs: number): number {
    this.age(nowNs);
    return this.at(this.keyOf(nowNs));
  }
}
