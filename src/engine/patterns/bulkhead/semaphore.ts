/**
 * resilience4j's semaphore bulkhead: limits concurrent calls; others wait for a limited time. An
 * abandoned call leaves the queue at once: the time limiter interrupts the waiting thread.
 */
import type { Frame } from '../../model/flight/frame.ts';
import type { Values } from '../../model/params.ts';
import { HOLD, PASS } from '../../model/pattern.ts';
import type { Lane } from '../../model/flight/timers.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { Slots } from './slots.ts';
import type { params } from './semaphore.table.ts';

export class Semaphore extends Slots {
  private patience: Lane | null = null;

  override configure(w: Port, p: PatternParams): void {
    super.configure(w, p);
    const { maxConcurrentCalls, maxWaitDuration } = p as unknown as Values<typeof params>;
    this.limit = maxConcurrentCalls;
    this.patience = maxWaitDuration > 0 ? w.timers.lane(Math.round(maxWaitDuration * 1e6)) : null;
    this.admit(w);
  }

  override enter(w: Port, f: Frame): number {
    if (this.taken < this.limit && this.waiting.count === 0) {
      this.taken++;
      return PASS;
    }
    if (this.patience === null) return this.refuse(f);
    this.waiting.push(f);
    w.timers.start(this.patience, f, this.timer, this.layerOf(f));
    return HOLD;
  }

  /** The maximum wait has elapsed. */
  override wake(w: Port, f: Frame): void {
    this.waiting.remove(f, w.pool.frames);
    this.turnAway(w, f);
  }
}
