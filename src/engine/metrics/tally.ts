/** Counts by number, for the few numbers that occur among many. */
import { grown, grownInt } from '../kernel/arrays.ts';
import { State } from '../kernel/state.ts';

export class Tally extends State {
  private numbers = new Int32Array(4);
  private counts = new Float64Array(4);
  private size = 0;

  /** One more of that number. */
  add(number: number): void {
    let i = 0;
    while (i < this.size && this.numbers[i] !== number) i++;
    if (i === this.numbers.length) {
      this.numbers = grownInt(this.numbers);
      this.counts = grown(this.counts);
    }
    if (i === this.size) this.size++;
    this.numbers[i] = number;
    this.counts[i]!++;
  }

  /** Each number that occurred, in their order, with its count. */
  entries(): [number: number, count: number][] {
    const all = Array.from(this.numbers.subarray(0, this.size), (number, i): [number, number] => [
      number,
      this.counts[i]!,
    ]);
    return all.sort(([a], [b]) => a - b);
  }
}
