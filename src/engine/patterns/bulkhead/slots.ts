/** Base class of bulkheads: counts concurrent calls and queues the others. */
import type { Frame } from '../../model/flight/frame.ts';
import { Line } from '../../model/flight/line.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Port } from '../../model/port.ts';
import { Bulkhead } from './bulkhead.ts';

export abstract class Slots extends Bulkhead {
  static override readonly timers: number = 1;
  /** Slots in use; may exceed the limit after an edit, until calls return. */
  taken = 0;
  readonly waiting = new Line();
  protected limit = 0;

  override leave(w: Port, _f: Frame, o: Outcome): number {
    this.taken--;
    this.admit(w);
    return o;
  }

  /** Waiting calls take the free slots. */
  protected admit(w: Port): void {
    while (this.waiting.count > 0 && this.taken < this.limit) {
      this.taken++;
      const f = this.next(w);
      w.timers.cancel(f, this.timer);
      w.calls.grant(f);
    }
  }

  /** Removes the next waiting call: the oldest. */
  protected next(w: Port): Frame {
    return this.waiting.shift(w.pool.frames);
  }

  override abandon(w: Port, f: Frame): void {
    w.timers.cancel(f, this.timer);
    this.waiting.remove(f, w.pool.frames);
  }

  override report(): Record<string, number> {
    return { taken: this.taken, waiting: this.waiting.count };
  }
}
