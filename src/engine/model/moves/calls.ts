/**
 * A call's way down its pattern stack and the outcome's way back up: `descend` and `ascend`. See
 * cancellation.ts for callers that give up.
 */
import { TIMER } from '../../kernel/queue.ts';
import * as at from '../flight/frame.ts';
import { sign } from '../flight/identity.ts';
import { LimitReached, NESTING_MAX } from '../limits.ts';
import { DEADLINE, type Outcome } from '../outcome.ts';
import { HOLD, PASS } from '../pattern.ts';
import type { Frame, Link, Moves } from './moves.ts';

/** Digest code of a call's start. Its end is the outcome, which is smaller. */
const BEGAN = 32;

export class Calls {
  private readonly w: Moves;

  constructor(w: Moves) {
    this.w = w;
  }

  /**
   * A job, a request or a fallback makes a call. @param nth of several over one link at once
   * @hot
   */
  start(link: Link, parent: Frame, nth = 0): void {
    const { w } = this;
    const f = w.pool.take(at.CALL, parent);
    f.link = link;
    f.caller = parent.replica === null ? parent.caller : parent.replica.index;
    w.pool.own(f, parent);
    f.stack = w.stackOf(link.plan, f.caller);
    f.user = parent.user;
    if (w.tracksIdentity) sign(f, parent, link.hash, nth);
    f.host = f.replica = null;
    f.depth = parent.depth + 1;
    if (f.depth > NESTING_MAX)
      throw new LimitReached('nesting', `${link.id} is nested in ${NESTING_MAX} other calls`);
    f.attempt = 1;
    f.start = w.queue.now;
    if (w.honored) w.deadlines.inherit(f, parent);
    link.observer.callBegan(f);
    w.digest.mix(link.hash, BEGAN);
    this.descend(f, 0);
  }

  /**
   * Starts a pass through the stack below a layer, in a frame of its own.
   * @param attempt attempt number, from 1; @param flags RETRY or HEDGE, for observers
   */
  spawn(f: Frame, layer: number, attempt: number, flags: number): void {
    f.phase = at.IN_STACK;
    f.held = layer;
    const { pool } = this.w;
    const child = pool.take(f.kind, f);
    pool.copyCall(f, child);
    child.low = layer + 1;
    child.attempt = attempt | 0;
    child.flags = flags;
    this.descend(child, layer + 1);
  }

  /** The pass below a layer has ended; the frame now waits in that layer. */
  hold(f: Frame, layer: number): void {
    f.phase = at.IN_STACK;
    f.held = layer;
    f.host = null;
    if (f.kind === at.CALL) f.replica = null;
  }

  /** Starts another pass through the stack below the holding layer. */
  again(f: Frame, layer: number, attempt: number): void {
    // As an integer: patterns keep a float64, which would change the field's representation in all
    // frames.
    f.attempt = attempt | 0;
    f.flags = (f.flags & (at.ORPHANED | at.OPENING | at.UNTOLD)) | at.RETRY;
    f.cause = f.struck = 0;
    this.descend(f, layer + 1);
  }

  /** Down the stack from a layer on, as far as it goes. @inline @hot */
  descend(f: Frame, from: number): void {
    const { w } = this;
    const { patterns, enters, plan, disabled } = f.stack;
    f.phase = at.IN_STACK;
    f.held = -1;
    if ((disabled | f.skipped) !== 0) f.skipped = switched(from, f.skipped, disabled);
    if (w.honored && w.deadlines.isLate(f)) return this.tooLate(f, from);
    for (let layer = from; layer < enters.length; layer++) {
      if (layer > plan.lastSplit && (f.flags & at.ATTEMPT) === 0) this.beginAttempt(f);
      if ((f.skipped & (1 << layer)) !== 0) continue;
      const answer = enters[layer]!.call(patterns[layer]!, w, f);
      if (answer !== PASS) return this.stopped(f, layer, answer);
    }
    if (f.kind === at.DOOR) return this.w.doors.admit(f);
    if ((f.flags & at.ATTEMPT) === 0) this.beginAttempt(f);
    this.w.network.send(f);
  }

  /** A pattern did not pass it. */
  private stopped(f: Frame, layer: number, answer: number): void {
    if (answer >= 0) {
      f.flags |= at.LOCAL;
      this.ascend(f, layer - 1, answer);
    } else if (answer === HOLD) f.held = layer;
    else this.spawn(f, layer, 1, (f.flags & (at.RETRY | at.HEDGE)) | at.OPENING);
  }

  /** No time is left for an attempt: descends to where the attempt would begin, then ascends. */
  private tooLate(f: Frame, from: number): void {
    const { patterns, enters, plan } = f.stack;
    const begun = (f.flags & at.ATTEMPT) !== 0;
    const end = begun ? enters.length : Math.max(from, plan.lastSplit + 1);
    for (let layer = from; layer < end; layer++) {
      if ((f.skipped & (1 << layer)) !== 0) continue;
      const answer = enters[layer]!.call(patterns[layer]!, this.w, f);
      if (answer !== PASS) return this.stopped(f, layer, answer);
    }
    f.flags |= at.LOCAL;
    this.ascend(f, end - 1, DEADLINE);
  }

  /** It is below all that could try again: an attempt. @inline */
  private beginAttempt(f: Frame): void {
    // Giving up ends the caller's attempt, even if the call was still held below. An attempt of an
    // inner retry that nobody awaits is reported nevertheless.
    const split = f.low > Math.max(0, f.stack.plan.lastSplit) && f.parent === null;
    if (f.kind !== at.CALL || split) return;
    f.flags |= at.ATTEMPT;
    f.began = this.w.queue.now;
    f.link!.observer.attemptBegan(f);
  }

  /** @inline */
  private endAttempt(f: Frame, o: Outcome): void {
    f.flags &= ~at.ATTEMPT;
    f.link!.observer.attemptEnded(f, o);
    if (f.route !== 0) f.link!.balancers.at(f.caller).ended(f, o);
    if ((f.flags & at.WATCHED) !== 0) this.w.network.unwatch(f);
  }

  /** A held frame continues its descent, through an event at this instant. */
  grant(f: Frame): void {
    f.phase = at.GRANTED;
    this.w.after(f, 0, TIMER);
  }

  /**
   * Up the stack from a layer on, then to whoever waits, and so on. The work below has ended.
   * @hot
   */
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
      if (frame.low === 0) this.tell(frame, o);
      const { parent } = frame;
      if (parent === null) return pool.release(frame);
      pool.detach(frame);
      if (frame.low === 0 && parent.phase !== at.IN_STACK) return this.pass(frame, parent, o);
      // A hedge or fallback waits for it.
      parent.cause = frame.cause;
      parent.hint = frame.hint;
      parent.flags = (parent.flags & ~at.ANSWER) | (frame.flags & at.ANSWER);
      child = frame;
      frame = parent;
      layer = parent.held;
    }
  }

  /** Asks each layer on the way up. @inline */
  private leave(f: Frame, from: number, outcome: Outcome, child: Frame): number {
    const { w } = this;
    const { patterns, leaves, plan } = f.stack;
    const { low, skipped } = f;
    let o = outcome;
    for (let layer = from; layer >= low; layer--) {
      if (layer <= plan.lastSplit && (f.flags & at.ATTEMPT) !== 0) this.endAttempt(f, o);
      if ((skipped & (1 << layer)) !== 0) continue;
      o = leaves[layer]!.call(patterns[layer]!, w, f, o, child);
      if (o === HOLD) return HOLD;
    }
    if ((f.flags & at.ATTEMPT) !== 0) this.endAttempt(f, o);
    return o;
  }

  /** Those who watch learn how a call ended. @inline */
  private tell(f: Frame, o: Outcome): void {
    if (f.kind === at.CALL) {
      const link = f.link!;
      link.observer.callEnded(f, o);
      this.w.digest.mix(link.hash, o);
    } else if (f.kind === at.DOOR) this.w.doors.answered(f, o);
  }

  /**
   * The outcome goes to the job, request or attempt that waits for it; the frame is done with.
   * @inline
   */
  private pass(f: Frame, parent: Frame, o: Outcome): void {
    const { kind, flags, link, cause } = f;
    if ((flags & at.HINTED) !== 0 && kind === at.DOOR) at.hint(parent, f.hint);
    this.w.pool.release(f);
    if (kind === at.DOOR) this.w.network.back(parent, o, cause);
    else this.w.runner.returned(parent, o, link!, cause);
  }
}

/** One bit per layer: those above this one unchanged, the others from the current state. */
const switched = (layer: number, were: number, are: number): number =>
  (were & ((1 << layer) - 1)) | (are & -(1 << layer));
