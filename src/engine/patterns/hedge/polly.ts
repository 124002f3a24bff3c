/**
 * The hedging strategy of Polly. A call given up sends no further attempt: the delay takes the
 * cancellation token of the timeout outside.
 */
import { CANCEL_MODES } from '../../model/cancel-mode.ts';
import { maskOf, type Outcome, REASONS } from '../../model/outcome.ts';
import { count, ms, reasons, type Values } from '../../model/params.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { cancelled, Hedge, hedges, type Kind } from './hedge.ts';

const params = {
  maxHedgedAttempts: count(1, 'Attempts in addition to the first.', { min: 1, max: 10 }),
  delay: ms(
    2000,
    'Send the next attempt when there is no answer after this long; 0: all at once; −1: only ' +
      'after a failure that is handled.',
    { min: -1 },
  ),
  shouldHandle: reasons(
    REASONS.filter((reason) => reason !== 'cancelled'),
    'Failures after which the call goes on; any other is its outcome at once.',
  ),
  cancel: cancelled('they take no notice, and the caller waits for all of them.'),
} as const;

export const polly: Kind = {
  variant: {
    of: 'Polly 8.7',
    help:
      'A handled failure brings the next attempt forward; when all have failed, the first one’s ' +
      'outcome is passed on. The losers are cancelled and waited for, which takes no time as ' +
      'long as they obey.',
    params,
    nature: ({ delay, maxHedgedAttempts: more, shouldHandle }: Params) =>
      hedges(more + 1, Math.max(0, delay) * more, shouldHandle, delay >= 0),
  },
  afterMs: (p) => (Number(p['delay']) < 0 ? NaN : Number(p['delay'])),
};

type Params = Values<typeof params>;

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
