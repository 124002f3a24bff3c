/**
 * Processor sharing: with c cores, n pieces of work on a replica each progress at min(1, c/n).
 * Kept in virtual time, which passes at that speed: a piece ends when the virtual clock has moved
 * on by its length, so that only the earliest end needs an event, however the speed changes.
 */
import { grown, grownInt } from '../../kernel/arrays.ts';
import { State } from '../../kernel/state.ts';
import type { Frame } from '../flight/frame.ts';

export class Sharing extends State {
  /** Virtual time, in ns of undisturbed work, at `since`. */
  virtual = 0.5;
  since = 0.5;
  /** The event for the next end; 0 when there is none. */
  due = 0.5;
  size = 0;
  /** Heap by virtual end, then by order of coming. */
  ends = new Float64Array(0);
  order = new Float64Array(0);
  ids = new Int32Array(0);
  came = 0.5;

  constructor() {
    super();
    this.virtual = this.since = this.due = this.came = 0;
  }

  /** Lets the virtual clock run up to now. */
  advance(nowNs: number, cores: number, paused: boolean): void {
    if (!paused && this.size > 0)
      this.virtual += (nowNs - this.since) * (this.size > cores ? cores / this.size : 1);
    this.since = nowNs;
  }

  /** When the next piece ends if nothing changes, in whole ns; call after `advance`. */
  nextEnd(cores: number): number {
    const left = Math.max(0, this.ends[0]! - this.virtual);
    return this.since + Math.ceil(this.size > cores ? (left * this.size) / cores : left);
  }

  add(f: Frame, workNs: number): void {
    if (this.size === this.ids.length) {
      const length = Math.max(8, this.size * 2);
      this.ends = grown(this.ends, length);
      this.order = grown(this.order, length);
      this.ids = grownInt(this.ids, length);
    }
    if (this.size === 0) this.virtual = 0;
    this.place(this.size++, this.virtual + workNs, ++this.came, f.id);
  }

  /**
   * The piece that ends first; the virtual clock then stands at its end. @returns its frame's id
   */
  shift(): number {
    const id = this.ids[0]!;
    this.virtual = Math.max(this.virtual, this.ends[0]!);
    this.removeAt(0);
    return id;
  }

  remove(f: Frame): void {
    this.removeAt(this.placeOf(f));
  }

  /** Work that a piece has left, in whole ns; call after `advance`. */
  leftOf(f: Frame): number {
    return Math.ceil(Math.max(0, this.ends[this.placeOf(f)]! - this.virtual));
  }

  private placeOf(f: Frame): number {
    const place = this.ids.subarray(0, this.size).indexOf(f.id);
    if (place < 0) throw new Error(`frame ${f.id} has no share of these cores`);
    return place;
  }

  clear(): void {
    this.size = 0;
    this.due = 0;
  }

  private removeAt(at: number): void {
    const last = --this.size;
    if (at === last) return;
    const end = this.ends[last]!;
    const order = this.order[last]!;
    const id = this.ids[last]!;
    this.sink(at, end, order, id);
    if (this.ids[at] === id) this.place(at, end, order, id);
  }

  /** Puts an entry at a free place and lets it rise. */
  private place(at: number, end: number, order: number, id: number): void {
    let i = at;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.before(end, order, parent)) break;
      this.move(parent, i);
      i = parent;
    }
    this.put(i, end, order, id);
  }

  private sink(at: number, end: number, order: number, id: number): void {
    let i = at;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= this.size) break;
      if (
        child + 1 < this.size &&
        this.before(this.ends[child + 1]!, this.order[child + 1]!, child)
      )
        child++;
      if (this.before(end, order, child)) break;
      this.move(child, i);
      i = child;
    }
    this.put(i, end, order, id);
  }

  private before(end: number, order: number, at: number): boolean {
    return end < this.ends[at]! || (end === this.ends[at]! && order < this.order[at]!);
  }

  private move(from: number, to: number): void {
    this.put(to, this.ends[from]!, this.order[from]!, this.ids[from]!);
  }

  private put(at: number, end: number, order: number, id: number): void {
    this.ends[at] = end;
    this.order[at] = order;
    this.ids[at] = id;
  }
}
