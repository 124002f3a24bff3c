/**
 * A queue of frames waiting for a thread or a permit: a growing ring. A frame that leaves from the
 * middle leaves a gap; gaps are removed once they outnumber the frames.
 */
import type { Stream } from '../../kernel/random.ts';
import { State } from '../../kernel/state.ts';
import type { Frame } from './frame.ts';

const GAP = -1;

export class Line extends State {
  ids = new Int32Array(4);
  /** Positions increase without bound (as int32); their low bits index the ring. */
  head = -1;
  /** Positions from head to tail, including gaps. */
  span = -1;
  /** Number of waiting frames. */
  count = -1;

  constructor() {
    super();
    // Not constants: see Service.
    this.head = this.span = this.count = 0;
  }

  push(f: Frame): void {
    if (this.span === this.ids.length) this.grow();
    const place = (this.head + this.span++) | 0;
    this.ids[place & (this.ids.length - 1)] = f.id;
    f.position = place;
    this.count++;
  }

  /** Removes the oldest; the queue must not be empty. */
  shift<F extends Frame>(frames: readonly F[]): F {
    for (;;) {
      const id = this.ids[this.head & (this.ids.length - 1)]!;
      this.head = (this.head + 1) | 0;
      this.span--;
      if (id === GAP) continue;
      this.count--;
      return frames[id]!;
    }
  }

  /** Removes the newest; the queue must not be empty. */
  pop<F extends Frame>(frames: readonly F[]): F {
    for (;;) {
      const id = this.ids[(this.head + --this.span) & (this.ids.length - 1)]!;
      if (id === GAP) continue;
      this.count--;
      return frames[id]!;
    }
  }

  /** The newest, which stays; the queue must not be empty. */
  newest<F extends Frame>(frames: readonly F[]): F {
    for (let i = this.span - 1; ; i--) {
      const id = this.ids[(this.head + i) & (this.ids.length - 1)]!;
      if (id !== GAP) return frames[id]!;
    }
  }

  /** Removes a random one; the queue must not be empty. */
  draw<F extends Frame>(frames: readonly F[], stream: Stream): F {
    for (;;) {
      const place = this.head + stream.below(this.span);
      const id = this.ids[place & (this.ids.length - 1)]!;
      if (id === GAP) continue;
      const f = frames[id]!;
      this.remove(f, frames);
      return f;
    }
  }

  remove(f: Frame, frames: readonly Frame[]): void {
    this.ids[f.position & (this.ids.length - 1)] = GAP;
    this.count--;
    if (this.span > 16 && this.count * 2 < this.span) this.close(frames);
  }

  /** Removes a frame but keeps its position occupied until its turn comes: `span` counts it. */
  tombstone(f: Frame): void {
    this.ids[f.position & (this.ids.length - 1)] = GAP;
    this.count--;
  }

  /** All waiting frames, oldest first. */
  members<F extends Frame>(frames: readonly F[]): F[] {
    const members: F[] = [];
    for (let i = 0; i < this.span; i++) {
      const id = this.ids[(this.head + i) & (this.ids.length - 1)]!;
      if (id !== GAP) members.push(frames[id]!);
    }
    return members;
  }

  clear(): void {
    this.span = this.count = 0;
  }

  private grow(): void {
    const wider = new Int32Array(this.ids.length * 2);
    for (let i = 0; i < this.span; i++) {
      const place = this.head + i;
      wider[place & (wider.length - 1)] = this.ids[place & (this.ids.length - 1)]!;
    }
    this.ids = wider;
  }

  private close(frames: readonly Frame[]): void {
    const members = this.members(frames);
    this.clear();
    for (const f of members) this.push(f);
  }
}
