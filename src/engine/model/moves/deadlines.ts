/**
 * Deadlines. A timeout gives what lies below it a deadline, the earliest of several counts, and it
 * goes along with the request. What it means is up to the host (`propagates`): a caller makes no
 * attempt that has no time left; a service does not begin or go on with a request whose deadline
 * has passed, stops waiting for its calls at that instant, and hands the deadline on with them.
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

  /** Which hosts honor deadlines and hand them on, as the spec has it now. */
  configure(spec: Spec): void {
    const { w } = this;
    for (const client of w.clients) client.propagates = spec.deadlines === 'propagate';
    for (const service of w.services)
      service.propagates = (service.spec.deadlines ?? spec.deadlines) === 'propagate';
    const hosts = [...w.clients, ...w.services];
    for (const { steps, propagates } of hosts) for (const step of steps) step.honor(propagates);
    const honored = hosts.some(({ propagates }) => propagates);
    // What was under way before anybody asked has none.
    if (honored && !w.honored) for (const f of w.pool.frames) this.forget(f);
    w.honored = honored;
  }

  private forget(f: Frame): void {
    f.deadline = Infinity;
    for (const pattern of f.stack.patterns) pattern.honored(this.w, f);
  }

  /** A call has what time is left to whoever makes it, if that one hands deadlines on. */
  inherit(f: Frame, parent: Frame): void {
    // A fallback's call has what time is left to the call that it stands in for.
    f.deadline = parent.host === null || parent.host.propagates ? parent.deadline : Infinity;
  }

  /** Is there time for an attempt of this call that begins after a while? */
  leavesTime(f: Frame, delayNs: number): boolean {
    return this.w.queue.now + delayNs < f.deadline || !f.link!.caller.propagates;
  }

  /** Is there no time for an attempt of this call? */
  isLate(f: Frame): boolean {
    return f.kind === at.CALL && !this.leavesTime(f, 0);
  }

  /** Has the deadline of a request at a service passed? */
  passed(f: Frame): boolean {
    return this.w.honored && this.w.queue.now >= f.deadline && f.host!.propagates;
  }

  /** Stops a request before a step for which there is no time. @returns whether it did */
  stops(f: Frame): boolean {
    if (!this.passed(f)) return false;
    this.w.runner.fail(f, DEADLINE, 0);
    return true;
  }

  /**
   * A request is about to wait for its calls: it will be woken at its deadline, before those that
   * it calls are at theirs.
   */
  watch(f: Frame): void {
    if (f.deadline === Infinity) return;
    const top = topOf(f);
    if ((top.flags & at.TIMED) !== 0 || !top.host!.propagates) return;
    top.flags |= at.TIMED;
    // Not called off when the calls are back in time: whoever has the frame by then is not due.
    this.w.queue.push(top.deadline, TIMER, DEADLINE_EVENT, top.id);
  }

  /** It is over: what still waits for its calls stops waiting. */
  due(f: Frame): void {
    const { w } = this;
    if (f.kind < 0 || f.phase !== at.WAITING || f.deadline > w.queue.now) return;
    if (!f.host!.propagates) return;
    const { replica } = f;
    if (replica!.paused > 0) return w.suspended.keep(replica!, DEADLINE_EVENT, f.id);
    this.letGo(f);
    this.w.runner.fail(f, DEADLINE, 0);
  }

  /** The calls of a request, and of its branches that do nothing but wait, are given up. */
  private letGo(f: Frame): void {
    for (const child of this.w.pool.childrenOf(f)) {
      if (child.kind === at.CALL) this.w.cancellation.orphan(child);
      else {
        this.w.pool.abandon(child);
        if (child.phase !== at.WAITING) continue;
        this.letGo(child);
        this.w.pool.release(child);
      }
    }
  }
}
