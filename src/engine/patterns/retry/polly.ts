/**
 * The retry of Polly, and what the HTTP options of .NET add to it. A call given up in its back-off
 * is over at once: the delay takes the cancellation token of the timeout outside.
 */
import { pow } from '../../kernel/math.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { maskOf, type Outcome } from '../../model/outcome.ts';
import { choice, count, flag, ms, reasons, type Values } from '../../model/params.ts';
import { PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { between, placeOf } from '../../model/retrying/decorrelated.ts';
import { allBut } from './reasons.ts';
import { type Kind, OWN, Retry } from './retry.ts';
import { growing, retries } from './nature.ts';

const DAY_MS = 24 * 3_600_000;

const params = {
  maxRetryAttempts: count(3, 'Retries; the first try does not count.', { min: 1, max: 100 }),
  delay: ms(2000, 'The delay that the back-off grows from; 0 stays 0.', { max: DAY_MS }),
  backoffType: choice(
    ['Constant', 'Linear', 'Exponential'],
    'Constant',
    'Before retry n: the delay, n times the delay, or the delay doubled n − 1 times.',
  ),
  useJitter: flag(
    false,
    'Constant and Linear: a quarter less to a quarter more; Exponential: decorrelated jitter V2.',
  ),
  maxDelay: ms(null, 'The longest delay, after jitter.', { max: DAY_MS }),
  shouldHandle: reasons(allBut('cancelled'), 'Which failures are tried again.'),
  shouldRetryAfterHeader: flag(
    false,
    'Wait as long as a callee that refuses the call asks for, beyond maxDelay too. The HTTP ' +
      'options of .NET do, Polly itself knows of no such header.',
  ),
} as const;

export const polly: Kind = {
  variant: {
    of: 'Polly 8.7',
    help:
      'By default every failure but `cancelled` is tried again, also rejections made further in ' +
      'in the same stack, as any exception but OperationCanceledException is handled.',
    params,
    nature: ({
      maxRetryAttempts,
      delay,
      backoffType,
      useJitter,
      maxDelay,
      shouldHandle,
    }: Params) => {
      const linear = (n: number): number => Math.min(delay * n, maxDelay ?? Infinity);
      const grown = growing(delay, backoffType === 'Exponential' ? 2 : 1, maxDelay);
      return retries(maxRetryAttempts + 1, backoffType === 'Linear' ? linear : grown, {
        jitter: useJitter,
        budget: false,
        on: shouldHandle,
      });
    },
  },
  limits: (p) => ({ tries: Number(p['maxRetryAttempts']) + 1, budget: 0 }),
};

type Params = Values<typeof params>;

/** Slot: the last retry's place on the curve. */
const PLACE = 0;

export class PollyRetry extends Retry {
  static override readonly slots: number = OWN + 1;
  private p!: Params;

  override configure(_w: Port, params: PatternParams): void {
    const p = params as unknown as Params;
    this.p = p;
    this.tries = p.maxRetryAttempts + 1;
    this.mask = this.localMask = maskOf(p.shouldHandle);
  }

  protected override first(w: Port, _f: Frame, own: number): number {
    w.pool.slots[own + PLACE] = 0;
    return PASS;
  }

  protected override delay(w: Port, f: Frame, _o: Outcome, n: number, own: number): number {
    const { maxDelay, shouldRetryAfterHeader } = this.p;
    const delay = this.backoff(w, n, own);
    const hint = shouldRetryAfterHeader ? this.hintMs(f) : -1;
    if (hint >= 0) return hint;
    return maxDelay === null ? delay : Math.min(delay, maxDelay);
  }

  private backoff(w: Port, n: number, own: number): number {
    const { delay, backoffType, useJitter } = this.p;
    if (delay === 0) return 0;
    if (backoffType === 'Exponential') {
      if (!useJitter) return delay * pow(2, n - 1);
      const last = w.pool.slots[own + PLACE]!;
      const next = placeOf(n - 1, this.jitter.double(), 2);
      w.pool.slots[own + PLACE] = next;
      return between(last, next, delay);
    }
    const even = backoffType === 'Linear' ? n * delay : delay;
    return useJitter ? even * 0.75 + even * 0.5 * this.jitter.double() : even;
  }
}
