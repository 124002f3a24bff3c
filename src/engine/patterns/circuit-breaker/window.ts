/**
 * What the breaker remembers of recorded calls: the last N of them, or those of the last N seconds.
 * Memory follows what has been recorded, never N itself.
 */
import { State } from '../../kernel/state.ts';

/** Running totals. */
export abstract class Window extends State {
  calls = 0;
  failed = 0;
  slow = 0;
  slowFailed = 0;

  /** Brings the totals up to an instant; a window of calls does not age. */
  age(_nowNs: number): void {}

  /** @returns whether the totals are others than before */
  abstract record(nowNs: number, failed: boolean, slow: boolean): boolean;
}

const FAILED = 1;
const SLOW = 2;

/** The last N calls. */
export class CountWindow extends Window {
  ring: Uint8Array;
  head = 0;
  size: number;

  constructor(size: number) {
    super();
    this.size = size;
    this.ring = new Uint8Array(Math.min(8, size));
  }

  override record(_nowNs: number, failed: boolean, slow: boolean): boolean {
    const call = (failed ? FAILED : 0) | (slow ? SLOW : 0);
    const { ring, head, calls } = this;
    if (calls === this.size) {
      // Full: the newest takes the place of the oldest.
      const oldest = ring[head]!;
      ring[head] = call;
      this.head = head + 1 === calls ? 0 : head + 1;
      if (oldest === call) return false;
      this.add(oldest, -1);
      this.add(call, 1);
      return true;
    }
    if (calls === ring.length) this.grow();
    this.ring[(this.head + calls) % this.ring.length] = call;
    this.add(call, 1);
    return true;
  }

  private add(call: number, sign: number): void {
    this.calls += sign;
    if ((call & FAILED) !== 0) this.failed += sign;
    if ((call & SLOW) !== 0) this.slow += sign;
    if (call === (FAILED | SLOW)) this.slowFailed += sign;
  }

  private grow(): void {
    const wider = new Uint8Array(Math.min(this.ring.length * 2, this.size));
    for (let i = 0; i < this.calls; i++) wider[i] = this.ring[(this.head + i) % this.ring.length]!;
    this.ring = wider;
    this.head = 0;
  }
}

/** A second's entry: the second, then its totals. */
const ENTRY = 5;

/**
 * The calls of the current second and of the N - 1 whole ones before it: seconds of the clock, as
 * in the library, so a call is forgotten between N - 1 and N seconds after it.
 */
export class TimeWindow extends Window {
  /** Entries of those seconds that saw calls, the oldest at `head`. */
  ring = new Float64Array(4 * ENTRY);
  head = 0;
  entries = 0;
  seconds: number;

  constructor(seconds: number) {
    super();
    this.seconds = seconds;
  }

  override age(nowNs: number): void {
    const first = Math.floor(nowNs / 1e9) - this.seconds + 1;
    while (this.entries > 0 && this.ring[this.head * ENTRY]! < first) {
      this.total(this.head * ENTRY, -1);
      this.head = (this.head + 1) % (this.ring.length / ENTRY);
      this.entries--;
    }
  }

  private total(at: number, sign: number): void {
    // As integers: float64s would make the fields ones, in windows of both kinds.
    this.calls = (this.calls + sign * this.ring[at + 1]!) | 0;
    this.failed = (this.failed + sign * this.ring[at + 2]!) | 0;
    this.slow = (this.slow + sign * this.ring[at + 3]!) | 0;
    this.slowFailed = (this.slowFailed + sign * this.ring[at + 4]!) | 0;
  }

  override record(nowNs: number, failed: boolean, slow: boolean): boolean {
    this.age(nowNs);
    const second = Math.floor(nowNs / 1e9);
    const room = this.ring.length / ENTRY;
    let at = ((this.head + this.entries - 1 + room) % room) * ENTRY;
    if (this.entries === 0 || this.ring[at] !== second) at = this.open(second);
    const both = failed && slow;
    this.ring[at + 1]!++;
    if (failed) this.ring[at + 2]!++;
    if (slow) this.ring[at + 3]!++;
    if (both) this.ring[at + 4]!++;
    this.calls++;
    if (failed) this.failed++;
    if (slow) this.slow++;
    if (both) this.slowFailed++;
    return true;
  }

  private open(second: number): number {
    const room = this.ring.length / ENTRY;
    if (this.entries === room) {
      const wider = new Float64Array(this.ring.length * 2);
      for (let i = 0; i < this.entries; i++) {
        const from = ((this.head + i) % room) * ENTRY;
        wider.set(this.ring.subarray(from, from + ENTRY), i * ENTRY);
      }
      this.ring = wider;
      this.head = 0;
    }
    const at = ((this.head + this.entries++) % (this.ring.length / ENTRY)) * ENTRY;
    this.ring.fill(0, at, at + ENTRY);
    this.ring[at] = second;
    return at;
  }
}
