/** What all bulkheads do: count the calls under way, and keep the others in line. */
import type { Frame } from '../../model/flight/frame.ts';
import { Line } from '../../model/flight/line.ts';
import type { Outcome } from '../../model/outcome.ts';
import { Pattern } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';

export abstract class Slots extends Pattern {
  static override readonly timers: number = 1;
  /** Slots in use; more than there are after an edit took some away, until they come back. */
  taken = 0;
  readonly waiting = new Line();
  protected limit = 0;

  override leave(w: Port, _f: Frame, o: Outcome): number {
    this.taken--;
    this.admit(w);
    return o;
  }

  /** Those who wait take the slots that are free. */
  protected admit(w: Port): void {
    while (this.waiting.count > 0 && this.taken < this.limit) {
      this.taken++;
      const f = this.next(w);
      w.timers.cancel(f, this.timer);
      w.calls.grant(f);
    }
  }

  /** Of those who wait, the one whose turn it is: the longest. */
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
