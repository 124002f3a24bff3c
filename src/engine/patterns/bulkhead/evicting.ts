/** Base class of bulkheads that put waiting calls out of their queue. */
import type { Frame } from '../../model/flight/frame.ts';
import type { Lane } from '../../model/flight/timers.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { Slots } from './slots.ts';

export abstract class EvictingSlots extends Slots {
  /** Evicted calls are notified through an event at this instant. */
  private out: Lane | null = null;

  override configure(w: Port, params: PatternParams): void {
    super.configure(w, params);
    this.out = w.timers.lane(0);
  }

  /** @param f is no longer in the queue */
  protected evict(w: Port, f: Frame): void {
    w.timers.start(this.out!, f, this.timer, this.layerOf(f));
  }

  /** Evicted from the queue. */
  override wake(w: Port, f: Frame): void {
    this.turnAway(w, f);
  }

  override abandon(w: Port, f: Frame): void {
    // Only evicted calls have a timer, and they are no longer in the queue.
    if (w.timers.running(f, this.timer)) w.timers.cancel(f, this.timer);
    else this.waiting.remove(f, w.pool.frames);
  }
}
