/**
 * The retry policy of gRPC's service config, with retry throttling (gRFC A6). A call abandoned in
 * its back-off ends at once: its deadline covers all attempts.
 */
import { pow } from '../../kernel/math.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { DEGRADED, maskOf, type Outcome, UNAVAILABLE } from '../../model/outcome.ts';
import { PASS } from '../../model/pattern.ts';
import { RetryThrottle } from '../../model/retrying/retry-throttle.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { OWN, Retry } from './retry.ts';
import { ATTEMPTS_MAX } from './bounds.ts';
import type { Params } from './grpc.table.ts';

/** Slot: back-offs since the sequence restarted. */
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
