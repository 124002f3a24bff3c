/**
 * The hedging policy of gRPC's service config, with retry throttling (gRFC A6). An abandoned call
 * sends no further attempts: its deadline covers all attempts.
 */
import { CANCEL_MODES } from '../../model/cancel-mode.ts';
import { TIMER } from '../../kernel/queue.ts';
import * as at from '../../model/flight/frame.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { DEGRADED, maskOf, type Outcome } from '../../model/outcome.ts';
import { RetryThrottle } from '../../model/retrying/retry-throttle.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { Hedge } from './hedge.ts';
import type { Params } from './grpc.table.ts';

/** Higher values are treated as this. */
const ATTEMPTS_MAX = 5;

export class GrpcHedge extends Hedge {
  protected override readonly lastCounts = true;
  readonly throttle = new RetryThrottle();
  private throttles = false;
  private mask = 0;

  override configure(w: Port, p: PatternParams): void {
    const { maxAttempts, hedgingDelay, nonFatalStatusCodes, cancel, ...others } =
      p as unknown as Params;
    this.lane = w.timers.lane(Math.round(hedgingDelay * 1e6));
    this.attempts = Math.min(maxAttempts, ATTEMPTS_MAX);
    this.mask = maskOf(nonFatalStatusCodes);
    this.mode = CANCEL_MODES[cancel];
    const throttling = others.retryThrottling;
    this.throttles = throttling !== null;
    if (throttling) this.throttle.configure(throttling.maxTokens, throttling.tokenRatio);
  }

  protected override ended(o: Outcome): void {
    if (o <= DEGRADED) this.throttle.succeeded();
    else if (this.handles(o)) this.throttle.failed();
  }

  protected override handles(o: Outcome): boolean {
    return (this.mask & (1 << o)) !== 0;
  }

  protected override allows(): boolean {
    return !this.throttles || this.throttle.allows;
  }

  protected override next(w: Port, f: Frame): void {
    // The flags and the hint of the attempt that has just failed.
    const pushBack = at.hintOf(f);
    if (pushBack <= 0) return this.send(w, f);
    w.timers.cancel(f, this.timer);
    w.after(f, Math.min(pushBack, w.longestNs), TIMER);
  }
}
