/**
 * Calls and successes over a window, in entries of about 1 s. As in Envoy's admission control, an
 * entry starts with the first call after the last entry is 1 s old, and expires as a whole. Memory
 * grows with the number of seconds that had calls.
 */
import { grown } from '../../kernel/arrays.ts';
import { State } from '../../kernel/state.ts';

const SECOND_NS = 1e9;
/** Fields of an entry: start time, calls, successes. */
const ENTRY = 3;

/** Calls in a window, and successes among them. */
export interface Counts {
  readonly calls: number;
  readonly good: number;
}

export class History extends State {
  /** Totals over the window. */
  calls = -1;
  good = -1;
  private ring = new Float64Array(4 * ENTRY);
  private head = -1;
  private count = -1;

  constructor() {
    super();
    this.calls = this.good = this.head = this.count = 0;
  }

  /** Drops entries that are as old as the window. */
  forget(nowNs: number, windowNs: number): void {
    while (this.count > 0 && nowNs - this.ring[this.head]! >= windowNs) {
      // As integers: float64s would change the fields' representation.
      this.calls = (this.calls - this.ring[this.head + 1]!) | 0;
      this.good = (this.good - this.ring[this.head + 2]!) | 0;
      this.head = (this.head + ENTRY) % this.ring.length;
      this.count--;
    }
  }

  /** The totals without expired entries, read-only. */
  within(nowNs: number, windowNs: number): Counts {
    let { calls, good } = this;
    for (let i = 0; i < this.count; i++) {
      const at = (this.head + i * ENTRY) % this.ring.length;
      if (nowNs - this.ring[at]! < windowNs) break;
      calls -= this.ring[at + 1]!;
      good -= this.ring[at + 2]!;
    }
    return { calls, good };
  }

  /** Starts a new entry if the last one is 1 s old, or gone. */
  begin(nowNs: number): void {
    if (this.count > 0 && nowNs - this.ring[this.last()]! < SECOND_NS) return;
    if (this.count * ENTRY === this.ring.length) this.grow();
    this.count++;
    const at = this.last();
    this.ring[at] = nowNs;
    this.ring[at + 1] = this.ring[at + 2] = 0;
  }

  /** Adds to the last entry. */
  add(calls: number, good: number): void {
    const at = this.last();
    this.ring[at + 1]! += calls;
    this.ring[at + 2]! += good;
    this.calls += calls;
    this.good += good;
  }

  /** Age of the oldest entry; 0: none. */
  spanNs(nowNs: number): number {
    return this.count === 0 ? 0 : nowNs - this.ring[this.head]!;
  }

  private last(): number {
    return (this.head + (this.count - 1) * ENTRY) % this.ring.length;
  }

  private grow(): void {
    const { ring, head } = this;
    this.ring = grown(ring);
    this.ring.set(ring.subarray(head));
    this.ring.set(ring.subarray(0, head), ring.length - head);
    this.head = 0;
  }
}
