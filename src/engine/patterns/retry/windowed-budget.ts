/**
 * Finagle's retry budget: calls deposit, retries withdraw, and both are forgotten after `ttl`,
 * which is kept in ten slices; beside these there is a reserve. All amounts are whole numbers, a
 * deposit is 1000. Source: finagle-core, RetryBudget; util-core, TokenBucket.newLeakyBucket,
 * WindowedAdder.
 */
import { State } from '../../kernel/state.ts';

const DEPOSIT = 1000;
const SLICES = 10;

export class WindowedBudget extends State {
  /** What came in and went out in the present slice, and in each of the nine before it. */
  private current = 0.5;
  private readonly past = new Float64Array(SLICES - 1);
  private next = 0;
  /** When the present slice began, in ms; how long a slice is. */
  private began = 0.5;
  private sliceMs = 0.5;
  private deposit = 0;
  private withdrawal = 1;
  private reserve = 0.5;

  constructor() {
    super();
    this.current = this.began = this.reserve = 0;
    this.sliceMs = 1;
  }

  /** New figures; what is in the slices stays. */
  configure(nowMs: number, ttlMs: number, minRetriesPerSec: number, percentCanRetry: number): void {
    this.roll(nowMs);
    this.sliceMs = Math.trunc(ttlMs / SLICES);
    // With a reserve alone a retry costs 1, and calls deposit nothing.
    this.deposit = percentCanRetry === 0 ? 0 : DEPOSIT;
    this.withdrawal = percentCanRetry === 0 ? 1 : Math.trunc(DEPOSIT / percentCanRetry);
    this.reserve = minRetriesPerSec * Math.trunc(ttlMs / 1000) * this.withdrawal;
  }

  add(nowMs: number): void {
    this.roll(nowMs);
    this.current += this.deposit;
  }

  /** @returns whether a retry could be paid for, and has been */
  withdraw(nowMs: number): boolean {
    if (this.sum(nowMs) < this.withdrawal) return false;
    this.current -= this.withdrawal;
    return true;
  }

  giveBack(): void {
    this.current += this.withdrawal;
  }

  /** Retries that could be paid for. */
  balance(nowMs: number): number {
    return Math.trunc(this.sum(nowMs) / this.withdrawal);
  }

  /** The balance for who only looks: a slice begins at the instant when a call or retry asks. */
  seen(nowMs: number): number {
    const { past, next, current } = this;
    const over = Math.max(0, Math.trunc((nowMs - this.began) / this.sliceMs));
    let sum = this.reserve + (over < SLICES ? current : 0);
    for (let i = Math.min(over, past.length); i < past.length; i++)
      sum += past[(next + i) % past.length]!;
    return Math.trunc(sum / this.withdrawal);
  }

  private sum(nowMs: number): number {
    this.roll(nowMs);
    let sum = this.current + this.reserve;
    for (const slice of this.past) sum += slice;
    return sum;
  }

  /** Begins a new slice when the present one is over; those that were slept through are empty. */
  private roll(nowMs: number): void {
    const slices = Math.trunc((nowMs - this.began) / this.sliceMs);
    if (slices < 1) return;
    const { past } = this;
    past[this.next] = this.current;
    this.current = 0;
    this.next = (this.next + 1) % past.length;
    for (let skipped = Math.min(slices - 1, past.length); skipped > 0; skipped--) {
      past[this.next] = 0;
      this.next = (this.next + 1) % past.length;
    }
    this.began = nowMs;
  }
}
