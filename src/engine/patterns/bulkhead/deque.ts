/** A queue of numbers with removal at either end and in the middle. */
import { grown } from '../../kernel/arrays.ts';
import { State } from '../../kernel/state.ts';

export class Deque extends State {
  private values = new Float64Array(4);
  private head = -1;
  count = -1;

  constructor() {
    super();
    this.head = this.count = 0;
  }

  add(value: number): void {
    if (this.head + this.count === this.values.length) this.makeRoom();
    this.values[this.head + this.count++] = value;
  }

  /** @param i 0 for the oldest */
  at(i: number): number {
    return this.values[this.head + i]!;
  }

  takeOldest(): number {
    const value = this.values[this.head]!;
    this.head = --this.count === 0 ? 0 : this.head + 1;
    return value;
  }

  takeNewest(): number {
    return this.values[this.head + --this.count]!;
  }

  remove(i: number): void {
    const at = this.head + i;
    this.values.copyWithin(at, at + 1, this.head + this.count--);
  }

  /** Compacts to the front; doubles the length if that frees too little. */
  private makeRoom(): void {
    const { head, count } = this;
    if (count * 2 > this.values.length) this.values = grown(this.values);
    this.values.copyWithin(0, head, head + count);
    this.head = 0;
  }
}
