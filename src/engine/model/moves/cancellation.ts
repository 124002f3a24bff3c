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
    const children = w.pool.childrenOf(f);
    if (children.length === 0) w.calls.ascend(f, held - 1, CANCELLED);
    else for (const child of children) this.abandon(child);
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
    const { pool } = this.w;
    // Not recursive: a chain of services can be long.
    const path = [this.cut(f, mode)];
    for (let cut = path[0]; cut; cut = path[path.length - 1]) {
      const child = cut.children.shift();
      if (child) {
        pool.abandon(child);
        path.push(this.cut(child, mode));
        continue;
      }
      path.pop();
      // A cancelled call is not retried either.
      if (cut.f.kind === at.CALL) cut.f.flags |= at.ORPHANED;
      this.w.calls.ascend(cut.f, cut.from, CANCELLED);
    }
  }

  /** Stops a frame. @returns the frames that end: it, from which layer on, and those below it */
  private cut(f: Frame, mode: number): { f: Frame; from: number; children: Frame[] } {
    const { w } = this;
    const { last, patterns } = f.stack;
    if (f.phase === at.IN_STACK) {
      const from = f.held - 1;
      patterns[f.held]!.abandon(w, f);
      return { f, from, children: w.pool.childrenOf(f) };
    }
    if (f.phase === at.GRANTED) return { f, from: f.held, children: w.pool.childrenOf(f) };
    if (mode !== INTERRUPT) {
      // The caller's side ends; the work continues.
      const upper = part(w, f, last);
      upper.flags |= at.ORPHANED;
      return { f: upper, from: last, children: [] };
    }
    w.jobs.evict(f);
    return { f, from: last, children: w.pool.childrenOf(f) };
  }
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
  if (layer >= plan.lastSplit) f.flags &= ~at.ATTEMPT;
  else upper.flags &= ~at.ATTEMPT;
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
