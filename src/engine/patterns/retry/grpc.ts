/**
 * The retry policy of gRPC's service config, with retry throttling (gRFC A6). A call given up in
 * its back-off is over at once: its deadline is that of all its attempts.
 */
import { pow } from '../../kernel/math.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { DEGRADED, maskOf, type Outcome, UNAVAILABLE } from '../../model/outcome.ts';
import { count, ms, number, reasons, type Values } from '../../model/params.ts';
import { PASS } from '../../model/pattern.ts';
import { RetryThrottle, retryThrottling } from '../../model/retrying/retry-throttle.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { leftOut } from './reasons.ts';
import { type Kind, OWN, Retry } from './retry.ts';
import { growing, retries } from './nature.ts';

/** Values above are treated as this. */
const ATTEMPTS_MAX = 5;

const params = {
  maxAttempts: count(undefined, 'Tries in all; the first one counts. Above 5 is 5.', {
    min: 2,
    max: 100,
  }),
  initialBackoff: ms(undefined, 'The delay before the first retry, before jitter.', {
    zero: false,
  }),
  maxBackoff: ms(undefined, 'The longest delay, before jitter.', { zero: false }),
  backoffMultiplier: number(undefined, 'By what the delay grows with each retry.', {
    min: 0.001,
    max: 100,
  }),
  retryableStatusCodes: reasons(null, leftOut(UNAVAILABLE)),
  retryThrottling,
} as const;

export const grpc: Kind = {
  variant: {
    of: 'gRPC, gRFC A6',
    help:
      'The delay is min(initialBackoff × backoffMultiplier^(n−1), maxBackoff) × U(0.8, 1.2). ' +
      'gRPC has no default for what is tried again; here it is what UNAVAILABLE and ' +
      'RESOURCE_EXHAUSTED stand for, unless the same stack rejected it. A callee that says when ' +
      'to come back (server push-back) is obeyed to the instant, and the back-off starts anew.',
    params,
    nature: (p: Params) =>
      retries(
        Math.min(p.maxAttempts, ATTEMPTS_MAX),
        (n) => 1.2 * growing(p.initialBackoff, p.backoffMultiplier, p.maxBackoff)(n),
        {
          jitter: true,
          budget: p.retryThrottling !== null,
          on: p.retryableStatusCodes ?? UNAVAILABLE,
        },
      ),
  },
  limits: (p) => ({
    tries: Math.min(Number(p['maxAttempts']), ATTEMPTS_MAX),
    budget: (p['retryThrottling'] as { maxTokens: number } | null)?.maxTokens ?? 0,
  }),
  refuse: (p) =>
    (p['retryableStatusCodes'] as readonly string[] | null)?.length === 0
      ? { at: 'retryableStatusCodes', found: 'none', wanted: 'at least one' }
      : null,
};

type Params = Values<typeof params>;

/** Slot: back-offs since the sequence began anew. */
const STEPS = 0;

export class GrpcRetry extends Retry {
  static override readonly slots: number = OWN + 1;
  readonly throttle = new RetryThrottle();
  private p!: Params;

  override configure(_w: Port, params: PatternParams): void {
    const p = params as unknown as Params;
    this.p = p;
    this.tries = Math.min(p.maxAttempts, ATTEMPTS_MAX);
    this.mask = maskOf(p.retryableStatusCodes ?? UNAVAILABLE);
    this.localMask = maskOf(p.retryableStatusCodes ?? []);
    const throttling = p.retryThrottling;
    if (throttling) this.throttle.configure(throttling.maxTokens, throttling.tokenRatio);
  }

  protected override first(w: Port, _f: Frame, own: number): number {
    w.pool.slots[own + STEPS] = 0;
    return PASS;
  }

  protected override ended(_w: Port, f: Frame, o: Outcome): void {
    if (o <= DEGRADED) this.throttle.succeeded();
    else if (this.wants(f, o)) this.throttle.failed();
  }

  protected override pay(): boolean {
    return this.p.retryThrottling === null || this.throttle.allows;
  }

  protected override delay(w: Port, f: Frame, _o: Outcome, _n: number, own: number): number {
    const { slots } = w.pool;
    const pushBack = this.hintMs(f);
    if (pushBack >= 0) {
      slots[own + STEPS] = 0;
      return pushBack;
    }
    const { initialBackoff, maxBackoff, backoffMultiplier } = this.p;
    const delay = initialBackoff * pow(backoffMultiplier, slots[own + STEPS]!++);
    return Math.min(delay, maxBackoff) * (0.8 + 0.4 * this.jitter.double());
  }

  protected override held(): number | null {
    return this.p.retryThrottling === null ? null : this.throttle.balance;
  }
}
