/**
 * The AWS SDKs' `adaptive` retry mode: `standard` plus a rate limit of attempts. A call abandoned
 * while it waits for a token ends at once; not modeled: the SDK still takes the token at its turn.
 */
import { TIMER } from '../../kernel/queue.ts';
import type { Frame } from '../../model/flight/frame.ts';
import type { Outcome } from '../../model/outcome.ts';
import { HOLD, PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { AwsStandardRetry } from './aws-standard.ts';
import { CubicLimiter } from './cubic-limiter.ts';

export class AwsAdaptiveRetry extends AwsStandardRetry {
  limiter: CubicLimiter | null = null;

  override configure(w: Port, params: PatternParams): void {
    super.configure(w, params);
    this.limiter ??= new CubicLimiter(w.now);
  }

  protected override first(w: Port, f: Frame, own: number): number {
    super.first(w, f, own);
    return this.waits(w, f) ? HOLD : PASS;
  }

  protected override ended(w: Port, f: Frame, o: Outcome, own: number): void {
    this.limiter!.answered(w.now, this.isThrottling(o));
    super.ended(w, f, o, own);
  }

  /** The back-off is over, or a token may be available. */
  override wake(w: Port, f: Frame): void {
    if (this.waits(w, f)) return;
    if (this.isFirst(w, f)) w.calls.descend(f, this.layerOf(f) + 1);
    else this.retry(w, f);
  }

  /** @returns whether the attempt must wait for a token, after which it is woken */
  private waits(w: Port, f: Frame): boolean {
    const ns = this.limiter!.take(w.now);
    if (ns > 0) w.after(f, ns, TIMER);
    return ns > 0;
  }
}
