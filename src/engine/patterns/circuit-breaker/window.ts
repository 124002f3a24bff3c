/**
 * Recorded calls: the last N, or those of the last N seconds. Memory grows with recorded calls, not
 * with N.
 */
import { State } from '../../kernel/state.ts';
import { Rolling } from './buckets.ts';

/** Running totals. */
export abstract class Window extends State {
  abstract readonly calls: number;
  abstract readonly failed: number;
  abstract readonly slow: number;
  abstract readonly slowFailed: number;

  /** Updates the totals to a time; a window of calls does not age. */
  age(_nowNs: number): void {}

  /** @returns whether the totals changed */
  abstract record(nowNs: number, failed: boolean, slow: boolean): boolean;
}

const FAILED = 1;
const SLOW = 2;

/** The last N calls. */
export class CountWindow extends Window {
  calls = 0;
  failed = 0;
  slow = 0;
  slowFailed = 0;
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
      // Full: the newest call replaces the oldest.
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

  clear(): void {
    this.calls = this.failed = this.slow = this.slowFailed = this.head = 0;
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

const CALLS = 0;
const FAILED_CALLS = 1;
const SLOW_CALLS = 2;
const SLOW_FAILED_CALLS = 3;
const NS_PER_S = 1e9;

/**
 * The calls of the current second and of the N - 1 whole seconds before it. Seconds are clock
 * seconds, as in the library, so a call expires after N - 1 to N seconds.
 */
export class TimeWindow extends Window {
  readonly counts: Rolling;

  constructor(seconds: number) {
    super();
    this.counts = new Rolling(4, NS_PER_S, seconds, 0);
  }

  override get calls(): number {
    return this.counts.sums[CALLS]!;
  }
  override get failed(): number {
    return this.counts.sums[FAILED_CALLS]!;
  }
  override get slow(): number {
    return this.counts.sums[SLOW_CALLS]!;
  }
  override get slowFailed(): number {
    return this.counts.sums[SLOW_FAILED_CALLS]!;
  }

  override age(nowNs: number): void {
    this.counts.age(nowNs);
  }

  override record(nowNs: number, failed: boolean, slow: boolean): boolean {
    const { counts } = this;
    const at = counts.now(nowNs);
    counts.count(at, CALLS);
    if (failed) counts.count(at, FAILED_CALLS);
    if (slow) counts.count(at, SLOW_CALLS);
    if (failed && slow) counts.count(at, SLOW_FAILED_CALLS);
    return true;
  }
}
