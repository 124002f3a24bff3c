/**
 * Finagle's retry budget: calls deposit, retries withdraw, and both expire after `ttl`, kept in ten
 * slices; a reserve is added. All amounts are whole numbers; a deposit is 1000. Source:
 * finagle-core, RetryBudget; util-core, TokenBucket.newLeakyBucket, WindowedAdder.
 */
import { State } from '../../kernel/state.ts';

const DEPOSIT = 1000;
const SLICES = 10;

export class WindowedBudget extends State {
  /** Deposits and withdrawals of the current slice, and of the nine before it. */
  private current = 0.5;
  private readonly past = new Float64Array(SLICES - 1);
  private next = 0;
  /** Start of the current slice and length of a slice, in ms. */
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

  /** Applies new parameters; the slices are kept. */
  configure(nowMs: number, ttlMs: number, minRetriesPerSec: number, percentCanRetry: number): void {
    this.roll(nowMs);
    this.sliceMs = Math.trunc(ttlMs / SLICES);
    // With only a reserve, a retry costs 1, and calls deposit nothing.
    this.deposit = percentCanRetry === 0 ? 0 : DEPOSIT;
    this.withdrawal = percentCanRetry === 0 ? 1 : Math.trunc(DEPOSIT / percentCanRetry);
    this.reserve = minRetriesPerSec * Math.trunc(ttlMs / 1000) * this.withdrawal;
  }

  add(nowMs: number): void {
    this.roll(nowMs);
    this.current += this.deposit;
  }

  /** @returns whether a retry was affordable and has been paid */
  withdraw(nowMs: number): boolean {
    if (this.sum(nowMs) < this.withdrawal) return false;
    this.current -= this.withdrawal;
    return true;
  }

  giveBack(): void {
    this.current += this.withdrawal;
  }

  /** Affordable retries. */
  balance(nowMs: number): number {
    return Math.trunc(this.sum(nowMs) / this.withdrawal);
  }

  /** The balance for observers: only a call or retry starts a slice. */
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

  /** Starts a new slice if the current one is over; skipped slices are empty. */
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
