/** Counts by number, of the few numbers that occur among many, in their order. */
import { grown, grownInt } from '../kernel/arrays.ts';
import { State } from '../kernel/state.ts';

export class Tally extends State {
  private numbers = new Int32Array(4);
  private counts = new Float64Array(4);
  private size = 0;

  /** One more of that number. */
  add(number: number): void {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.numbers[middle]! < number) low = middle + 1;
      else high = middle;
    }
    if (low === this.size || this.numbers[low] !== number) this.insert(low, number);
    this.counts[low]!++;
  }

  private insert(at: number, number: number): void {
    if (this.size === this.numbers.length) {
      this.numbers = grownInt(this.numbers);
      this.counts = grown(this.counts);
    }
    this.numbers.copyWithin(at + 1, at, this.size);
    this.counts.copyWithin(at + 1, at, this.size++);
    this.numbers[at] = number;
    this.counts[at] = 0;
  }

  /** Each number that occurred, with how often. */
  entries(): [number: number, count: number][] {
    return Array.from({ length: this.size }, (_, i) => [this.numbers[i]!, this.counts[i]!]);
  }
}
