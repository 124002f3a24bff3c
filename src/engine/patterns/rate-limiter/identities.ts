/**
 * So many numbers for each identity that has been seen: a hash table in typed arrays. Where it is
 * full, those identities are dropped first of which nothing is left to remember.
 */
import { State } from '../../kernel/state.ts';

/** Slots of the table for one that is used. */
const ROOM = 2;
/** A key is never below this: open clients' requests have no user, which is -1. */
const LOWEST = -1;

export class Identities extends State {
  /** By slot: key - LOWEST + 1, or 0 where it is free. */
  private keys = new Float64Array(2 * ROOM);
  /** By slot, `width` numbers. */
  values: Float64Array;
  count = -1;
  private readonly width: number;

  constructor(width: number) {
    super();
    this.width = width;
    this.values = new Float64Array(2 * ROOM * width);
    this.count = 0;
  }

  /** Where the numbers of an identity begin in `values`, or -1 when it has none. */
  find(key: number): number {
    const slot = this.slotOf(key);
    return this.keys[slot] === 0 ? -1 : slot * this.width;
  }

  /**
   * Takes in an identity that has none yet: its numbers are 0.
   * @param forgettable asks of the numbers at a place whether they say no more than none would
   */
  add(key: number, forgettable: (at: number) => boolean): number {
    if ((this.count + 1) * ROOM > this.keys.length) this.sweep(forgettable);
    this.count++;
    const slot = this.slotOf(key);
    this.keys[slot] = key - LOWEST + 1;
    return slot * this.width;
  }

  clear(): void {
    this.keys = new Float64Array(2 * ROOM);
    this.values = new Float64Array(2 * ROOM * this.width);
    this.count = 0;
  }

  /** Asks for each identity where its numbers begin. */
  forEach(visit: (at: number) => void): void {
    this.keys.forEach((key, slot) => {
      if (key !== 0) visit(slot * this.width);
    });
  }

  private slotOf(key: number): number {
    const { keys } = this;
    const mask = keys.length - 1;
    const wanted = key - LOWEST + 1;
    // Knuth's multiplicative hash, from the upper bits.
    let slot = (Math.imul(wanted, 0x9e3779b1) >>> 7) & mask;
    while (keys[slot] !== 0 && keys[slot] !== wanted) slot = (slot + 1) & mask;
    return slot;
  }

  private sweep(forgettable: (at: number) => boolean): void {
    const { keys, values, width } = this;
    const left = [...keys.keys()].filter((slot) => keys[slot] !== 0 && !forgettable(slot * width));
    // At least half of the room is free then, so that sweeping stays rare.
    let { length } = keys;
    while ((left.length + 1) * 2 * ROOM > length) length *= 2;
    this.keys = new Float64Array(length);
    this.values = new Float64Array(length * width);
    this.count = left.length;
    for (const slot of left) {
      const to = this.slotOf(keys[slot]! + LOWEST - 1);
      this.keys[to] = keys[slot]!;
      this.values.set(values.subarray(slot * width, (slot + 1) * width), to * width);
    }
  }
}
