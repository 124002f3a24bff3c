/**
 * What a service that writes has brought about, by operation, so that a second time is noticed: as
 * a duplicate or, where the service knows idempotency keys, as a request that is answered from what
 * is stored.
 */
import { State } from '../kernel/state.ts';

/** Operations remembered: at least the last so many, at most twice as many. */
const REMEMBERED = 1 << 18;

/** Operations by their key, with when they were done: open addressing, at most half full. */
class Done extends State {
  keys = new Float64Array(64);
  times = new Float64Array(64);
  count = 0;

  /** Where the key lies, or the free place where it belongs. */
  private at(key: number): number {
    const mask = this.keys.length - 1;
    let at = (key | 0) & mask;
    while (this.keys[at] !== 0 && this.keys[at] !== key) at = (at + 1) & mask;
    return at;
  }

  /** When it was done, in ns; -Infinity: never. */
  since(key: number): number {
    const at = this.at(key);
    return this.keys[at] === key ? this.times[at]! : -Infinity;
  }

  put(key: number, nowNs: number): void {
    if (this.count * 2 >= this.keys.length) this.widen();
    const at = this.at(key);
    if (this.keys[at] === 0) this.count++;
    this.keys[at] = key;
    this.times[at] = nowNs;
  }

  private widen(): void {
    const { keys, times } = this;
    this.keys = new Float64Array(keys.length * 2);
    this.times = new Float64Array(keys.length * 2);
    keys.forEach((key, i) => {
      if (key === 0) return;
      const at = this.at(key);
      this.keys[at] = key;
      this.times[at] = times[i]!;
    });
  }

  /** Takes over all that another one holds, which is empty then. */
  takeOver(other: Done): void {
    this.keys = other.keys;
    this.times = other.times;
    this.count = other.count;
    other.keys = new Float64Array(64);
    other.times = new Float64Array(64);
    other.count = 0;
  }
}

export class Ledger extends State {
  private readonly recent = new Done();
  private readonly older = new Done();
  /** How long an idempotency key is known, in ns; 0: keys mean nothing here. */
  keepNs = 0;

  /** Has this operation been done, as far as is remembered? */
  private isDone(key: number, sinceNs: number): boolean {
    return this.recent.since(key) >= sinceNs || this.older.since(key) >= sinceNs;
  }

  /** Is the answer to this operation still stored? */
  knows(key: number, nowNs: number): boolean {
    return this.keepNs > 0 && this.isDone(key, nowNs - this.keepNs);
  }

  /** An operation takes effect. @returns whether it had before */
  done(key: number, nowNs: number): boolean {
    const again = this.isDone(key, 0);
    if (this.recent.count >= REMEMBERED) this.older.takeOver(this.recent);
    this.recent.put(key, nowNs);
    return again;
  }
}
