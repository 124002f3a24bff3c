/**
 * p-retry, as of version 9: its delays never reach beyond `maxRetryTime`. A call given up in its
 * back-off is over at once, as with a `signal`; inside opossum, which gives it none, it goes on.
 */
import { pow } from '../../kernel/math.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { maskOf, type Outcome } from '../../model/outcome.ts';
import { count, flag, ms, number, reasons, type Values } from '../../model/params.ts';
import { PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { allBut } from './reasons.ts';
import { type Kind, OWN, Retry } from './retry.ts';
import { growing, retries } from './nature.ts';

const params = {
  retries: count(10, 'Retries; the first try does not count.', { max: 100 }),
  factor: number(2, 'By what the delay grows with each retry.', { max: 100 }),
  minTimeout: ms(1000, 'The delay before the first retry.'),
  maxTimeout: ms(null, 'The longest delay, after jitter.'),
  randomize: flag(false, 'Multiply each delay by a number between 1 and 2.'),
  maxRetryTime: ms(
    null,
    'No retry once the call has taken this long; a delay that would go beyond it is cut.',
  ),
  shouldRetry: reasons(allBut('cancelled'), 'Which failures are tried again.'),
} as const;

export const pRetry: Kind = {
  variant: {
    of: 'p-retry 9',
    help:
      'By default every failure but `cancelled` (an AbortError) is tried again, also rejections ' +
      'made further in in the same stack.',
    params,
    nature: ({ retries: most, minTimeout, randomize, shouldRetry: on, ...p }: Params) =>
      retries(most + 1, growing(minTimeout * (randomize ? 2 : 1), growth(p.factor), p.maxTimeout), {
        jitter: randomize,
        budget: false,
        on,
        ...(p.maxRetryTime !== null && { withinMs: p.maxRetryTime }),
      }),
  },
  limits: (p) => ({ tries: Number(p['retries']) + 1, budget: 0 }),
};

type Params = Values<typeof params>;

/** A factor of 0 counts as 1. */
const growth = (factor: number): number => (factor > 0 ? factor : 1);

/** The longest time that a timer of Node holds, in ms; the library goes no further. */
const TIMER_MAX = 2_147_483_647;

/** Slot: when the call began, in ns. */
const BEGAN = 0;

export class PRetry extends Retry {
  static override readonly slots: number = OWN + 1;
  private p!: Params;

  override configure(_w: Port, params: PatternParams): void {
    const p = params as unknown as Params;
    this.p = p;
    this.tries = p.retries + 1;
    this.mask = this.localMask = maskOf(p.shouldRetry);
  }

  protected override first(w: Port, _f: Frame, own: number): number {
    w.pool.slots[own + BEGAN] = w.now;
    return PASS;
  }

  protected override delay(w: Port, _f: Frame, _o: Outcome, n: number, own: number): number {
    const { factor, minTimeout, maxTimeout, randomize, maxRetryTime } = this.p;
    const left =
      maxRetryTime === null ? Infinity : maxRetryTime - (w.now - w.pool.slots[own + BEGAN]!) / 1e6;
    if (left <= 0) return -1;
    const random = randomize ? 1 + this.jitter.double() : 1;
    const delay = Math.round(random * minTimeout * pow(growth(factor), n - 1));
    // The longest delay is whole ms, rounded up.
    return Math.min(delay, Math.ceil(maxTimeout ?? Infinity), TIMER_MAX, left);
  }
}
