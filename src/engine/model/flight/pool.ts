/**
 * The pool of a run's frames. Arrays beside the frames hold the patterns' numbers per call
 * (`slots`) and the tokens of running timers (`tokens`).
 */
import { grown, grownInt } from '../../kernel/arrays.ts';
import { ABANDONED, AWAITED, copyCall, ENDING, engagementOf, Frame, IN_STACK } from './frame.ts';
import type { Parts, ReplicaView } from './views.ts';
import { IN_FLIGHT_MAX, LimitReached } from '../limits.ts';

export class Pool<P extends Parts = Parts> {
  readonly frames: Frame<P>[] = [];
  /** Ids of free frames; the last one is taken next. */
  free = new Int32Array(64);
  freeCount = 0;
  slots: Float64Array;
  tokens: Float64Array;
  /** The number of the lane in which each token's timer runs. */
  lanes: Int32Array;
  // By frame: the number of the replica that it was last sent to, and of the one that called.
  replicas = new Int32Array(64);
  callers = new Int32Array(64);
  /** By frame: how its thread is engaged (see `engagementOf`); null until somebody watches. */
  engaged: Int32Array | null = null;

  /** Is told when a frame takes over from another one whose caller gives up; null: nobody asks. */
  heir: ((f: Frame, heir: Frame) => void) | null = null;

  readonly none: P['stack'];
  readonly slotsPerFrame: number;
  readonly timersPerFrame: number;

  constructor(none: P['stack'], slotsPerFrame: number, timersPerFrame: number) {
    this.none = none;
    this.slotsPerFrame = slotsPerFrame;
    this.timersPerFrame = timersPerFrame;
    this.slots = new Float64Array(64 * slotsPerFrame);
    this.tokens = new Float64Array(64 * timersPerFrame);
    this.lanes = new Int32Array(64 * timersPerFrame);
  }

  get inUse(): number {
    return this.frames.length - this.freeCount;
  }

  take(kind: number, parent: Frame<P> | null): Frame<P> {
    const f = this.freeCount > 0 ? this.frames[this.free[--this.freeCount]!]! : this.create();
    f.kind = kind;
    f.phase = IN_STACK;
    f.serial++;
    f.flags = 0;
    f.low = 0;
    f.skipped = 0;
    f.cause = 0;
    f.struck = 0;
    f.route = 0;
    f.parent = parent;
    f.wanted = AWAITED;
    if (parent !== null) {
      f.wanted = parent.wanted;
      const first = parent.first;
      f.next = first;
      if (first !== null) first.prev = f;
      parent.first = f;
    }
    return f;
  }

  /** Releases a frame and orphans its children. */
  release(f: Frame<P>): void {
    if (f.first !== null) this.orphan(f);
    if (f.parent !== null) this.detach(f);
    f.due = 0;
    f.kind = -1;
    f.phase = ENDING;
    if (this.freeCount === this.free.length) this.free = grownInt(this.free);
    this.free[this.freeCount++] = f.id;
  }

  /** Orphans a frame: its caller has given up, and all work below continues as abandoned work. */
  abandon(f: Frame<P>): void {
    if (f.parent !== null) this.detach(f);
    this.unwant(f);
  }

  /** Marks the work of a frame and of all frames below as abandoned. */
  private unwant(top: Frame<P>): void {
    if (top.wanted === ABANDONED) return;
    // Not recursive: a chain of services can be long.
    for (let f: Frame<P> | null = top; f !== null; f = f.first ?? after(f, top)) {
      f.wanted = ABANDONED;
      this.engage(f);
    }
  }

  /** The frame has ended: its parent continues. */
  detach(f: Frame<P>): void {
    const { prev, next } = f;
    if (prev !== null) prev.next = next;
    else f.parent!.first = next;
    if (next !== null) next.prev = prev;
    f.parent = f.next = f.prev = null;
  }

  /** Replaces a frame in its parent with another one; the old frame is abandoned. */
  replace(f: Frame<P>, other: Frame<P>): void {
    const { parent, prev, next } = f;
    if (this.heir !== null) this.heir(f, other);
    other.wanted = f.wanted;
    this.unwant(f);
    if (parent === null) return;
    other.parent = parent;
    other.prev = prev;
    other.next = next;
    if (prev !== null) prev.next = other;
    else parent.first = other;
    if (next !== null) next.prev = other;
    f.parent = f.next = f.prev = null;
  }

  /** The frame's thread may be engaged in another way from now on. */
  engage(f: Frame<P>): void {
    if (this.engaged !== null) this.engaged[f.id] = engagementOf(f);
  }

  /** From now on `engaged` is kept. */
  watch(): void {
    this.engaged = new Int32Array(this.replicas.length);
    for (const f of this.frames) this.engage(f);
  }

  /** A frame is sent to a replica, or runs there. */
  place(f: Frame<P>, replica: P['replica'] | null): void {
    f.replica = replica;
    if (replica !== null) this.replicas[f.id] = replica.number;
  }

  /** A call is the one of the replica that its parent runs on, or that called that. */
  own(f: Frame<P>, parent: Frame<P>): void {
    const { replica } = parent;
    this.callers[f.id] = replica === null ? this.callers[parent.id]! : replica.number;
  }

  /** A call was made by this replica; null: by a client. */
  madeBy(f: Frame<P>, replica: ReplicaView | null): void {
    this.callers[f.id] = replica === null ? 0 : replica.number;
  }

  /** Makes a frame one more of a call's. */
  copyCall(from: Frame<P>, to: Frame<P>): void {
    copyCall(from, to);
    this.place(to, from.replica);
    this.callers[to.id] = this.callers[from.id]!;
  }

  /** Frames at a replica. */
  at(replica: ReplicaView): Frame<P>[] {
    return this.numbered(this.replicas, replica).filter((f) => f.replica === replica);
  }

  /** Calls that a replica has made, orphaned ones included, among other frames. */
  callsOf(replica: ReplicaView): Frame<P>[] {
    return this.numbered(this.callers, replica);
  }

  private numbered(numbers: Int32Array, { number }: ReplicaView): Frame<P>[] {
    const { frames } = this;
    const found: Frame<P>[] = [];
    for (let id = numbers.indexOf(number); id >= 0; id = numbers.indexOf(number, id + 1))
      if (frames[id]!.kind >= 0) found.push(frames[id]!);
    return found;
  }

  /** Copies the first `count` numbers that patterns keep. */
  copySlots(from: Frame<P>, to: Frame<P>, count: number): void {
    this.slots.copyWithin(to.slots, from.slots, from.slots + count);
  }

  /** Orphans all children; they continue as abandoned work. */
  orphan(f: Frame<P>): void {
    for (let child = f.first; child !== null;) {
      const { next } = child;
      child.parent = child.next = child.prev = null;
      this.unwant(child);
      child = next;
    }
    f.first = null;
  }

  /** Its children, oldest first. */
  childrenOf(f: Frame<P>): Frame<P>[] {
    const children: Frame<P>[] = [];
    for (let child = f.first; child !== null; child = child.next) children.push(child);
    return children.reverse();
  }

  /**
   * Does something to each of its children, oldest first. One that ends because of what was done
   * to another has been released, and perhaps taken for something else: it is left alone.
   */
  eachChild(f: Frame<P>, act: (child: Frame<P>) => void): void {
    this.eachThere(this.childrenOf(f), act);
  }

  /** The same with children that it no longer waits for: none of their ends reaches it. */
  eachAbandoned(f: Frame<P>, act: (child: Frame<P>) => void): void {
    const children = this.childrenOf(f);
    for (const child of children) this.abandon(child);
    this.eachThere(children, act);
  }

  private eachThere(frames: readonly Frame<P>[], act: (f: Frame<P>) => void): void {
    const serials = frames.map(({ serial }) => serial);
    frames.forEach((f, i) => {
      if (f.serial === serials[i] && f.kind >= 0) act(f);
    });
  }

  /** Makes room for a number of frames and restores the arrays beside them; see checkpoint.ts. */
  restore(count: number, free: Int32Array, slots: Float64Array, tokens: Float64Array): void {
    while (this.frames.length < count) this.create();
    this.slots.set(slots);
    this.tokens.set(tokens);
    this.free = grownInt(free, Math.max(64, free.length));
    this.freeCount = free.length;
  }

  private create(): Frame<P> {
    const id = this.frames.length;
    if (id >= IN_FLIGHT_MAX)
      throw new LimitReached('inFlight', `${id} requests and calls are in flight`);
    const f = new Frame<P>(id, this.none, id * this.slotsPerFrame, id * this.timersPerFrame);
    this.frames.push(f);
    if (id === this.replicas.length) {
      this.replicas = grownInt(this.replicas);
      this.callers = grownInt(this.callers);
      if (this.engaged !== null) this.engaged = grownInt(this.engaged);
    }
    if ((id + 1) * this.slotsPerFrame > this.slots.length) this.slots = grown(this.slots);
    if ((id + 1) * this.timersPerFrame > this.tokens.length) {
      this.tokens = grown(this.tokens);
      this.lanes = grownInt(this.lanes);
    }
    return f;
  }
}

/** The next frame in a depth-first walk below `top`. */
function after<P extends Parts>(f: Frame<P>, top: Frame<P>): Frame<P> | null {
  for (let at = f; at !== top; at = at.parent!) if (at.next !== null) return at.next;
  return null;
}
