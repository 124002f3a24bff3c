/** Outages of a whole replica: crash, restart, pause, resume. */
import { COMPLETION } from '../../kernel/queue.ts';
import * as at from '../flight/frame.ts';
import { INTERRUPT } from '../cancel-mode.ts';
import { RESET, type Outcome } from '../outcome.ts';
import { QUEUE_TIMER } from '../flight/timers.ts';
import type { Frame, Moves, Replica } from './moves.ts';

/** Is any request at a replica, or at its door? */
export const holds = (w: Moves, replica: Replica): boolean =>
  w.pool
    .at(replica)
    .some((f) => (f.host === null ? f.phase === at.AT_DOOR : !gone(f) && f.kind !== at.PROBING));

/** The requests that run or wait on a replica, in order of arrival. */
export function inHand(w: Moves, replica: Replica): Frame[] {
  return w.pool
    .at(replica)
    .filter((f) => f.host !== null && !gone(f))
    .sort((a, b) => a.ticket - b.ticket || a.pc - b.pc);
}

const gone = (f: Frame): boolean =>
  f.phase === at.ENDING || f.phase === at.ANSWERING || f.phase === at.IN_STACK;

export class Outages {
  private readonly w: Moves;

  constructor(w: Moves) {
    this.w = w;
  }

  /** All in-flight requests fail at once with `reset`. */
  crash(replica: Replica): void {
    const { w } = this;
    w.restarts.callOff(replica);
    w.lives.happens(replica, 'crash', 'its machine has crashed');
    this.clear(replica, RESET);
  }

  /**
   * A process is gone: all in-flight requests end at once with this outcome; calls that they
   * awaited continue as abandoned work.
   */
  clear(replica: Replica, outcome: Outcome): void {
    const { w } = this;
    const { service } = replica;
    replica.demise = outcome;
    w.probing.reset(replica);
    const jobs = inHand(w, replica);
    service.busy -= replica.busy;
    service.observer.busy(-replica.busy);
    service.queued -= replica.waiting.count;
    service.observer.queued(-replica.waiting.count);
    replica.busy = 0;
    replica.waiting.clear();
    replica.ready.clear();
    w.cores.elapse(replica);
    replica.sharing.clear();
    w.cores.expectEnd(replica);
    for (const f of jobs) orphanCalls(w, f);
    for (const f of givenUpBy(w, replica)) w.cancellation.orphan(f);
    const serials = jobs.map((f) => f.serial);
    for (const f of jobs) {
      f.due = 0;
      f.flags &= ~at.THREAD;
      w.pool.engage(f);
      w.timers.cancel(f, QUEUE_TIMER);
      f.phase = at.ENDING;
    }
    // Ending one can end another, for example a hedge's losing attempt.
    jobs.forEach((f, i) => {
      if (f.serial !== serials[i] || f.kind < 0) return;
      if (f.kind === at.BRANCH) w.pool.release(f);
      else if (f.kind === at.CALL) w.jobs.end(f, outcome);
    });
    endAtDoor(w, replica);
    // Abandoned requests behind the service's own stack.
    jobs.forEach((f, i) => {
      if (f.serial === serials[i] && f.kind === at.DOOR && f.parent === null)
        w.cancellation.cancel(f, INTERRUPT);
    });
    this.free(replica);
    service.capacityChanged();
  }

  /** What hung was the process, which is gone: the next one does not. */
  free(replica: Replica): void {
    for (; replica.hung > 0; replica.hung--) this.unpause(replica);
  }

  /** The process of a replica hangs until it is gone, or goes on. */
  hang(replica: Replica): void {
    replica.hung++;
    this.pause(replica);
  }

  /** A process goes on that hung. */
  goOn(replica: Replica): void {
    replica.hung--;
    this.unpause(replica);
  }

  /** The machine is back: its process starts, empty, with fresh pattern state. */
  comeBack(replica: Replica): void {
    const { lives } = this.w;
    const { index, service } = replica;
    lives.renew(replica, 'return', 'its machine is back');
    if (!service.isManaged && index >= service.wanted)
      lives.happens(replica, 'drain', 'there are more than are wanted');
  }

  /** Pauses a replica: running work keeps its remaining time. */
  pause(replica: Replica): void {
    const { w } = this;
    if (replica.paused > 0) {
      replica.paused++;
      return;
    }
    // Shared work has progressed until now; its event is cancelled.
    w.cores.elapse(replica);
    replica.paused++;
    w.suspended.replicas++;
    w.cores.expectEnd(replica);
    if (replica.service.cores > 0) return;
    const due = w.queue.dueTimes();
    for (const f of inHand(w, replica)) {
      if (f.phase !== at.WORKING || f.due === 0) continue;
      f.remaining = due.get(f.due)! - w.now;
      f.due = 0;
    }
  }

  /** Everything resumes where it stopped. */
  unpause(replica: Replica): void {
    const { w } = this;
    if (replica.paused > 1) {
      replica.paused--;
      return;
    }
    w.cores.elapse(replica);
    replica.paused--;
    w.suspended.replicas--;
    w.cores.expectEnd(replica);
    for (const f of inHand(w, replica)) {
      if (f.phase === at.WORKING && f.due === 0 && replica.service.cores === 0)
        w.after(f, f.remaining, COMPLETION);
    }
    w.suspended.release(replica);
    w.probing.answer(replica);
    w.restarts.ended(replica);
  }
}

/** Calls that a replica has given up and that its own stacks may still hold. */
const givenUpBy = (w: Moves, replica: Replica): Frame[] =>
  w.pool
    .callsOf(replica)
    .filter(
      ({ kind, parent, caller, link, flags }) =>
        kind === at.CALL &&
        parent === null &&
        caller === replica.index &&
        link!.caller === replica.service &&
        (flags & at.ORPHANED) === 0,
    );

/** The calls that a dead replica's frame awaited continue, but nobody retries them. */
function orphanCalls(w: Moves, f: Frame): void {
  if (f.kind === at.DOOR) f.flags |= at.ORPHANED;
  w.pool.eachChild(f, (child) => {
    if (child.kind === at.CALL) w.cancellation.orphan(child);
    else orphanCalls(w, child);
  });
}

/** Attempts held by the dead replica's own stack: the stack only releases its resources. */
function endAtDoor(w: Moves, replica: Replica): void {
  const attempts = w.pool
    .at(replica)
    .filter((f) => f.kind === at.CALL && f.phase === at.AT_DOOR)
    .sort((a, b) => a.ticket - b.ticket);
  for (const f of attempts) {
    if (f.phase !== at.AT_DOOR) continue;
    w.doors.leave(f, replica.demise);
    w.pool.eachAbandoned(f, (door) => {
      orphanCalls(w, door);
      w.cancellation.cancel(door, INTERRUPT);
    });
    w.network.back(f, replica.demise, 0);
  }
}
