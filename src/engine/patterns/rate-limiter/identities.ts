/**
 * A fixed number of values per identity: a hash table in typed arrays. When it is full, identities
 * in their initial state are dropped first.
 */
import { State } from '../../kernel/state.ts';

/** Table slots per used slot. */
const ROOM = 2;
/** A lower bound of keys: requests of open clients have user -1. */
const LOWEST = -1;

export class Identities extends State {
  /** Per slot: key - LOWEST + 1; 0: free. */
  private keys = new Float64Array(2 * ROOM);
  /** Per slot, `width` values. */
  values: Float64Array;
  count = -1;
  private readonly width: number;

  constructor(width: number) {
    super();
    this.width = width;
    this.values = new Float64Array(2 * ROOM * width);
    this.count = 0;
  }

  /** Start of an identity's values in `values`, or -1: none. */
  find(key: number): number {
    const slot = this.slotOf(key);
    return this.keys[slot] === 0 ? -1 : slot * this.width;
  }

  /**
   * Adds an identity with values 0.
   * @param forgettable whether the values at a position equal the initial state
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

  /** Calls back with the start of each identity's values. */
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
    // At least half of the table is free afterwards, so sweeps stay rare.
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
