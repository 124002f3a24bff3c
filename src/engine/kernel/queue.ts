/**
 * The clock and the event queue, ordered by (time, class, sequence number), a total order. Time is
 * integer nanoseconds in a float64, exact for 104 days. An event is two integers, `kind` and `ref`;
 * its key (class and sequence number in one float64) is unique and serves as the token by which
 * whoever scheduled it recognises it, or finds that it has been called off.
 *
 * A wheel of buckets (a calendar queue) stands in front of a heap: an event goes into the bucket of
 * its time, unsorted, and when a bucket's turn comes its few events go through the heap, which puts
 * them in order. What lies beyond the wheel waits in a second heap. The width of a bucket follows
 * the events' rate; how wide it is never changes the order, only the time it takes.
 */
import { grown, grownInt } from './arrays.ts';
import { Heap } from './heap.ts';
import { State } from './state.ts';

/** Among events of one instant: what the world does comes first, what is new comes last. */
export const FIRST = 0;
export const TIMER = 1;
export const COMPLETION = 2;
export const ARRIVAL = 3;

/** 2^45: more events than this are beyond the limit of a run. */
const CLASS = 35_184_372_088_832;

/** The class of the event with this key. */
export const orderOf = (key: number): number => Math.floor(key / CLASS);

/** Buckets, at least and at most. */
const BUCKETS_MIN = 256;
const BUCKETS_MAX = 65_536;
/** The narrowest bucket, and those to begin with, in ns: powers of two. */
const WIDTH_MIN = 1024;
const WIDTH_FIRST = 131_072;
/** After so many events it is looked whether there is about one per bucket. */
const LOOK_EVERY = 8192;

export class EventQueue extends State {
  /** The instant of the event taken last, in ns; how many before it were taken at the same. */
  now = 0.5;
  repeats = 0;
  /** The event taken last. */
  kind = 0;
  ref = 0;
  key = 0.5;

  // By slot. Those that are free make a list: `links` of the last one is the number of slots.
  private time = new Float64Array(64);
  private keys = new Float64Array(64);
  private kinds = new Int32Array(64);
  private refs = new Int32Array(64);
  private links = Int32Array.from({ length: 64 }, (_, i) => i + 1);
  private free = -1;
  /** The key of the event scheduled last. */
  pushed = 0.5;
  sequence = 0.5;

  /** By bucket: the first slot in it plus one; 0: none. */
  private heads = new Int32Array(BUCKETS_MIN);
  /** The bucket whose turn it is, and when its time begins; its events are in `near`. */
  private turn = -1;
  private base = 0.5;
  /** A power of two, so that all of these are exact; its inverse; the whole wheel. */
  private width = 0.5;
  private perNs = 0.5;
  private span = 0.5;
  /** Events in buckets. */
  private held = -1;
  private readonly near = new Heap();
  private readonly far = new Heap();
  /** Events taken since the last look at their rate, and when that was. */
  private taken = -1;
  private lookedNs = 0.5;

  constructor() {
    super();
    this.now = this.key = this.pushed = this.base = this.lookedNs = 0;
    this.sequence = 1;
    this.free = this.turn = this.held = this.taken = 0;
    this.lay(WIDTH_FIRST, BUCKETS_MIN);
    // Before anything is compiled: V8 takes fields that never changed for constants, and throws the
    // whole hot path away when one of them does.
    this.grow();
  }

  /** Makes an empty wheel. Both are powers of two. */
  private lay(width: number, buckets: number): void {
    this.width = width;
    this.perNs = 1 / width;
    this.span = width * buckets;
    this.heads = new Int32Array(buckets);
  }

  /** Takes the next sequence number, for an entry that is kept elsewhere until its turn comes. */
  stamp(order: number): number {
    return order * CLASS + this.sequence++;
  }

  /**
   * Schedules an event after a while. @returns nothing: its key is in `pushed` (see below)
   */
  after(delayNs: number, order: number, kind: number, ref: number): void {
    if (delayNs < 0) backwards(delayNs);
    // Delays are small; an instant as argument or a key as result would be boxed by V8.
    this.pushed = order * CLASS + this.sequence++;
    this.place(kind, ref, this.now + delayNs);
  }

  /** Schedules an event at an instant. @returns its key */
  push(timeNs: number, order: number, kind: number, ref: number): number {
    if (timeNs < this.now) backwards(timeNs - this.now);
    this.pushed = order * CLASS + this.sequence++;
    this.place(kind, ref, timeNs);
    return this.pushed;
  }

  /** Schedules an entry that got its key from `stamp`. */
  enter(timeNs: number, key: number, kind: number, ref: number): void {
    if (timeNs < this.now) backwards(timeNs - this.now);
    this.pushed = key;
    this.place(kind, ref, timeNs);
  }

  private place(kind: number, ref: number, timeNs: number): void {
    if (this.free === this.time.length) this.grow();
    const slot = this.free;
    this.free = this.links[slot]!;
    this.time[slot] = timeNs;
    this.keys[slot] = this.pushed;
    this.kinds[slot] = kind;
    this.refs[slot] = ref;
    this.put(slot);
  }

  /** Into the heap of what is near, a bucket, or the heap of what is far. */
  private put(slot: number): void {
    const ahead = this.time[slot]! - this.base;
    if (ahead < this.width) this.near.push(slot, this.time, this.keys);
    else if (ahead < this.span) this.hang(slot, ahead);
    else this.far.push(slot, this.time, this.keys);
  }

  private hang(slot: number, aheadNs: number): void {
    const { heads } = this;
    const bucket = (this.turn + ((aheadNs * this.perNs) | 0)) & (heads.length - 1);
    this.links[slot] = heads[bucket]!;
    heads[bucket] = slot + 1;
    this.held++;
  }

  /** Takes the next event that happens before `endNs`, if there is one. */
  next(endNs: number): boolean {
    const { near, time } = this;
    if (near.size === 0 && !this.advance()) return false;
    const slot = near.slots[0]!;
    const timeNs = time[slot]!;
    if (timeNs >= endNs) return false;
    if (timeNs === this.now) this.repeats++;
    else {
      this.now = timeNs;
      this.repeats = 0;
    }
    this.key = this.keys[slot]!;
    this.kind = this.kinds[slot]!;
    this.ref = this.refs[slot]!;
    if (--near.size > 0) near.settle(time, this.keys);
    this.links[slot] = this.free;
    this.free = slot;
    if (++this.taken === LOOK_EVERY) this.look();
    return true;
  }

  /** When the next event is due; Infinity when there is none. */
  nextTime(): number {
    if (this.near.size === 0 && !this.advance()) return Infinity;
    return this.time[this.near.slots[0]!]!;
  }

  /** When each of these events is due; for the rare question, it looks at all entries. */
  dueTimes(): Map<number, number> {
    const due = new Map<number, number>();
    for (const slot of this.all()) due.set(this.keys[slot]!, this.time[slot]!);
    return due;
  }

  private all(): number[] {
    const { near, far, heads, links } = this;
    const slots = [...near.slots.subarray(0, near.size), ...far.slots.subarray(0, far.size)];
    for (const head of heads) for (let at = head; at > 0; at = links[at - 1]!) slots.push(at - 1);
    return slots;
  }

  /** Turns the wheel to the next bucket that has events. @returns false when there are none */
  private advance(): boolean {
    const { near, far, heads, links, time, keys } = this;
    const mask = heads.length - 1;
    if (this.held === 0) {
      if (far.size === 0) return false;
      this.base = Math.floor(time[far.slots[0]!]! * this.perNs) * this.width;
      this.fetch();
    }
    while (near.size === 0) {
      this.turn = (this.turn + 1) & mask;
      this.base += this.width;
      let at = heads[this.turn]!;
      heads[this.turn] = 0;
      for (; at > 0; this.held--) {
        near.push(at - 1, time, keys);
        at = links[at - 1]!;
      }
      if (far.size > 0 && time[far.slots[0]!]! < this.base + this.span) this.fetch();
    }
    return true;
  }

  /** What has come within the wheel's reach. */
  private fetch(): void {
    const { far, time, keys } = this;
    while (far.size > 0 && time[far.slots[0]!]! < this.base + this.span) {
      const slot = far.slots[0]!;
      if (--far.size > 0) far.settle(time, keys);
      this.put(slot);
    }
  }

  /** Fits the buckets to the rate at which events are taken, and their number to how many wait. */
  private look(): void {
    const gap = Math.max(WIDTH_MIN, (this.now - this.lookedNs) / LOOK_EVERY);
    this.taken = 0;
    this.lookedNs = this.now;
    const count = this.held + this.near.size + this.far.size;
    const room = this.heads.length;
    const enough = room >= 2 * count || room === BUCKETS_MAX;
    const fits = gap > this.width / 4 && gap < this.width * 4;
    // Whoever asked for what comes next may have turned the wheel beyond what came after all.
    if (enough && fits && this.now >= this.base) return;
    const slots = this.all();
    this.near.size = this.far.size = this.held = this.turn = 0;
    let width = WIDTH_MIN;
    while (width < gap) width *= 2;
    let buckets = BUCKETS_MIN;
    while (buckets < 4 * count && buckets < BUCKETS_MAX) buckets *= 2;
    this.lay(width, buckets);
    this.base = Math.floor(this.now * this.perNs) * width;
    for (const slot of slots) this.put(slot);
  }

  private grow(): void {
    const { length } = this.time;
    this.time = grown(this.time);
    this.keys = grown(this.keys);
    this.kinds = grownInt(this.kinds);
    this.refs = grownInt(this.refs);
    this.links = grownInt(this.links);
    for (let i = length; i < this.links.length; i++) this.links[i] = i + 1;
  }
}

/** The clock never runs backwards: whoever asks for it has made a mistake. */
function backwards(ns: number): never {
  throw new Error(`an event was scheduled ${-ns} ns in the past`);
}
