/**
 * The clock and the event queue: a 4-ary heap ordered by (time, class, sequence number), a total
 * order. Time is integer nanoseconds in a float64, exact for 104 days. An event is two integers,
 * `kind` and `ref`; its key (class and sequence number in one float64) is unique and serves as the
 * token by which whoever scheduled it recognises it, or finds that it has been called off.
 */
import { grown, grownInt } from './arrays.ts';
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

export class EventQueue extends State {
  /** The instant of the event taken last, in ns; how many before it were taken at the same. */
  now = 0.5;
  repeats = 0;
  /** The event taken last. */
  kind = 0;
  ref = 0;
  key = 0.5;

  /**
   * The heap: when each is due, and the slot in which the rest of it lies. The slots behind the
   * heap are those that are free.
   */
  private time = new Float64Array(64);
  private slots = Int32Array.from({ length: 64 }, (_, i) => i);
  // By slot.
  private keys = new Float64Array(64);
  private kinds = new Int32Array(64);
  private refs = new Int32Array(64);
  /** The key of the event scheduled last. */
  pushed = 0.5;
  size = 0;
  sequence = 0.5;
  /** The root was taken and its place is free: the next push goes there, which saves a sift. */
  hole = false;

  constructor() {
    super();
    this.now = this.key = this.pushed = 0;
    this.sequence = 1;
    // Before anything is compiled: V8 takes fields that never changed for constants, and throws the
    // whole hot path away when one of them does.
    this.grow();
  }

  /** Takes the next sequence number, for an entry that is kept elsewhere until its turn comes. */
  stamp(order: number): number {
    return order * CLASS + this.sequence++;
  }

  /** Schedules an event after a while. @returns nothing: its key is in `pushed` (see below) */
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
    if (!this.hole && this.size === this.time.length) this.grow();
    // Into the hole at the root, from where it sinks; else behind the last, from where it rises.
    const at = this.hole ? 0 : this.size++;
    const slot = this.slots[at]!;
    this.time[at] = timeNs;
    this.keys[slot] = this.pushed;
    this.kinds[slot] = kind;
    this.refs[slot] = ref;
    if (this.hole) {
      this.hole = false;
      this.sink();
    } else if (at > 0) this.rise(at);
  }

  private rise(at: number): void {
    const { time, slots, keys } = this;
    const timeNs = time[at]!;
    const slot = slots[at]!;
    let i = at;
    while (i > 0) {
      const parent = (i - 1) >> 2;
      const t = time[parent]!;
      if (t < timeNs || (t === timeNs && keys[slots[parent]!]! < keys[slot]!)) break;
      time[i] = t;
      slots[i] = slots[parent]!;
      i = parent;
    }
    time[i] = timeNs;
    slots[i] = slot;
  }

  /** Takes the next event that happens before `endNs`, if there is one. */
  next(endNs: number): boolean {
    if (this.hole) this.fill();
    if (this.size === 0 || this.time[0]! >= endNs) return false;
    if (this.time[0]! === this.now) this.repeats++;
    else {
      this.now = this.time[0]!;
      this.repeats = 0;
    }
    const slot = this.slots[0]!;
    this.key = this.keys[slot]!;
    this.kind = this.kinds[slot]!;
    this.ref = this.refs[slot]!;
    this.hole = true;
    return true;
  }

  /** When the next event is due; Infinity when there is none. */
  nextTime(): number {
    if (this.hole) this.fill();
    return this.size === 0 ? Infinity : this.time[0]!;
  }

  /** When each of these events is due; for the rare question, it looks at all entries. */
  dueTimes(): Map<number, number> {
    if (this.hole) this.fill();
    const due = new Map<number, number>();
    for (let i = 0; i < this.size; i++) due.set(this.keys[this.slots[i]!]!, this.time[i]!);
    return due;
  }

  /** Closes the hole with the last entry. */
  private fill(): void {
    const { time, slots } = this;
    this.hole = false;
    const last = --this.size;
    if (last === 0) return;
    const free = slots[0]!;
    time[0] = time[last]!;
    slots[0] = slots[last]!;
    slots[last] = free;
    this.sink();
  }

  /** Lets the root sink to its place. */
  private sink(): void {
    const { time, slots, keys, size } = this;
    const timeNs = time[0]!;
    const slot = slots[0]!;
    let i = 0;
    for (;;) {
      let child = (i << 2) + 1;
      if (child >= size) break;
      const end = child + 4 < size ? child + 4 : size;
      let t = time[child]!;
      for (let j = child + 1; j < end; j++) {
        const u = time[j]!;
        if (u < t || (u === t && keys[slots[j]!]! < keys[slots[child]!]!)) {
          child = j;
          t = u;
        }
      }
      if (t > timeNs || (t === timeNs && keys[slots[child]!]! > keys[slot]!)) break;
      time[i] = t;
      slots[i] = slots[child]!;
      i = child;
    }
    time[i] = timeNs;
    slots[i] = slot;
  }

  private grow(): void {
    const { length } = this.time;
    this.time = grown(this.time);
    this.keys = grown(this.keys);
    this.kinds = grownInt(this.kinds);
    this.refs = grownInt(this.refs);
    this.slots = grownInt(this.slots);
    for (let i = length; i < this.slots.length; i++) this.slots[i] = i;
  }
}

/** The clock never runs backwards: whoever asks for it has made a mistake. */
function backwards(ns: number): never {
  throw new Error(`an event was scheduled ${-ns} ns in the past`);
}
