/**
 * Base class of hedges: the same call is sent again while earlier attempts are in flight, and the
 * first decisive outcome wins. A library's version says which failures continue the call, when they
 * trigger the next attempt, and which outcome is returned if all fail.
 */
import { TIMER } from '../../kernel/queue.ts';
import { GO_ON } from '../../model/cancel-mode.ts';
import * as at from '../../model/flight/frame.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { DEGRADED, type Outcome } from '../../model/outcome.ts';
import { HOLD, Pattern, SPLIT } from '../../model/pattern.ts';
import type { Lane } from '../../model/flight/timers.ts';
import type { Port } from '../../model/port.ts';

// Slots: attempts sent, attempts in flight, whether the outcome is settled while losing attempts
// are awaited; the outcome kept until then, with its details.
const SENT = 0;
const OUT = 1;
const SETTLED = 2;
const OUTCOME = 3;
const CAUSE = 4;
const ANSWER = 5;
const HINT = 6;

export abstract class Hedge extends Pattern {
  static override readonly slots: number = 7;
  static override readonly timers: number = 1;
  /** The timer for the next attempt; null: only a failure triggers it. */
  protected lane: Lane | null = null;
  /** Maximum attempts, including the first. */
  protected attempts = 1;
  protected mode = GO_ON;
  /** Whether the answer is held back until losing attempts have returned. */
  protected waits = false;
  /** Whether the last outcome is returned if all fail. */
  protected readonly lastCounts: boolean = false;

  static override splits(): boolean {
    return true;
  }

  override enter(w: Port, f: Frame): number {
    const slot = f.slots + this.slot;
    w.pool.slots[slot + SENT] = 1;
    w.pool.slots[slot + OUT] = 1;
    w.pool.slots[slot + SETTLED] = 0;
    this.plan(w, f, 1);
    return SPLIT;
  }

  /** Schedules the next attempt, if allowed, after the usual delay. */
  private plan(w: Port, f: Frame, sent: number): void {
    if (sent < this.attempts && this.lane)
      w.timers.start(this.lane, f, this.timer, this.layerOf(f));
    else w.timers.cancel(f, this.timer);
  }

  /** The answer is late, or the next attempt is due. */
  override wake(w: Port, f: Frame): void {
    const slot = f.slots + this.slot;
    if (this.allows()) this.send(w, f);
    else if (w.pool.slots[slot + OUT] === 0)
      w.calls.ascend(f, this.layerOf(f) - 1, this.kept(w, f));
  }

  protected send(w: Port, f: Frame): void {
    const slot = f.slots + this.slot;
    const sent = ++w.pool.slots[slot + SENT]!;
    w.pool.slots[slot + OUT]!++;
    f.due = 0;
    this.plan(w, f, sent);
    w.calls.spawn(f, this.layerOf(f), sent, at.HEDGE);
  }

  override leave(w: Port, f: Frame, o: Outcome, child: Frame): number {
    const { slots } = w.pool;
    const slot = f.slots + this.slot;
    const out = --slots[slot + OUT]!;
    if (slots[slot + SETTLED] === 1) return out > 0 ? HOLD : this.kept(w, f);
    if (this.lastCounts || (child.flags & at.OPENING) !== 0) this.keep(w, f, o);
    this.ended(o);
    if (o <= DEGRADED || !this.handles(o)) return this.settle(w, f, o, out);
    if (!w.givenUp(f) && slots[slot + SENT]! < this.attempts && this.allows()) {
      this.next(w, f);
      return HOLD;
    }
    if (out > 0) return HOLD;
    return this.settle(w, f, this.kept(w, f), 0);
  }

  /** Settles the call's outcome: no more attempts, and those in flight have lost. */
  private settle(w: Port, f: Frame, outcome: Outcome, out: number): number {
    this.abandon(w, f);
    if (out === 0) return outcome;
    if (this.waits) {
      this.keep(w, f, outcome);
      w.pool.slots[f.slots + this.slot + SETTLED] = 1;
      return HOLD;
    }
    w.pool.eachAbandoned(f, (loser) => {
      if (this.mode === GO_ON) w.cancellation.abandon(loser);
      else w.cancellation.cancel(loser, this.mode);
    });
    return outcome;
  }

  override abandon(w: Port, f: Frame): void {
    w.timers.cancel(f, this.timer);
    f.due = 0;
  }

  /** An attempt ended, successfully or not. */
  protected ended(_o: Outcome): void {}

  /** Whether the call continues after this failure. */
  protected handles(_o: Outcome): boolean {
    return true;
  }

  /** Whether another attempt may be sent. */
  protected allows(): boolean {
    return true;
  }

  /** A failure triggers the next attempt at once. */
  protected next(w: Port, f: Frame): void {
    if (w.goesOn()) this.send(w, f);
    else w.after(f, 0, TIMER);
  }

  /** Keeps the outcome of the attempt that has just returned. */
  private keep({ pool: { slots } }: Port, f: Frame, o: Outcome): void {
    const slot = f.slots + this.slot;
    slots[slot + OUTCOME] = o;
    slots[slot + CAUSE] = f.cause;
    slots[slot + ANSWER] = f.flags & at.ANSWER;
    slots[slot + HINT] = f.hint;
  }

  /** The call ends with that outcome. */
  private kept({ pool: { slots } }: Port, f: Frame): Outcome {
    const slot = f.slots + this.slot;
    f.cause = slots[slot + CAUSE]! | 0;
    f.flags = (f.flags & ~at.ANSWER) | slots[slot + ANSWER]!;
    f.hint = slots[slot + HINT]!;
    return slots[slot + OUTCOME]! | 0;
  }
}
