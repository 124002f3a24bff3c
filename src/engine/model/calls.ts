/**
 * A call's way down its pattern stack and the outcome's way back up. `descend` and `ascend` are the
 * whole of it; the rest is what happens when somebody on the way gives up: `giveUp` answers those
 * above at once while the work below goes on unheeded, `cancel` also ends what is below.
 */
import { TIMER } from '../kernel/queue.ts';
import * as at from './frame.ts';
import type { Frame } from './frame.ts';
import type { Jobs } from './jobs.ts';
import { LimitReached, NESTING_MAX } from './limits.ts';
import type { Link } from './link.ts';
import type { Network } from './network.ts';
import { CANCELLED, type Outcome } from './outcome.ts';
import { HOLD, PASS } from './pattern.ts';
import type { Runner } from './runner.ts';
import type { World } from './world.ts';

/** What becomes of work whose caller has left: it goes on, */
export const GO_ON = 0;
/** it is stopped, wherever it is, */
export const INTERRUPT = 1;
/** or only what the caller's side holds is freed. */
export const RESET_ONLY = 2;

/** A cut below every layer: all have had their answer. */
const ALL = 1000;

/** For the digest: a call began. Its end is the outcome, which is smaller. */
const BEGAN = 32;

export class Calls {
  jobs!: Jobs;
  network!: Network;
  runner!: Runner;
  /** What a pattern's parameter `cancel` means. */
  readonly modes = { none: GO_ON, interrupt: INTERRUPT, reset: RESET_ONLY } as const;

  private readonly w: World;

  constructor(w: World) {
    this.w = w;
  }

  /** A job, a request or a fallback makes a call. */
  start(link: Link, parent: Frame): void {
    const { w } = this;
    const f = w.pool.take(at.CALL, parent);
    f.link = link;
    f.stack = w.stackOf(link.plan, parent.caller);
    f.caller = parent.caller;
    f.user = parent.user;
    f.host = f.replica = null;
    f.depth = parent.depth + 1;
    if (f.depth > NESTING_MAX)
      throw new LimitReached('nesting', `${link.id} is called inside ${NESTING_MAX} other calls`);
    f.attempt = 1;
    f.start = w.queue.now;
    link.observer.callBegan(f);
    w.digest.mix(link.hash, BEGAN);
    if (link.plan.lastSplit < 0) this.beginAttempt(f);
    this.descend(f, 0);
  }

  /**
   * One more pass through the stack below a layer that splits.
   * @param attempt which try it is, from 1; @param flags RETRY or HEDGE, for those who watch
   */
  spawn(f: Frame, layer: number, attempt: number, flags: number): void {
    const { w } = this;
    const child = w.pool.take(f.kind, f);
    child.link = f.link;
    child.stack = f.stack;
    child.caller = f.caller;
    child.user = f.user;
    child.host = null;
    child.depth = f.depth;
    child.replica = f.replica;
    child.low = layer + 1;
    child.attempt = attempt;
    child.flags = flags;
    child.start = w.queue.now;
    child.arrived = f.arrived;
    child.ticket = f.ticket;
    child.struck = f.struck;
    f.phase = at.IN_STACK;
    f.held = layer;
    if (f.kind === at.CALL && layer >= f.link!.plan.lastSplit) this.beginAttempt(child);
    this.descend(child, layer + 1);
  }

  private beginAttempt(f: Frame): void {
    f.flags |= at.ATTEMPT;
    f.link!.observer.attemptBegan(f);
  }

  /** Down the stack from a layer on, as far as it goes. */
  descend(f: Frame, from: number): void {
    const { w } = this;
    const { patterns } = f.stack;
    f.phase = at.IN_STACK;
    f.held = -1;
    for (let layer = from; layer < patterns.length; layer++) {
      const pattern = patterns[layer]!;
      if (pattern.disabled) {
        f.skipped |= 1 << layer;
        continue;
      }
      const answer = pattern.enter(w, f);
      if (answer === PASS) continue;
      if (answer >= 0) {
        f.flags |= at.LOCAL;
        this.ascend(f, layer - 1, answer);
      } else if (answer === HOLD) f.held = layer;
      else this.spawn(f, layer, 1, f.flags & (at.RETRY | at.HEDGE));
      return;
    }
    if (f.kind === at.DOOR) this.jobs.admit(f);
    else this.network.send(f);
  }

  /** A pattern that held a frame lets it go on down, through an event of this instant. */
  grant(f: Frame): void {
    f.phase = at.GRANTED;
    this.w.after(f, 0, TIMER);
  }

  /** Up the stack from a layer on, then to whoever waits, and so on. The work below has ended. */
  ascend(f: Frame, from: number, outcome: Outcome): void {
    const { pool } = this.w;
    let frame = f;
    let child = f;
    let layer = from;
    let o: number = outcome;
    for (;;) {
      o = this.leave(frame, layer, o, child);
      if (child !== frame) pool.release(child);
      if (o === HOLD) return;
      if (frame.cut >= 0) return pool.release(frame);
      this.tell(frame, o);
      const { parent } = frame;
      if (parent === null) return pool.release(frame);
      pool.detach(frame);
      if (frame.low === 0 && parent.phase !== at.IN_STACK) return this.pass(frame, parent, o);
      // A retry, hedge or fallback waits for it.
      parent.cause = frame.cause;
      parent.flags = (parent.flags & ~at.REJECTED) | (frame.flags & at.REJECTED);
      child = frame;
      frame = parent;
      layer = parent.held;
    }
  }

  /** Asks each layer on the way up that has not had its answer yet. */
  private leave(f: Frame, from: number, outcome: Outcome, child: Frame): number {
    const { patterns } = f.stack;
    const last = f.cut >= f.low ? f.cut + 1 : f.low;
    let o = outcome;
    for (let layer = from; layer >= last; layer--) {
      if (f.skipped !== 0 && (f.skipped & (1 << layer)) !== 0) continue;
      o = patterns[layer]!.leave(this.w, f, o, child);
      if (o === HOLD) return HOLD;
    }
    return o;
  }

  /** Those who watch learn how a frame's pass ended. */
  private tell(f: Frame, o: Outcome): void {
    if (f.kind === at.CALL) {
      const link = f.link!;
      if ((f.flags & at.ATTEMPT) !== 0) link.observer.attemptEnded(f, o);
      if (f.low > 0) return;
      link.observer.callEnded(f, o);
      this.w.digest.mix(link.hash, o);
    } else if (f.kind === at.DOOR && f.low === 0) this.jobs.doorAnswered(f, o);
  }

  /** The outcome goes to the job, request or attempt that waits for it; the frame is done with. */
  private pass(f: Frame, parent: Frame, o: Outcome): void {
    const { kind, link, cause } = f;
    this.w.pool.release(f);
    if (kind === at.DOOR) this.network.back(parent, o, cause);
    else this.runner.returned(parent, o, link!, cause);
  }

  /** Answers whoever waits for a frame whose work goes on. */
  private answer(f: Frame, o: Outcome): void {
    this.tell(f, o);
    const { parent } = f;
    if (parent === null) return;
    const { pool } = this.w;
    pool.detach(f);
    if (f.low > 0 || parent.phase === at.IN_STACK) {
      parent.cause = f.cause;
      parent.flags &= ~at.REJECTED;
      const passed = this.leave(parent, parent.held, o, f);
      if (passed !== HOLD) this.ascend(parent, -1, passed);
    } else if (f.kind === at.DOOR) this.network.back(parent, o, f.cause);
    else this.runner.returned(parent, o, f.link!, f.cause);
  }

  /**
   * The pattern in `layer` stops waiting: those above have its outcome at this instant, and what is
   * below becomes abandoned work, unless it is cancelled.
   */
  giveUp(f: Frame, layer: number, outcome: Outcome, mode: number): void {
    const answered = f.cut;
    const o = this.leave(f, layer - 1, outcome, f);
    f.cut = layer;
    if (answered < 0) this.answer(f, o);
    if (mode === GO_ON) this.abandon(f);
    else this.cancel(f, mode);
  }

  /** Nobody waits for a frame: if it waits on the caller's side, it stops; else it goes on. */
  abandon(f: Frame): void {
    const { w } = this;
    if (f.phase !== at.IN_STACK || f.held <= f.cut) return;
    const { held } = f;
    f.stack.patterns[held]!.abandon(w, f);
    const children = w.pool.childrenOf(f);
    if (children.length === 0) this.ascend(f, held - 1, CANCELLED);
    else for (const child of children) this.abandon(child);
  }

  /** Ends a frame for which nobody waits, and what is below it. */
  cancel(f: Frame, mode: number): void {
    const { w } = this;
    let from = f.stack.patterns.length - 1;
    if (f.phase === at.IN_STACK) {
      from = f.held - 1;
      f.stack.patterns[f.held]!.abandon(w, f);
    } else if (f.phase === at.GRANTED) from = f.held;
    else if (mode === INTERRUPT) this.jobs.evict(f);
    else return this.letGo(f, from);
    for (const child of w.pool.childrenOf(f)) {
      w.pool.detach(child);
      this.cancel(child, mode);
    }
    this.ascend(f, from, CANCELLED);
  }

  /** The caller's side of an attempt ends, its work goes on. */
  private letGo(f: Frame, from: number): void {
    const o = this.leave(f, from, CANCELLED, f);
    if (f.cut < 0) this.answer(f, o);
    f.cut = ALL;
  }
}
