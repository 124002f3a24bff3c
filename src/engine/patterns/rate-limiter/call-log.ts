/**
 * Call times in one list per account. All lists share one store, which grows with the number of
 * remembered calls. An account has its list's first and last entry and its length.
 */
import { grown, grownInt } from '../../kernel/arrays.ts';
import { State } from '../../kernel/state.ts';

const FIRST = 0;
const LAST = 1;
const COUNT = 2;

export class CallLog extends State {
  private times = new Float64Array(4);
  /** Per entry: the next one, in its list or among the free ones. */
  private next = new Int32Array(4);
  private used = -1;
  /** The first free entry, plus one; 0: none. */
  private free = -1;

  constructor() {
    super();
    this.used = this.free = 0;
  }

  count(account: Float64Array, at: number): number {
    return account[at + COUNT]!;
  }

  oldest(account: Float64Array, at: number): number {
    return this.times[account[at + FIRST]!]!;
  }

  add(account: Float64Array, at: number, timeNs: number): void {
    const entry = this.take();
    this.times[entry] = timeNs;
    if (account[at + COUNT]!++ === 0) account[at + FIRST] = entry;
    else this.next[account[at + LAST]!] = entry;
    account[at + LAST] = entry;
  }

  /** Drops calls at or before a time. */
  forget(account: Float64Array, at: number, timeNs: number): void {
    while (account[at + COUNT]! > 0 && this.oldest(account, at) <= timeNs) {
      const entry = account[at + FIRST]!;
      account[at + FIRST] = this.next[entry]!;
      account[at + COUNT]!--;
      this.next[entry] = this.free;
      this.free = (entry + 1) | 0;
    }
  }

  clear(): void {
    this.used = this.free = 0;
  }

  private take(): number {
    if (this.free > 0) {
      const entry = this.free - 1;
      this.free = this.next[entry]!;
      return entry;
    }
    if (this.used === this.times.length) {
      this.times = grown(this.times);
      this.next = grownInt(this.next);
    }
    return this.used++;
  }
}
