/**
 * A queue of frames in which the one with the shortest first work is next, of equals the oldest: a
 * binary heap. `remaining` of a frame is its first work, drawn on arrival.
 */
import { grownInt } from '../../kernel/arrays.ts';
import { State } from '../../kernel/state.ts';
import type { Frame } from './frame.ts';

const isBefore = (a: Frame, b: Frame): boolean =>
  a.remaining < b.remaining || (a.remaining === b.remaining && a.ticket < b.ticket);

export class Shortest extends State {
  private ids = new Int32Array(16);
  /** Number of waiting frames. */
  count = 0;

  push(f: Frame, frames: readonly Frame[]): void {
    if (this.count === this.ids.length) this.ids = grownInt(this.ids);
    this.rise(f, this.count++, frames);
  }

  /** Removes the next one; the queue must not be empty. */
  shift<F extends Frame>(frames: readonly F[]): F {
    const next = frames[this.ids[0]!]!;
    this.remove(next, frames);
    return next;
  }

  remove(f: Frame, frames: readonly Frame[]): void {
    const last = frames[this.ids[--this.count]!]!;
    if (last === f) return;
    const at = f.position;
    this.sink(last, at, frames);
    if (last.position === at) this.rise(last, at, frames);
  }

  /** All waiting frames in service order. */
  members<F extends Frame>(frames: readonly F[]): F[] {
    const members = Array.from(this.ids.subarray(0, this.count), (id) => frames[id]!);
    return members.sort((a, b) => (isBefore(a, b) ? -1 : 1));
  }

  clear(): void {
    this.count = 0;
  }

  private put(f: Frame, at: number): void {
    this.ids[at] = f.id;
    f.position = at;
  }

  private rise(f: Frame, from: number, frames: readonly Frame[]): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const other = frames[this.ids[parent]!]!;
      if (isBefore(other, f)) break;
      this.put(other, at);
      at = parent;
    }
    this.put(f, at);
  }

  private sink(f: Frame, from: number, frames: readonly Frame[]): void {
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.count) break;
      let least = frames[this.ids[child]!]!;
      if (child + 1 < this.count) {
        const right = frames[this.ids[child + 1]!]!;
        if (isBefore(right, least)) {
          least = right;
          child++;
        }
      }
      if (isBefore(f, least)) break;
      this.put(least, at);
      at = child;
    }
    this.put(f, at);
  }
}
