/**
 * What happens when somebody on a call's way gives up. Then the frame is parted: a new one takes
 * over the layers above and has its answer at once, the old one goes on below as work for which
 * nobody waits, or is cancelled.
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
   * The pattern in `layer` stops waiting: those above have its outcome at this instant, and what is
   * below becomes abandoned work, unless it is cancelled.
   * @param deadline that of those above, where the pattern had set another one for what is below
   */
  giveUp(f: Frame, layer: number, outcome: Outcome, mode: number, deadline = f.deadline): void {
    const upper = part(this.w, f, layer);
    upper.deadline = deadline;
    this.w.calls.ascend(upper, layer - 1, outcome);
    if (mode === TELL_NOBODY) f.flags |= at.UNTOLD;
    if (mode === GO_ON || mode === TELL_NOBODY) this.abandon(f);
    else this.cancel(f, mode);
  }

  /** Nobody waits for a frame: if it waits on the caller's side, it stops; else it goes on. */
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

  /** No answer will ever come to what was lost: it is over as soon as nobody can learn of it. */
  private forget(f: Frame): void {
    if ((f.flags & at.ORPHANED) !== 0) this.w.calls.ascend(f, f.stack.last, CANCELLED);
    else if (f.low >= f.stack.patterns.length) this.w.pool.release(f);
  }

  /** The caller has died: its call goes on, but there is nobody who would try again. */
  orphan(f: Frame): void {
    f.flags |= at.ORPHANED;
    this.w.pool.abandon(f);
    this.abandon(f);
  }

  /** Ends a frame for which nobody waits, and all that is below it, the innermost first. */
  cancel(f: Frame, mode: number): void {
    const { pool } = this.w;
    // Not by recursion, which would be as deep as a chain of services is long.
    const path = [this.cut(f, mode)];
    for (let cut = path[0]; cut; cut = path[path.length - 1]) {
      const child = cut.children.shift();
      if (child) {
        pool.abandon(child);
        path.push(this.cut(child, mode));
        continue;
      }
      path.pop();
      // Nor would anybody try a cancelled call again.
      if (cut.f.kind === at.CALL) cut.f.flags |= at.ORPHANED;
      this.w.calls.ascend(cut.f, cut.from, CANCELLED);
    }
  }

  /** Stops a frame where it is. @returns what ends: it from which layer on, and those below it */
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
      // The caller's side ends, the work goes on.
      const upper = part(w, f, last);
      upper.flags |= at.ORPHANED;
      return { f: upper, from: last, children: [] };
    }
    w.jobs.evict(f);
    return { f, from: last, children: w.pool.childrenOf(f) };
  }
}

/**
 * A new frame takes a frame's place in the layers down to this one, with all that it has there.
 * @returns it; the old one goes on below, and nobody waits for it
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
  // Never 0 again, also where there is no stack: the call's end is told once.
  f.low = Math.max(1, layer + 1);
  const below = plan.layers[layer + 1];
  pool.copySlots(f, upper, below ? below.slot : plan.slots());
  for (let timer = (below ? below.timer : plan.timers() + 1) - 1; timer > 0; timer--)
    timers.transfer(f, upper, timer);
  f.flags &= ~at.UNTOLD;
  pool.replace(f, upper);
  return upper;
}
