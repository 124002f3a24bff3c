/**
 * Deadlines. A timeout sets a deadline for the work below it; the earliest one applies and travels
 * with the request. Hosts that propagate deadlines honor them: a caller starts no attempt without
 * time left; a service neither starts nor continues a request past its deadline, stops waiting for
 * its calls then, and passes the deadline on.
 */
import { TIMER } from '../../kernel/queue.ts';
import { DEADLINE_EVENT } from '../events.ts';
import * as at from '../flight/frame.ts';
import { topOf } from '../flight/frame.ts';
import { DEADLINE } from '../outcome.ts';
import type { Spec } from '../../spec.ts';
import type { Frame, Moves } from './moves.ts';

export class Deadlines {
  private readonly w: Moves;

  constructor(w: Moves) {
    this.w = w;
  }

  /** Which hosts honor and propagate deadlines, by the current spec. */
  configure(spec: Spec): void {
    const { w } = this;
    for (const client of w.clients) client.propagates = spec.deadlines === 'propagate';
    for (const service of w.services)
      service.propagates = (service.spec.deadlines ?? spec.deadlines) === 'propagate';
    const hosts = [...w.clients, ...w.services];
    for (const { steps, propagates } of hosts) for (const step of steps) step.honor(propagates);
    const honored = hosts.some(({ propagates }) => propagates);
    // Frames in flight before the first such host have no deadline.
    if (honored && !w.honored) for (const f of w.pool.frames) this.forget(f);
    w.honored = honored;
  }

  private forget(f: Frame): void {
    f.deadline = Infinity;
    for (const pattern of f.stack.patterns) pattern.honored(this.w, f);
  }

  /** A call inherits its caller's deadline, if that host propagates deadlines. */
  inherit(f: Frame, parent: Frame): void {
    // A fallback's call inherits the deadline of the call that it replaces.
    f.deadline = parent.host === null || parent.host.propagates ? parent.deadline : Infinity;
  }

  /** Whether there is time for an attempt of this call that starts after a delay. */
  leavesTime(f: Frame, delayNs: number): boolean {
    return this.w.queue.now + delayNs < f.deadline || !f.link!.caller.propagates;
  }

  /** Whether no time is left for an attempt of this call. */
  isLate(f: Frame): boolean {
    return f.kind === at.CALL && !this.leavesTime(f, 0);
  }

  /** Whether the deadline of a request at a service has passed. */
  passed(f: Frame): boolean {
    return this.w.honored && this.w.queue.now >= f.deadline && f.host!.propagates;
  }

  /** Stops a request before a step for which no time is left. @returns whether it did */
  stops(f: Frame): boolean {
    if (!this.passed(f)) return false;
    this.w.runner.fail(f, DEADLINE, 0);
    return true;
  }

  /**
   * A request is about to wait for its calls: wakes it at its deadline, before its callees reach
   * theirs.
   */
  watch(f: Frame): void {
    if (f.deadline === Infinity) return;
    const top = topOf(f);
    if ((top.flags & at.TIMED) !== 0 || !top.host!.propagates) return;
    top.flags |= at.TIMED;
    // Not cancelled if the calls end in time: the event then finds the frame not due.
    this.w.queue.push(top.deadline, TIMER, DEADLINE_EVENT, top.id);
  }

  /** The deadline has passed: a request that still waits for its calls stops waiting. */
  due(f: Frame): void {
    const { w } = this;
    if (f.kind < 0 || f.phase !== at.WAITING || f.deadline > w.queue.now) return;
    if (!f.host!.propagates) return;
    const { replica } = f;
    if (replica!.paused > 0) return w.suspended.keep(replica!, DEADLINE_EVENT, f.id);
    this.letGo(f);
    this.w.runner.fail(f, DEADLINE, 0);
  }

  /** Gives up the calls of a request, and of its branches that only wait. */
  private letGo(f: Frame): void {
    this.w.pool.eachAbandoned(f, (child) => {
      if (child.kind === at.CALL) return this.w.cancellation.orphan(child);
      if (child.phase !== at.WAITING) return;
      this.letGo(child);
      this.w.pool.release(child);
    });
  }
}
