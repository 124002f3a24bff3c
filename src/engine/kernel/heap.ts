/** A 4-ary heap of slots. The owner's arrays hold their times and keys. */
import { grownInt } from './arrays.ts';
import { State } from './state.ts';

export class Heap extends State {
  slots = new Int32Array(16);
  size = -1;

  constructor() {
    super();
    this.size = 0;
  }

  push(slot: number, time: Float64Array, keys: Float64Array): void {
    if (this.size === this.slots.length) this.slots = grownInt(this.slots);
    const { slots } = this;
    const at = this.size++;
    if (at === 0) slots[0] = slot;
    else rise(slots, at, slot, time, keys);
  }

  /** Sifts the last slot down from the root, after the root was taken and `size` reduced. */
  settle(time: Float64Array, keys: Float64Array): void {
    const { slots, size } = this;
    const slot = slots[size]!;
    const timeNs = time[slot]!;
    let i = 0;
    for (;;) {
      let child = (i << 2) + 1;
      if (child >= size) break;
      const end = child + 4 < size ? child + 4 : size;
      let least = slots[child]!;
      let t = time[least]!;
      for (let j = child + 1; j < end; j++) {
        const other = slots[j]!;
        const u = time[other]!;
        if (u < t || (u === t && keys[other]! < keys[least]!)) {
          child = j;
          least = other;
          t = u;
        }
      }
      if (t > timeNs || (t === timeNs && keys[least]! > keys[slot]!)) break;
      slots[i] = least;
      i = child;
    }
    slots[i] = slot;
  }
}

function rise(
  slots: Int32Array,
  from: number,
  slot: number,
  time: Float64Array,
  keys: Float64Array,
): void {
  const timeNs = time[slot]!;
  let i = from;
  while (i > 0) {
    const parent = (i - 1) >> 2;
    const other = slots[parent]!;
    const t = time[other]!;
    if (t < timeNs || (t === timeNs && keys[other]! < keys[slot]!)) break;
    slots[i] = other;
    i = parent;
  }
  slots[i] = slot;
}
