/** The door of a service with a stack of its own: requests pass it before the queue. */
import { ARRIVAL } from '../../kernel/queue.ts';
import * as at from '../flight/frame.ts';
import { DEGRADED, REFUSED, type Outcome } from '../outcome.ts';
import type { Frame, Moves, Replica } from './moves.ts';

export class Doors {
  private readonly w: Moves;

  constructor(w: Moves) {
    this.w = w;
  }

  /** Sends a request through the service's own stack first. */
  come(f: Frame, replica: Replica): void {
    f.phase = at.AT_DOOR;
    if (replica.paused > 0) this.w.after(f, 0, ARRIVAL);
    else this.enter(f);
  }

  /** The replica's stack sees it. */
  enter(f: Frame): void {
    const { w } = this;
    const replica = f.replica!;
    const door = w.pool.take(at.DOOR, f);
    w.pool.copyCall(f, door);
    door.stack = w.stackOf(replica.service.plan, replica.index);
    door.caller = replica.index;
    w.calls.descend(door, 0);
  }

  /** The service's own stack has admitted it. */
  admit(f: Frame): void {
    const replica = f.replica!;
    if (replica.runs) this.w.jobs.assign(f, replica.service, replica);
    else this.w.jobs.turnAway(f, REFUSED);
  }

  /**
   * It ends before a paused replica's own stack has seen it. Stacks that have seen it report the
   * end themselves.
   */
  leave(f: Frame, o: Outcome): void {
    f.due = 0;
    if (f.first === null) this.w.jobs.account(f, o, false);
  }

  /** The answer of a service with its own stack leaves the door. */
  answered(f: Frame, outcome: Outcome): void {
    const o = (f.flags & at.ORPHANED) !== 0 ? f.replica!.demise : outcome;
    this.w.jobs.account(f, o, (f.flags & (at.LOCAL | at.TURNED_AWAY)) !== 0 && o > DEGRADED);
  }
}
