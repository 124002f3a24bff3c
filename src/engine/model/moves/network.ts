/** The network between caller and callee: connect, request, answer. */
import { ARRIVAL, COMPLETION } from '../../kernel/queue.ts';
import * as at from '../flight/frame.ts';
import { DEGRADED, ERROR, NO_ENDPOINT, PERMANENT, REFUSED, type Outcome } from '../outcome.ts';
import type { Frame, Link, Moves } from './moves.ts';

export class Network {
  private readonly w: Moves;

  constructor(w: Moves) {
    this.w = w;
  }

  /** An attempt leaves the caller. */
  send(f: Frame): void {
    const link = f.link!;
    const replica = link.route(f);
    this.w.pool.place(f, replica);
    if (replica === null && link.isManaged)
      return this.w.calls.ascend(f, f.stack.last, NO_ENDPOINT);
    if (replica !== null) link.callee.observer.picked(f);
    if (link.instant && link.faults.length === 0) this.deliver(f);
    else this.connect(f, link);
  }

  /** The balancer learns how an attempt ended, before any pattern does. */
  private settle(f: Frame, o: Outcome): void {
    if (f.route !== 0) f.link!.balancers.at(f.caller).ended(f, o);
  }

  /** The request arrives at the callee now. */
  private deliver(f: Frame): void {
    if (this.w.goesOn()) return this.w.jobs.arrive(f);
    f.phase = at.SENDING;
    this.w.after(f, 0, ARRIVAL);
  }

  private connect(f: Frame, link: Link): void {
    f.delay = 0;
    if (!this.survives(f)) return;
    if (link.connect.zero) return this.request(f, link);
    f.phase = at.CONNECTING;
    if (link.plan.watches) this.watch(f, false);
    this.w.after(f, link.connect.sample(link.connectStream), COMPLETION);
  }

  connected(f: Frame): void {
    this.request(f, f.link!);
  }

  /** The request is in transit. */
  private request(f: Frame, link: Link): void {
    if (link.plan.watches) this.watch(f, true);
    const { delay } = f;
    if (delay === 0 && link.latency.zero) return this.deliver(f);
    f.phase = at.SENDING;
    const latency = link.latency.sample(link.latencyStream);
    this.w.after(f, latency + delay, ARRIVAL);
  }

  /** Applies the link's faults to an attempt. @returns whether it is sent */
  private survives(f: Frame): boolean {
    const { now } = this.w.queue;
    for (const fault of f.link!.faults) {
      if (!fault.strikes(f)) continue;
      if (fault.drops(now)) {
        f.phase = at.LOST;
        // To the caller it looks sent.
        if (f.link!.plan.watches) this.watch(f, true);
        return false;
      }
      if (fault.refuses()) {
        this.settle(f, REFUSED);
        this.w.calls.ascend(f, f.stack.last, REFUSED);
        return false;
      }
      f.delay += fault.delayNs(now);
    }
    return true;
  }

  /** Notifies the timeouts around an attempt that it starts to connect, or is sent. */
  protected watch(f: Frame, sent: boolean): void {
    f.flags |= at.WATCHED;
    let layer = f.stack.last;
    for (let frame: Frame | null = f; frame !== null; frame = frame.parent) {
      for (; layer >= frame.low; layer--) {
        if ((frame.skipped & (1 << layer)) !== 0) continue;
        const pattern = f.stack.patterns[layer]!;
        if (sent) pattern.sent(this.w, frame);
        else pattern.connecting(this.w, frame);
      }
      if (frame.low === 0) return;
    }
  }

  /** The attempt is over: no timeout watches it any more. */
  unwatch(f: Frame): void {
    for (const pattern of f.stack.patterns) pattern.over(this.w, f);
  }

  /** The callee's answer travels to the caller. */
  back(f: Frame, outcome: Outcome, cause: number): void {
    const link = f.link!;
    f.cause = cause;
    const undisturbed = link.faults.length === 0 && this.w.suspended.replicas === 0;
    if (link.instant && undisturbed && this.w.goesOn()) {
      this.settle(f, outcome);
      this.w.calls.ascend(f, f.stack.last, outcome);
      return;
    }
    this.answer(f, link, this.corrupted(f, outcome));
  }

  private answer(f: Frame, link: Link, outcome: Outcome): void {
    f.outcome = outcome;
    const caller = link.caller.replicaAt(f.caller);
    const isPaused = caller !== null && caller.paused > 0;
    const delay = link.faults.length === 0 ? 0 : this.heldUp(f, link);
    if (delay === 0 && link.latency.zero && !isPaused && this.w.goesOn()) return this.answered(f);
    f.phase = at.ANSWERING;
    const latency = link.latency.sample(link.latencyStream);
    this.w.after(f, latency + delay, COMPLETION);
  }

  /** Delay that the link's faults add to an answer, in ns. */
  private heldUp(f: Frame, link: Link): number {
    let delay = 0;
    for (const fault of link.faults)
      if (fault.hits(f)) delay += fault.answerDelayNs(this.w.queue.now);
    return delay;
  }

  /** Replaces a good answer by an error of the link's faults. */
  private corrupted(f: Frame, outcome: Outcome): Outcome {
    if (outcome > DEGRADED) return outcome;
    const { now } = this.w.queue;
    for (const fault of f.link!.faults) {
      if (!fault.hits(f)) continue;
      if (fault.chance(fault.errorShare(now))) return ERROR;
      if (fault.chance(fault.permanentShare(now))) return PERMANENT;
    }
    return outcome;
  }

  answered(f: Frame): void {
    this.settle(f, f.outcome);
    this.w.calls.ascend(f, f.stack.last, f.outcome);
  }
}
