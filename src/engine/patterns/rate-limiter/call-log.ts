/**
 * When calls came, in a list for each account; all lists share one store, which grows with what is
 * remembered. An account's numbers are the first and the last entry of its list, and how many.
 */
import { grown, grownInt } from '../../kernel/arrays.ts';
import { State } from '../../kernel/state.ts';

const FIRST = 0;
const LAST = 1;
const COUNT = 2;

export class CallLog extends State {
  private times = new Float64Array(4);
  /** By entry: the one after it, in its list or among those that are free. */
  private next = new Int32Array(4);
  private used = -1;
  /** The first entry that is free again, plus one; 0 when there is none. */
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

  /** Forgets what came then or earlier. */
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
