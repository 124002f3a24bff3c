/**
 * Polly's concurrency limiter (.NET's ConcurrencyLimiter): permits, and a queue served oldest or
 * newest first. Newest first, a new call evicts the oldest from a full queue. Free permits go to
 * waiting calls at once, so a call that finds a permit finds an empty queue. An abandoned call
 * leaves the queue at once: it waits with the timeout's cancellation token.
 */
import type { Frame } from '../../model/flight/frame.ts';
import { BULKHEAD_FULL } from '../../model/outcome.ts';
import type { Values } from '../../model/params.ts';
import { HOLD, PASS } from '../../model/pattern.ts';
import type { Lane } from '../../model/flight/timers.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { Slots } from './slots.ts';
import type { params } from './polly.table.ts';

export class PollyLimiter extends Slots {
  private queueLimit = 0;
  private newestFirst = false;
  /** Evicted calls are notified through an event at this instant. */
  private out: Lane | null = null;

  override configure(w: Port, p: PatternParams): void {
    const { permitLimit, queueLimit, queueProcessingOrder } = p as unknown as Values<typeof params>;
    this.limit = permitLimit;
    this.queueLimit = queueLimit;
    this.newestFirst = queueProcessingOrder === 'NewestFirst';
    this.out = w.timers.lane(0);
    this.admit(w);
  }

  override enter(w: Port, f: Frame): number {
    const { waiting } = this;
    if (this.taken < this.limit) {
      this.taken++;
      return PASS;
    }
    if (waiting.count >= this.queueLimit) {
      if (!this.newestFirst || this.queueLimit === 0) return BULKHEAD_FULL;
      while (waiting.count >= this.queueLimit) {
        const oldest = waiting.shift(w.pool.frames);
        w.timers.start(this.out!, oldest, this.timer, this.layerOf(oldest));
      }
    }
    waiting.push(f);
    return HOLD;
  }

  protected override next(w: Port): Frame {
    const { frames } = w.pool;
    return this.newestFirst ? this.waiting.pop(frames) : this.waiting.shift(frames);
  }

  /** Evicted from the queue. */
  override wake(w: Port, f: Frame): void {
    w.calls.ascend(f, this.layerOf(f) - 1, BULKHEAD_FULL);
  }

  override abandon(w: Port, f: Frame): void {
    // Only evicted calls have a timer, and they are no longer in the queue.
    if (w.timers.running(f, this.timer)) w.timers.cancel(f, this.timer);
    else this.waiting.remove(f, w.pool.frames);
  }
}
