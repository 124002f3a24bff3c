/**
 * Finagle's retries: a budget that expires, and decorrelated back-off. A call given up in its
 * back-off is over at once: the timeout outside interrupts the future, which cancels the timer.
 */
import type { Frame } from '../../model/flight/frame.ts';
import { maskOf, type Outcome, UNAVAILABLE } from '../../model/outcome.ts';
import { count, group, ms, number, reasons, type Values } from '../../model/params.ts';
import { PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { leftOut } from './reasons.ts';
import { type Kind, OWN, Retry } from './retry.ts';
import { WindowedBudget } from './windowed-budget.ts';
import { growing, retries } from './nature.ts';

/** Of the balance, what a single call may use up (Retries.MaxRequeuesPerReq). */
const SHARE_OF_BALANCE = 0.2;

const params = {
  ttl: ms(10_000, 'How long a deposit counts, in ten slices.', { min: 1000, max: 60_000 }),
  minRetriesPerSec: count(10, 'Retries per second that need no deposit.', { max: 1_000_000 }),
  percentCanRetry: number(0.2, 'Retries that a call’s deposit pays for; 0.2 is one in five.', {
    max: 1000,
  }),
  backoff: group(
    {
      start: ms(undefined, 'The first delay, and the shortest.', { zero: false, begin: 100 }),
      maximum: ms(undefined, 'The longest delay.', { zero: false, begin: 10_000 }),
    },
    'Backoff.decorrelatedJittered; left out: no delay.',
    true,
  ),
  retryOn: reasons(null, leftOut(UNAVAILABLE)),
} as const;

export const finagle: Kind = {
  variant: {
    of: 'Finagle (commit 4feb34cb), RetryBudget',
    help:
      'A call deposits 1000, a retry takes 1000 ÷ percentCanRetry, both expire after the ttl, ' +
      'and a reserve of minRetriesPerSec × ttl retries comes on top. A call is retried at most a ' +
      'fifth of the balance. Finagle leaves to a response classifier what is tried again; here ' +
      'it is what is transient, unless the same stack rejected it.',
    params,
    nature: (p: Params) =>
      retries(Math.ceil(SHARE_OF_BALANCE * reserveOf({ ...p })) + 1, longest(p.backoff), {
        jitter: p.backoff !== null,
        budget: true,
        on: p.retryOn ?? UNAVAILABLE,
      }),
  },
  limits: (p) => ({
    tries: Math.ceil(SHARE_OF_BALANCE * reserveOf(p)) + 1,
    budget: Math.max(1, reserveOf(p)),
  }),
  refuse: (p) => {
    const backoff = p['backoff'] as { start: number; maximum: number } | null;
    if (backoff === null || backoff.start <= backoff.maximum) return null;
    return { at: 'backoff.start', found: `${backoff.start} ms`, wanted: 'at most the maximum' };
  },
};

const longest = (backoff: Params['backoff']) =>
  backoff ? growing(backoff.start, 3, backoff.maximum) : () => 0;

const reserveOf = (p: Record<string, unknown>): number =>
  Number(p['minRetriesPerSec']) * Math.trunc(Number(p['ttl']) / 1000);

type Params = Values<typeof params>;

// Slots: attempts of this call at most; the last delay in ms.
const LIMIT = 0;
const SLEPT = 1;

const msOf = (w: Port): number => Math.floor(w.now / 1e6);

export class FinagleRetry extends Retry {
  static override readonly slots: number = OWN + 2;
  readonly budget = new WindowedBudget();
  private p!: Params;

  override configure(w: Port, params: PatternParams): void {
    const p = params as unknown as Params;
    this.p = p;
    this.mask = maskOf(p.retryOn ?? UNAVAILABLE);
    this.localMask = maskOf(p.retryOn ?? []);
    this.budget.configure(msOf(w), p.ttl, p.minRetriesPerSec, p.percentCanRetry);
  }

  protected override first(w: Port, _f: Frame, own: number): number {
    const now = msOf(w);
    this.budget.add(now);
    w.pool.slots[own + LIMIT] = 1 + Math.ceil(SHARE_OF_BALANCE * this.budget.balance(now));
    return PASS;
  }

  protected override limit(w: Port, own: number): number {
    return w.pool.slots[own + LIMIT]!;
  }

  protected override pay(w: Port): boolean {
    const { minRetriesPerSec, percentCanRetry } = this.p;
    if (minRetriesPerSec === 0 && percentCanRetry === 0) return false;
    return this.budget.withdraw(msOf(w));
  }

  protected override unpay(): void {
    this.budget.giveBack();
  }

  protected override delay(w: Port, _f: Frame, _o: Outcome, n: number, own: number): number {
    const { backoff } = this.p;
    if (backoff === null) return 0;
    const { start, maximum } = backoff;
    const { slots } = w.pool;
    const most = n === 1 ? start : Math.min(3 * slots[own + SLEPT]!, maximum);
    const delay = n === 1 ? start : start + this.jitter.double() * (most - start);
    return (slots[own + SLEPT] = delay);
  }

  /** Retries that could be paid for now, up to the reserve. */
  protected override held(w: Port): number {
    const balance = this.budget.seen(msOf(w));
    return Math.max(0, Math.min(balance, Math.max(1, reserveOf(this.p))));
  }
}
