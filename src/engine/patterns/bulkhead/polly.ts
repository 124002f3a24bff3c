/**
 * Polly's concurrency limiter (.NET's ConcurrencyLimiter): permits, and a queue served oldest or
 * newest first. Newest first, a new call evicts the oldest from a full queue. Free permits go to
 * waiting calls at once, so a call that finds a permit finds an empty queue. An abandoned call
 * leaves the queue at once: it waits with the timeout's cancellation token.
 */
import type { Frame } from '../../model/flight/frame.ts';
import type { Values } from '../../model/params.ts';
import { HOLD, PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { EvictingSlots } from './evicting.ts';
import type { params } from './polly.table.ts';

export class PollyLimiter extends EvictingSlots {
  private queueLimit = 0;
  private newestFirst = false;

  override configure(w: Port, p: PatternParams): void {
    super.configure(w, p);
    const { permitLimit, queueLimit, queueProcessingOrder } = p as unknown as Values<typeof params>;
    this.limit = permitLimit;
    this.queueLimit = queueLimit;
    this.newestFirst = queueProcessingOrder === 'NewestFirst';
    this.admit(w);
  }

  override enter(w: Port, f: Frame): number {
    const { waiting } = this;
    if (this.taken < this.limit) {
      this.taken++;
      return PASS;
    }
    if (waiting.count >= this.queueLimit) {
      if (!this.newestFirst || this.queueLimit === 0) return this.refuse(f);
      while (waiting.count >= this.queueLimit) this.evict(w, waiting.shift(w.pool.frames));
    }
    waiting.push(f);
    return HOLD;
  }

  protected override next(w: Port): Frame {
    const { frames } = w.pool;
    return this.newestFirst ? this.waiting.pop(frames) : this.waiting.shift(frames);
  }
}
