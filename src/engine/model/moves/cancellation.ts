/**
 * Callers that give up. The frame is split: a new frame takes the outer layers and gets its answer
 * at once; the old one continues below as abandoned work, or is cancelled.
 */
import * as at from '../flight/frame.ts';
import { GO_ON, INTERRUPT, TELL_NOBODY } from '../cancel-mode.ts';
import { CANCELLED, type Outcome } from '../outcome.ts';
import type { Frame, Moves } from './moves.ts';

export class Cancellation {
  private readonly w: Moves;

  constructor(w: Moves) {
    this.w = w;
  }

  /**
   * The pattern in `layer` stops waiting: outer layers get its outcome at this instant, and the
   * work below is abandoned or cancelled.
   * @param deadline of the outer layers, if the pattern had set another one for the work below
   */
  giveUp(f: Frame, layer: number, outcome: Outcome, mode: number, deadline = f.deadline): void {
    const upper = part(this.w, f, layer);
    upper.deadline = deadline;
    this.w.calls.ascend(upper, layer - 1, outcome);
    if (mode === TELL_NOBODY) f.flags |= at.UNTOLD;
    if (mode === GO_ON || mode === TELL_NOBODY) this.abandon(f);
    else this.cancel(f, mode);
  }

  /** Abandons a frame: on the caller's side it stops, at the callee it continues. */
  abandon(f: Frame): void {
    const { w } = this;
    if (f.phase === at.LOST) return this.forget(f);
    if (f.phase !== at.IN_STACK) return;
    const { held } = f;
    const holder = f.stack.patterns[held]!;
    const stays = holder.keepsAbandoned || (f.flags & at.UNTOLD) !== 0;
    if (stays && (f.flags & at.ORPHANED) === 0) return;
    holder.abandon(w, f);
    if (f.first === null) w.calls.ascend(f, held - 1, CANCELLED);
    else w.pool.eachChild(f, (child) => this.abandon(child));
  }

  /** A lost message is never answered, so the frame ends once no caller waits. */
  private forget(f: Frame): void {
    if ((f.flags & at.ORPHANED) !== 0) this.w.calls.ascend(f, f.stack.last, CANCELLED);
    else if (f.low >= f.stack.patterns.length) this.w.pool.release(f);
  }

  /** The caller has died: its call continues, but nobody retries it. */
  orphan(f: Frame): void {
    f.flags |= at.ORPHANED;
    this.w.pool.abandon(f);
    this.abandon(f);
  }

  /** Ends an abandoned frame and all frames below it, innermost first. */
  cancel(f: Frame, mode: number): void {
    // Not recursive: a chain of services can be long.
    const path = [this.cut(f, mode)];
    for (let cut = path[0]; cut; cut = path[path.length - 1]) {
      const child = cut.children.shift();
      if (child) {
        if (isThere(child)) path.push(this.cut(child.f, mode));
        continue;
      }
      path.pop();
      if (!isThere(cut)) continue;
      // A cancelled call is not retried either.
      if (cut.f.kind === at.CALL) cut.f.flags |= at.ORPHANED;
      this.w.calls.ascend(cut.f, cut.from, CANCELLED);
    }
  }

  /** Stops a frame. */
  private cut(f: Frame, mode: number): Cut {
    const { w } = this;
    const { last, patterns } = f.stack;
    if (f.phase === at.IN_STACK) {
      const from = f.held - 1;
      patterns[f.held]!.abandon(w, f);
      return this.cutFrom(f, from);
    }
    if (f.phase === at.GRANTED) return this.cutFrom(f, f.held);
    if (mode !== INTERRUPT) {
      // The caller's side ends; the work continues.
      const upper = part(w, f, last);
      upper.flags |= at.ORPHANED;
      return { ...placeOf(upper), from: last, children: [] };
    }
    w.jobs.evict(f);
    return this.cutFrom(f, last);
  }

  /** It waits for nothing below it any more. */
  private cutFrom(f: Frame, from: number): Cut {
    const { pool } = this.w;
    const children = pool.childrenOf(f);
    for (const child of children) pool.abandon(child);
    return { ...placeOf(f), from, children: children.map(placeOf) };
  }
}

/** A frame, as long as it has not ended: then it may be taken for something else. */
interface There {
  f: Frame;
  serial: number;
}

const placeOf = (f: Frame): There => ({ f, serial: f.serial });
const isThere = ({ f, serial }: There): boolean => f.serial === serial && f.kind >= 0;

/** A frame that ends, from which layer on, and those below it, which end before. */
interface Cut extends There {
  from: number;
  children: There[];
}

/**
 * A new frame takes over a frame's outer layers down to this one, with their slots and timers.
 * @returns the new frame; the old one continues below, and nobody waits for it
 */
function part({ pool, timers }: Moves, f: Frame, layer: number): Frame {
  const { plan } = f.stack;
  const upper = pool.take(f.kind, null);
  pool.copyCall(f, upper);
  upper.low = f.low;
  upper.attempt = f.attempt;
  upper.flags = f.flags & ~(at.ANSWER | at.THREAD | at.IS_DEGRADED);
  upper.skipped = f.skipped;
  upper.start = f.start;
  upper.began = f.began;
  upper.held = layer;
  // The attempt belongs to one of the two, with what a balancer knows of it.
  const stays = layer < plan.lastSplit;
  (stays ? upper : f).flags &= ~at.ATTEMPT;
  upper.route = stays ? 0 : f.route;
  upper.sent = f.sent;
  if (!stays) f.route = 0;
  // Never 0 again, even without a stack, so the call's end is reported once.
  f.low = Math.max(1, layer + 1);
  // Of all layers: those further in do not miss theirs.
  pool.copySlots(f, upper, plan.slots());
  for (let outer = layer; outer >= 0; outer--) {
    const { timer, Class } = plan.layers[outer]!;
    for (let i = timer + Class.timers - 1; i >= timer; i--) timers.transfer(f, upper, i);
  }
  f.flags &= ~at.UNTOLD;
  pool.replace(f, upper);
  return upper;
}
