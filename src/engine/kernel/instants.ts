/** The last time of an event per key: a hash table with open addressing, at most half full. */
import { State } from './state.ts';

const SMALLEST = 64;

export class Instants extends State {
  keys = new Float64Array(SMALLEST);
  times = new Float64Array(SMALLEST);
  count = 0;

  /** The key's position, or the free position where it belongs. */
  private at(key: number): number {
    const mask = this.keys.length - 1;
    let at = Math.imul(key | 0, 0x9e3779b1) & mask;
    while (this.keys[at] !== 0 && this.keys[at] !== key) at = (at + 1) & mask;
    return at;
  }

  /** The last time, in ns; -Infinity: never. */
  of(key: number): number {
    const at = this.at(key);
    return this.keys[at] === key ? this.times[at]! : -Infinity;
  }

  /**
   * @param key a whole number other than 0
   * @param forgetNs earlier times may be forgotten
   */
  put(key: number, nowNs: number, forgetNs = -Infinity): void {
    if (this.count * 2 >= this.keys.length) this.rehash(forgetNs);
    const at = this.at(key);
    if (this.keys[at] === 0) this.count++;
    this.keys[at] = key;
    this.times[at] = nowNs;
  }

  private rehash(forgetNs: number): void {
    const { keys, times } = this;
    let kept = 0;
    keys.forEach((key, i) => {
      if (key !== 0 && times[i]! >= forgetNs) kept++;
    });
    const length = kept * 4 > keys.length ? keys.length * 2 : keys.length;
    this.keys = new Float64Array(length);
    this.times = new Float64Array(length);
    this.count = kept;
    keys.forEach((key, i) => {
      if (key === 0 || times[i]! < forgetNs) return;
      const at = this.at(key);
      this.keys[at] = key;
      this.times[at] = times[i]!;
    });
  }

  /** Takes over the entries of another table, which is empty afterwards. */
  takeOver(other: Instants): void {
    this.keys = other.keys;
    this.times = other.times;
    this.count = other.count;
    other.keys = new Float64Array(SMALLEST);
    other.times = new Float64Array(SMALLEST);
    other.count = 0;
  }
}
