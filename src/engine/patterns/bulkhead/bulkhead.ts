/** Base class of bulkheads: how they refuse calls. */
import type { Frame } from '../../model/flight/frame.ts';
import { BULKHEAD_FULL, type Outcome } from '../../model/outcome.ts';
import { Pattern } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { retryAfterNs, sayWhen } from '../../model/retry-after.ts';

export abstract class Bulkhead extends Pattern {
  private retryAfterNs = 0.5;

  override configure(_w: Port, params: PatternParams): void {
    this.readRetryAfter(params);
  }

  protected readRetryAfter(params: PatternParams): void {
    this.retryAfterNs = retryAfterNs(params);
  }

  /** A call is refused. @returns the outcome, for `enter` */
  protected refuse(f: Frame): Outcome {
    sayWhen(f, this.retryAfterNs);
    return BULKHEAD_FULL;
  }

  /** A call that was held here is refused. */
  protected turnAway(w: Port, f: Frame): void {
    w.calls.ascend(f, this.layerOf(f) - 1, this.refuse(f));
  }
}
