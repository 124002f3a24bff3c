/**
 * The hedging policy of gRPC's service config, with retry throttling (gRFC A6). A call given up
 * sends no further attempt: its deadline is that of all its attempts.
 */
import { CANCEL_MODES } from '../../model/cancel-mode.ts';
import { TIMER } from '../../kernel/queue.ts';
import * as at from '../../model/flight/frame.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { DEGRADED, maskOf, type Outcome } from '../../model/outcome.ts';
import { count, ms, reasons, type Values } from '../../model/params.ts';
import { RetryThrottle, retryThrottling } from '../../model/retrying/retry-throttle.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { cancelled, Hedge, hedges, type Kind } from './hedge.ts';

/** Values above are treated as this. */
const ATTEMPTS_MAX = 5;

const params = {
  maxAttempts: count(undefined, 'Attempts in all; the first one counts. Above 5 is 5.', {
    min: 2,
    max: 100,
  }),
  hedgingDelay: ms(0, 'The time from one attempt to the next; 0: all at once.'),
  nonFatalStatusCodes: reasons(
    [],
    'Failures after which the next attempt is sent at once; any other is the outcome.',
  ),
  retryThrottling,
  cancel: cancelled('they take no notice; the caller does not wait for them.'),
} as const;

export const grpc: Kind = {
  variant: {
    of: 'gRPC, gRFC A6',
    help:
      'A success or a fatal failure is the outcome, and the others are cancelled. When all have ' +
      'failed, the last one’s outcome is passed on. A callee that says when to come back (server ' +
      'push-back) sets the time of the next attempt.',
    params,
    nature: ({ hedgingDelay, maxAttempts, nonFatalStatusCodes }: Params) =>
      hedges(maxAttempts, hedgingDelay * (maxAttempts - 1), nonFatalStatusCodes),
  },
  afterMs: (p) => Number(p['hedgingDelay']),
};

type Params = Values<typeof params>;

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
    // The flags and the hint are those of the attempt that has just failed.
    const pushBack = at.hintOf(f);
    if (pushBack <= 0) return this.send(w, f);
    w.timers.cancel(f, this.timer);
    w.after(f, Math.min(pushBack, w.longestNs), TIMER);
  }
}
