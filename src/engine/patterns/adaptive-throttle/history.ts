/**
 * How many calls there have been in a window, and how many of them went well, kept by the second.
 * As in Envoy's admission control an entry begins with the first call that finds the last one a
 * second old, and is dropped as a whole when its beginning is as old as the window. Memory follows
 * the seconds in which there were calls.
 */
import { grown } from '../../kernel/arrays.ts';
import { State } from '../../kernel/state.ts';

const SECOND_NS = 1e9;
/** Numbers of an entry: when it began, calls, those that went well. */
const ENTRY = 3;

/** Calls in a window, and those of them that went well. */
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

  /** Forgets entries that are as old as the window. */
  forget(nowNs: number, windowNs: number): void {
    while (this.count > 0 && nowNs - this.ring[this.head]! >= windowNs) {
      // As integers: float64s would make the fields ones.
      this.calls = (this.calls - this.ring[this.head + 1]!) | 0;
      this.good = (this.good - this.ring[this.head + 2]!) | 0;
      this.head = (this.head + ENTRY) % this.ring.length;
      this.count--;
    }
  }

  /** The totals as they would be without what is too old; for who only looks. */
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

  /** Begins a new entry where the last one is a second old, or gone. */
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

  /** How old the oldest entry is; 0 when there is none. */
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
