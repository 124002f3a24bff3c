/** What an autoscaler remembers for a while: numbers with their times, the oldest first. */
import { grown } from '../kernel/arrays.ts';
import { State } from '../kernel/state.ts';

export class Recent extends State {
  private times = new Float64Array(4);
  private numbers = new Float64Array(4);
  private count = 0;

  add(atNs: number, number: number): void {
    if (this.count === this.times.length) {
      this.times = grown(this.times);
      this.numbers = grown(this.numbers);
    }
    this.times[this.count] = atNs;
    this.numbers[this.count++] = number;
  }

  /** Forgets what was at that time or before. */
  forget(untilNs: number): void {
    let gone = 0;
    while (gone < this.count && this.times[gone]! <= untilNs) gone++;
    if (gone === 0) return;
    this.times.copyWithin(0, gone, this.count);
    this.numbers.copyWithin(0, gone, this.count);
    this.count -= gone;
  }

  /** Combines the numbers that came after a time. */
  since(afterNs: number, combine: (a: number, b: number) => number, first: number): number {
    let all = first;
    for (let i = this.count - 1; i >= 0 && this.times[i]! > afterNs; i--)
      all = combine(all, this.numbers[i]!);
    return all;
  }
}
