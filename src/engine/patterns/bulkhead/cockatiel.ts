/**
 * cockatiel's bulkhead: slots, and a first-in-first-out queue. An abandoned call stays in the queue
 * until its turn, and is cancelled then: the library checks the signal only when a call enters and
 * when it leaves the queue.
 */
import { TIMER } from '../../kernel/queue.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { CANCELLED, type Outcome } from '../../model/outcome.ts';
import type { Values } from '../../model/params.ts';
import { HOLD, PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { Slots } from './slots.ts';
import type { params } from './cockatiel.table.ts';

/** Slot: whether the call has waited. */
const WAITED = 0;

export class CockatielBulkhead extends Slots {
  static override readonly slots = 1;
  private capacity = 0;

  override configure(w: Port, p: PatternParams): void {
    super.configure(w, p);
    const { limit, queue } = p as unknown as Values<typeof params>;
    this.limit = limit;
    this.capacity = queue;
    this.admit(w);
  }

  override enter(w: Port, f: Frame): number {
    if (w.givenUp(f)) return CANCELLED;
    w.pool.slots[f.slots + this.slot + WAITED] = 0;
    if (this.taken < this.limit) {
      this.taken++;
      return PASS;
    }
    if (this.waiting.span >= this.capacity) return this.refuse(f);
    this.waiting.push(f);
    return HOLD;
  }

  override leave(w: Port, f: Frame, o: Outcome): number {
    this.taken--;
    // A queued call's promise takes a few ticks longer, so calls cancelled now are notified first.
    this.admit(w, w.pool.slots[f.slots + this.slot + WAITED] === 1);
    return o;
  }

  protected override admit(w: Port, cancelsFirst = false): void {
    // The positions of cancelled calls are freed at their turn.
    if (this.waiting.count === 0) this.waiting.clear();
    while (this.waiting.count > 0 && this.taken < this.limit) {
      const f = this.next(w);
      if (!w.givenUp(f)) {
        this.taken++;
        w.pool.slots[f.slots + this.slot + WAITED] = 1;
        w.calls.grant(f);
      } else if (cancelsFirst) this.wake(w, f);
      else w.after(f, 0, TIMER);
    }
  }

  /** Its turn has come, but it was abandoned: it never gets a slot. */
  override wake(w: Port, f: Frame): void {
    w.calls.ascend(f, this.layerOf(f) - 1, CANCELLED);
  }

  override get keepsAbandoned(): boolean {
    return true;
  }

  override abandon(_w: Port, f: Frame): void {
    // A call whose event is due has already left the queue.
    if (f.due === 0) this.waiting.tombstone(f);
  }
}
