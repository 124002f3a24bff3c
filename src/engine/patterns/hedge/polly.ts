/**
 * Polly's hedging strategy. An abandoned call sends no further attempts: the delay uses the outer
 * timeout's cancellation token.
 */
import { CANCEL_MODES } from '../../model/cancel-mode.ts';
import { maskOf, type Outcome } from '../../model/outcome.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { Hedge } from './hedge.ts';
import type { Params } from './polly.table.ts';

export class PollyHedge extends Hedge {
  private mask = 0;

  override configure(w: Port, p: PatternParams): void {
    const { maxHedgedAttempts, delay, shouldHandle, cancel } = p as unknown as Params;
    this.lane = delay < 0 ? null : w.timers.lane(Math.round(delay * 1e6));
    this.attempts = maxHedgedAttempts + 1;
    this.mask = maskOf(shouldHandle);
    this.mode = CANCEL_MODES[cancel];
    this.waits = cancel === 'none';
  }

  protected override handles(o: Outcome): boolean {
    return (this.mask & (1 << o)) !== 0;
  }
}
