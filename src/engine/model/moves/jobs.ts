/**
 * Requests at clients and services: arriving, waiting for a thread, running steps, ending. A job
 * holds a thread of its replica from start to answer, including its calls. An async service
 * releases the thread while a call is awaited.
 */
import { ARRIVAL, TIMER } from '../../kernel/queue.ts';
import type { Client } from '../parts/client.ts';
import { refused, strike } from '../fault.ts';
import * as at from '../flight/frame.ts';
import {
  CANCELLED,
  DEADLINE,
  DEGRADED,
  OK,
  QUEUE_FULL,
  QUEUE_TIMEOUT,
  REFUSED,
  type Outcome,
} from '../outcome.ts';
import type { Service } from '../parts/service.ts';
import { QUEUE_TIMER } from '../flight/timers.ts';
import type { Frame, Moves, Replica } from './moves.ts';

export class Jobs {
  private readonly w: Moves;

  constructor(w: Moves) {
    this.w = w;
  }

  /** A client's request begins. @param user its number with closed clients, else -1 */
  request(client: Client, instance: number, user: number): void {
    const { w } = this;
    const f = w.pool.take(at.REQUEST, null);
    f.host = client;
    f.link = null;
    f.stack = w.pool.none;
    f.replica = null;
    f.caller = instance;
    f.user = user;
    if (w.tracksIdentity) client.sign(f);
    f.pc = 0;
    f.depth = 0;
    f.active = 1;
    if (w.honored) f.deadline = Infinity;
    f.start = w.queue.now;
    f.phase = at.STARTING;
    client.observer.began(f);
    if (client.rows.length > 0) w.rows.forget(f);
    this.w.runner.resume(f);
  }

  /** An attempt has arrived at the callee's door. */
  arrive(f: Frame): void {
    const service = f.link!.callee;
    if (f.replica === null || service.faults.length === 0 || this.survives(f, service))
      this.enter(f, service);
  }

  /** Applies the service's faults to a request. @returns whether it enters right now */
  private survives(f: Frame, service: Service): boolean {
    const delay = strike(service.faults, f, this.w.queue.now);
    if (delay === 0) return true;
    f.phase = delay < 0 ? at.LOST : at.DELAYED;
    if (delay > 0) this.w.after(f, delay, ARRIVAL);
    return false;
  }

  /** It was delayed. */
  delayed(f: Frame): void {
    this.enter(f, f.link!.callee);
  }

  /** It has arrived; its replica may have died in the meantime. */
  private enter(f: Frame, service: Service): void {
    const { replica } = f;
    f.arrived = this.w.queue.now;
    f.ticket = ++service.tickets;
    service.inHand++;
    service.observer.arrived(f);
    const { faults } = service;
    if (replica === null || !replica.runs || (faults.length > 0 && refused(faults, f)))
      this.turnAway(f, REFUSED);
    else if (service.plan.layers.length > 0) this.w.doors.come(f, replica);
    else this.assign(f, service, replica);
  }

  /** Assigns it a thread, or queues it. */
  assign(f: Frame, service: Service, replica: Replica): void {
    f.host = service;
    f.pc = 0;
    if (service.isByLength) service.drawFirst(f, replica);
    if (replica.hasThread(this.w.queue)) {
      if (replica.codel !== null) replica.codel.sheds(0, this.w.queue.now);
      this.begin(f, service, replica);
      if (service.tracksRequests) this.w.restarts.weigh(replica);
      if (replica.paused > 0) this.w.after(f, 0, ARRIVAL);
      else this.w.runner.resume(f);
    } else if (replica.waiting.count < service.capacity) this.line(f, service, replica);
    else this.displace(f, service, replica);
  }

  /** The queue is full: a request of higher priority evicts one of the lowest priority. */
  private displace(f: Frame, service: Service, replica: Replica): void {
    const last = replica.lessThan(f, this.w.pool.frames);
    if (last === null) {
      this.advise(f);
      return this.turnAway(f, QUEUE_FULL);
    }
    this.leaveQueue(last);
    this.shed(last);
    this.line(f, service, replica);
  }

  private line(f: Frame, service: Service, replica: Replica): void {
    service.queued++;
    service.observer.queued(1, f);
    replica.waiting.push(f, this.w.pool.frames);
    f.phase = at.QUEUED;
    if (service.tracksRequests) this.w.restarts.weigh(replica);
    if (service.patience !== null) this.w.timers.start(service.patience, f, QUEUE_TIMER, 0);
    else if (service.spreadPatience !== null)
      this.w.after(f, service.spreadPatience.sample(replica.patienceStream), TIMER);
  }

  private begin(f: Frame, service: Service, replica: Replica): void {
    replica.busy++;
    service.busy++;
    f.flags |= at.THREAD;
    this.w.pool.engage(f);
    f.phase = at.STARTING;
    f.active = 1;
    service.observer.started(f);
    service.busyChanged(replica);
    if (service.rows.length > 0) this.w.rows.forget(f);
  }

  /** Queued requests take the free threads. */
  fill(replica: Replica): void {
    const { w } = this;
    const { service } = replica;
    const { frames } = w.pool;
    if (replica.asked > 0) w.probing.answer(replica);
    while (replica.ready.count + replica.waiting.count > 0 && replica.hasThread(w.queue)) {
      if (replica.ready.count > 0) {
        this.w.continuations.takeThread(replica.ready.shift(frames));
        continue;
      }
      const f = replica.nextWaiting(frames);
      service.queued--;
      service.observer.queued(-1);
      if (service.patience !== null || w.timers.running(f, QUEUE_TIMER))
        w.timers.cancel(f, QUEUE_TIMER);
      f.due = 0;
      if (replica.codel !== null && replica.codel.sheds(w.queue.now - f.arrived, w.queue.now)) {
        this.shed(f);
        continue;
      }
      service.observer.waited(f);
      this.begin(f, service, replica);
      // Work only schedules an event. Any other step could end the job at once, then the next job,
      // and so on, as deep as the queue is long.
      const now = this.w.runner.startsWithWork(f) && !w.deadlines.passed(f);
      if (now && replica.paused === 0) this.w.runner.resume(f);
      else w.after(f, 0, ARRIVAL);
    }
  }

  /** Through an event at this instant, so that its end does not end others within. */
  private shed(f: Frame): void {
    this.advise(f);
    f.phase = at.SHEDDING;
    this.w.after(f, 0, ARRIVAL);
  }

  /** The queue timeout has elapsed. */
  queueTimeout(f: Frame): void {
    this.leaveQueue(f);
    this.advise(f);
    this.end(f, QUEUE_TIMEOUT);
  }

  private leaveQueue(f: Frame): void {
    const { w } = this;
    const replica = f.replica!;
    const { service } = replica;
    service.queued--;
    service.observer.queued(-1);
    replica.waiting.remove(f, w.pool.frames);
    w.timers.cancel(f, QUEUE_TIMER);
    f.due = 0;
  }

  /** The queue refuses it, and may say when to come back. */
  private advise(f: Frame): void {
    const { retryAfterNs } = f.replica!.service;
    if (retryAfterNs >= 0) at.hint(f, retryAfterNs);
  }

  /** Rejected on arrival. */
  turnAway(f: Frame, o: Outcome): void {
    if (f.kind === at.DOOR) {
      // Its own stack can still change the outcome; the count is made when the answer leaves the
      // door.
      f.flags |= at.TURNED_AWAY;
      this.w.calls.ascend(f, f.stack.last, o);
      return;
    }
    this.account(f, o, true);
    this.w.network.back(f, o, 0);
  }

  /** A job's steps are done, well or not: some fail even so. @hot */
  finish(f: Frame, outcome: Outcome): void {
    let o = outcome;
    if (outcome <= DEGRADED) {
      const { service } = f.replica!;
      const failure = service.failure(f, this.w.queue);
      if (service.ledger !== null) service.takeEffect(f, failure, this.w.queue.now);
      if (failure !== OK) o = failure;
    }
    this.end(f, o);
  }

  /** The job is over: its thread goes to the next, its answer on its way. @inline */
  end(f: Frame, o: Outcome): void {
    const { w } = this;
    const replica = f.replica!;
    if (f.first !== null) w.pool.orphan(f);
    f.phase = at.ENDING;
    this.giveThread(f);
    this.settle(f, o);
    if (replica.ready.count + replica.waiting.count + replica.asked > 0) this.fill(replica);
    if (f.kind === at.DOOR) this.w.calls.ascend(f, f.stack.last, o);
    else this.w.network.back(f, o, f.cause);
  }

  /** The thread is free again; whoever calls this lets the next one have it. @inline */
  giveThread(f: Frame): void {
    if ((f.flags & at.THREAD) === 0) return;
    f.flags &= ~at.THREAD;
    this.w.pool.engage(f);
    const replica = f.replica!;
    const { service } = replica;
    replica.busy--;
    service.busy--;
    service.observer.busy(-1);
    service.busyChanged(replica);
  }

  /** @inline */
  private settle(f: Frame, o: Outcome): void {
    const { service } = f.replica!;
    const died = f.kind === at.DOOR && (f.flags & at.ORPHANED) !== 0;
    // A request stopped by its deadline does no abandoned work.
    if (!died && f.wanted === at.ABANDONED && o !== DEADLINE) service.observer.abandoned(f);
    if (f.kind !== at.DOOR) this.account(f, o, false);
  }

  /** The request's end, as the service counts it. @inline */
  account(f: Frame, o: Outcome, rejected: boolean): void {
    const { w } = this;
    const service = f.link!.callee;
    service.inHand--;
    if (rejected) service.observer.rejected(f, o);
    else service.observer.answered(f, o);
    w.digest.mix(service.hash, o);
    if (service.tracksRequests && f.replica !== null) w.restarts.left(f.replica, !rejected);
  }

  /** Interrupts an orphaned request at the callee. */
  evict(f: Frame): void {
    const { w } = this;
    w.timers.cancel(f, QUEUE_TIMER);
    f.due = 0;
    if (f.phase === at.AT_DOOR) return this.w.doors.leave(f, CANCELLED);
    if (f.host === null || f.phase === at.ANSWERING) return;
    const replica = f.replica!;
    if (f.phase === at.QUEUED) this.leaveQueue(f);
    this.w.runner.stop(f);
    if (f.kind === at.BRANCH) return;
    this.giveThread(f);
    this.settle(f, CANCELLED);
    f.phase = at.ENDING;
    this.fill(replica);
  }
}
