/**
 * Runs the steps of a request: `resume` continues until the request must wait. Steps are sequences,
 * calls, parallel branches and alternatives; a pause of the replica suspends them.
 */
import { COMPLETION, TIMER } from '../../kernel/queue.ts';
import type { Client } from '../parts/client.ts';
import type { Fault } from '../fault.ts';
import * as at from '../flight/frame.ts';
import { topOf } from '../flight/frame.ts';
import { CONFLICT, DEADLINE, DEGRADED, ERROR, OK, PERMANENT, type Outcome } from '../outcome.ts';
import {
  CALLS,
  END,
  JUMP,
  ONCE,
  ONE_OF,
  opOf,
  PARALLEL,
  READ,
  WORK,
  WRITE,
  type Step,
} from '../parts/steps.ts';
import type { Frame, Link, Moves, Replica } from './moves.ts';

export class Runner {
  private readonly w: Moves;

  constructor(w: Moves) {
    this.w = w;
  }

  startsWithWork(f: Frame): boolean {
    return opOf(f.host!.steps[0]!) === WORK;
  }

  /** Goes on with the next step. @hot */
  resume(f: Frame): void {
    const { steps } = f.host!;
    for (;;) {
      const step = steps[f.pc++]!;
      switch (step.op) {
        case WORK:
          return this.work(f, step);
        case CALLS:
          if (this.call(f, step)) return;
          break;
        case END:
          return this.done(f);
        default:
          if (this.special(f, step)) return;
      }
    }
  }

  /** A less frequent step. @returns whether the request must wait (or is over) */
  private special(f: Frame, step: Step): boolean {
    const op = opOf(step);
    if (op !== step.op && this.w.deadlines.stops(f)) return true;
    switch (op) {
      case WORK:
        this.work(f, step);
        return true;
      case CALLS:
        this.w.deadlines.watch(f);
        return this.call(f, step);
      case PARALLEL:
        if (op !== step.op) this.w.deadlines.watch(f);
        return this.branch(f, step);
      case ONE_OF:
        f.pc = this.choose(f, step);
        return false;
      case JUMP:
        f.pc = step.targets[0]!;
        return false;
      case READ:
        this.w.rows.read(topOf(f), step.row);
        return false;
      case ONCE:
        if (f.replica!.service.isDone(f, this.w.queue.now)) f.pc = step.targets[0]!;
        return false;
      case WRITE:
        if (this.w.rows.write(topOf(f), step.row)) return false;
        this.fail(f, CONFLICT, 0);
    }
    return true;
  }

  /** @inline */
  private work(f: Frame, step: Step): void {
    const { w } = this;
    const { replica } = f;
    f.phase = at.WORKING;
    if (replica === null) {
      const stream = (f.host as Client).workStream(step.ordinal);
      w.after(f, step.work!.sample(stream), TIMER);
      return;
    }
    const { service } = replica;
    if (service.faults.length === 0 && service.isPlain)
      w.after(f, step.work!.sample(replica.workStream(step.ordinal)), COMPLETION);
    else this.stretchedWork(f, replica, step);
  }

  /** Work during a fault, on shared cores, in company, or drawn before. */
  private stretchedWork(f: Frame, replica: Replica, step: Step): void {
    const { service } = replica;
    const isDrawn = (f.flags & at.DRAWN) !== 0 && step === service.first;
    const drawn = isDrawn ? f.remaining : step.work!.sample(replica.workStream(step.ordinal));
    const cold = drawn * replica.coldFactor(this.w.queue.now);
    const ns = this.stretched(service.faults, f, service.contended(replica, cold));
    if (service.cores > 0) this.w.cores.share(replica, f, ns);
    else if (replica.paused > 0) {
      f.remaining = ns;
      f.due = 0;
    } else this.w.after(f, ns, COMPLETION);
  }

  private stretched(faults: readonly Fault[], f: Frame, workNs: number): number {
    let ns = workNs;
    for (const fault of faults) if (fault.hits(f)) ns *= fault.stretch(this.w.queue.now);
    return Math.min(Math.round(ns), this.w.longestNs);
  }

  /** @returns whether the request must wait (or is over) @inline */
  private call(f: Frame, step: Step): boolean {
    const { serial } = f;
    f.phase = at.WAITING;
    this.w.pool.engage(f);
    // One more than the number of calls, so that calls that end at once do not end the step.
    f.pending = step.times + 1;
    if (step.times > 1) this.w.spend(step.times);
    for (let i = 0; i < step.times; i++) {
      this.w.calls.start(linkOf(step), f, i);
      if (f.serial !== serial || f.phase !== at.WAITING) return true;
    }
    return this.waits(f);
  }

  private branch(f: Frame, step: Step): boolean {
    const { serial, host } = f;
    const { targets } = step;
    f.phase = at.WAITING;
    this.w.pool.engage(f);
    f.pending = targets.length + 1;
    this.w.spend(targets.length);
    for (let i = 0; i < targets.length; i++) {
      const first = host!.steps[targets[i]!]!;
      const alone = opOf(first) === CALLS && first.times === 1;
      if (alone && host!.steps[targets[i]! + 1]!.op === END) this.w.calls.start(linkOf(first), f);
      else this.fork(f, targets[i]!);
      if (f.serial !== serial || f.phase !== at.WAITING) return true;
    }
    return this.waits(f);
  }

  private fork(f: Frame, pc: number): void {
    const branch = this.w.pool.take(at.BRANCH, f);
    branch.host = f.host;
    branch.link = f.link;
    branch.stack = this.w.pool.none;
    this.w.pool.place(branch, f.replica);
    branch.caller = f.caller;
    branch.depth = f.depth;
    branch.user = f.user;
    branch.traits = f.traits;
    branch.key = f.key;
    branch.arrived = f.arrived;
    branch.ticket = f.ticket;
    branch.struck = f.struck;
    branch.deadline = f.deadline;
    branch.pc = pc;
    branch.phase = at.STARTING;
    topOf(f).active++;
    this.resume(branch);
  }

  /** All of a step's calls are made. @returns whether any is still under way @inline */
  private waits(f: Frame): boolean {
    if (--f.pending > 0) {
      this.w.continuations.idle(f);
      return true;
    }
    f.phase = at.STARTING;
    this.w.pool.engage(f);
    return false;
  }

  private choose(f: Frame, step: Step): number {
    const { weights, targets } = step;
    const u = this.w.chooser(f.host!, step.ordinal).double() * weights[weights.length - 1]!;
    let i = 0;
    while (i < weights.length - 1 && u >= weights[i]!) i++;
    return targets[i]!;
  }

  /** A call that the request waited for has ended. @inline */
  returned(f: Frame, o: Outcome, link: Link, cause: number): void {
    if (o > DEGRADED) {
      this.fail(f, o, cause === 0 ? causeOf(link, o) : cause);
      return;
    }
    if (o === DEGRADED) topOf(f).flags |= at.IS_DEGRADED;
    if (--f.pending > 0) return;
    topOf(f).active++;
    this.proceed(f);
  }

  /**
   * Nothing to wait for any more: on with the next step, once there is a thread and no pause.
   * @inline
   */
  private proceed(f: Frame): void {
    const { replica } = f;
    if (replica !== null && replica.service.async && !this.w.continuations.regain(f, replica))
      return;
    this.go(f);
  }

  /** An event moves it on: it may start, or its work is done. @inline */
  go(f: Frame): void {
    f.phase = at.STARTING;
    this.w.pool.engage(f);
    this.resume(f);
  }

  /** @inline */
  private done(f: Frame): void {
    if (f.kind === at.BRANCH) {
      const { parent } = f;
      if (parent === null) return this.w.pool.release(f);
      // The thread passes from the last branch to the next step.
      const last = --parent.pending === 0;
      if (!last) this.w.continuations.idle(f);
      this.w.pool.release(f);
      if (last) this.proceed(parent);
      return;
    }
    const o = (f.flags & at.IS_DEGRADED) !== 0 ? DEGRADED : OK;
    if (f.kind === at.REQUEST) this.end(f, o);
    else if (f.kind === at.PROBING) this.w.probing.ended(f, true);
    else this.w.jobs.finish(f, o);
  }

  /** A step failed: the request fails, and its other calls continue as abandoned work. */
  fail(f: Frame, o: Outcome, cause: number): void {
    f.cause = cause;
    if (f.kind === at.REQUEST) return this.end(f, o);
    if (f.kind === at.PROBING) return this.w.probing.ended(f, false);
    if (f.kind !== at.BRANCH) return this.w.jobs.finish(f, asAnswered(o));
    const { parent } = f;
    this.w.pool.release(f);
    if (parent !== null) this.fail(parent, o, cause);
  }

  /** A client's request is over. @inline */
  private end(f: Frame, o: Outcome): void {
    const { w } = this;
    const client = f.host as Client;
    client.observer.ended(f, o);
    w.digest.mix(client.hash, o);
    f.phase = at.ENDING;
    w.pool.release(f);
    client.ended(w, f);
  }

  /** Removes an interrupted request from its thread or from the queue of continuations. */
  stop(f: Frame): void {
    const replica = f.replica!;
    f.due = 0;
    if (f.phase === at.READY) replica.ready.remove(f, this.w.pool.frames);
    else if (f.phase === at.WORKING && replica.service.cores > 0) this.w.cores.unshare(replica, f);
  }
}

const linkOf = (step: Step): Link => step.link as Link;

/** Link and reason in one number. */
export const causeOf = (link: Link, o: Outcome): number => ((link.index + 1) << 5) | o;

/** The answer of a request whose step failed: `error`, unless callers must see the reason. */
const asAnswered = (o: Outcome): Outcome =>
  o === PERMANENT || o === DEADLINE || o === CONFLICT ? o : ERROR;
