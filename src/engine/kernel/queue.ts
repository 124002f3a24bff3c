/**
 * The clock and the event queue, in total order by (time, class, sequence number). Time is integer
 * nanoseconds in a float64, exact for 104 days. An event is two integers, `kind` and `ref`. Its key
 * (class and sequence number in one float64) is unique; it is the token by which its owner
 * recognizes or cancels it.
 *
 * The queue is a calendar queue in front of a heap: an event goes unsorted into the bucket of its
 * time, and the heap sorts a bucket when its turn comes. Events beyond the buckets wait in a second
 * heap. The bucket width follows the event rate and never changes the order.
 */
import { grown, grownInt } from './arrays.ts';
import { Heap } from './heap.ts';
import { State } from './state.ts';

/** Order among events of one instant: model changes first, new calls last. */
export const FIRST = 0;
export const TIMER = 1;
export const COMPLETION = 2;
export const ARRIVAL = 3;

/** 2^45: more than the event limit of a run. */
const CLASS = 35_184_372_088_832;

/** The class of the event with this key. */
export const orderOf = (key: number): number => Math.floor(key / CLASS);

/** Minimum and maximum number of buckets. */
const BUCKETS_MIN = 256;
const BUCKETS_MAX = 65_536;
/** Minimum and initial bucket width, in ns: powers of two. */
const WIDTH_MIN = 1024;
const WIDTH_FIRST = 131_072;
/** Events between two checks of the bucket width (target: about one event per bucket). */
const LOOK_EVERY = 8192;

export class EventQueue extends State {
  /**
   * Time of the last event taken, in ns, and the number of events taken before it at the same time.
   */
  now = 0.5;
  repeats = 0;
  /** The last event taken. */
  kind = 0;
  ref = 0;
  key = 0.5;

  // Per slot. Free slots form a list: `links` of the last one is the number of slots.
  private time = new Float64Array(64);
  private keys = new Float64Array(64);
  private kinds = new Int32Array(64);
  private refs = new Int32Array(64);
  private links = Int32Array.from({ length: 64 }, (_, i) => i + 1);
  private free = -1;
  /** Key of the last event scheduled. */
  pushed = 0.5;
  sequence = 0.5;

  /** Per bucket: its first slot plus one; 0: empty. */
  private heads = new Int32Array(BUCKETS_MIN);
  /** The current bucket and its start time; its events are in `near`. */
  private turn = -1;
  private base = 0.5;
  /**
   * Bucket width (a power of two, so all three are exact), its inverse, and the span of all
   * buckets.
   */
  private width = 0.5;
  private perNs = 0.5;
  private span = 0.5;
  /** Events in buckets. */
  private held = -1;
  private readonly near = new Heap();
  private readonly far = new Heap();
  /** Events taken since the last check of their rate, and the time of that check. */
  private taken = -1;
  private lookedNs = 0.5;

  constructor() {
    super();
    this.now = this.key = this.pushed = this.base = this.lookedNs = 0;
    this.sequence = 1;
    this.free = this.turn = this.held = this.taken = 0;
    this.lay(WIDTH_FIRST, BUCKETS_MIN);
    // Before compilation: V8 treats fields that never changed as constants, and deoptimizes the hot
    // path when one changes.
    this.grow();
  }

  /** Creates empty buckets. Both numbers are powers of two. */
  private lay(width: number, buckets: number): void {
    this.width = width;
    this.perNs = 1 / width;
    this.span = width * buckets;
    this.heads = new Int32Array(buckets);
  }

  /** Takes the next sequence number, for an entry that is kept elsewhere for now. */
  stamp(order: number): number {
    return order * CLASS + this.sequence++;
  }

  /**
   * Schedules an event after a while. @returns nothing: its key is in `pushed` (see below)
   */
  after(delayNs: number, order: number, kind: number, ref: number): void {
    if (delayNs < 0) backwards(delayNs);
    // Delays are small integers; V8 would box a time as argument or a key as result.
    this.pushed = order * CLASS + this.sequence++;
    this.place(kind, ref, this.now + delayNs);
  }

  /** Schedules an event at a time. @returns its key */
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

  /** Into the near heap, a bucket, or the far heap. */
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

  /** Takes the next event before `endNs`, if there is one. */
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

  /** Time of the next event; Infinity if there is none. */
  nextTime(): number {
    if (this.near.size === 0 && !this.advance()) return Infinity;
    return this.time[this.near.slots[0]!]!;
  }

  /** Times of these events. Slow: scans all entries. */
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

  /** Advances to the next non-empty bucket. @returns false if there is none */
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

  /** Moves events that are now within reach of the buckets. */
  private fetch(): void {
    const { far, time, keys } = this;
    while (far.size > 0 && time[far.slots[0]!]! < this.base + this.span) {
      const slot = far.slots[0]!;
      if (--far.size > 0) far.settle(time, keys);
      this.put(slot);
    }
  }

  /**
   * Adapts the bucket width to the event rate, and the number of buckets to the number of events.
   */
  private look(): void {
    const gap = Math.max(WIDTH_MIN, (this.now - this.lookedNs) / LOOK_EVERY);
    this.taken = 0;
    this.lookedNs = this.now;
    const count = this.held + this.near.size + this.far.size;
    const room = this.heads.length;
    const enough = room >= 2 * count || room === BUCKETS_MAX;
    const fits = gap > this.width / 4 && gap < this.width * 4;
    // Moves the buckets back, if a look at the next event advanced them beyond this time.
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

/** The clock never runs backwards: scheduling in the past is a bug. */
function backwards(ns: number): never {
  throw new Error(`an event was scheduled ${-ns} ns in the past`);
}
