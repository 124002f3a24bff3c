/**
 * Threads of async services: a request releases its thread while it awaits a call, and needs a free
 * one to continue.
 */
import { COMPLETION } from '../../kernel/queue.ts';
import * as at from '../flight/frame.ts';
import { topOf } from '../flight/frame.ts';
import type { Frame, Moves, Replica } from './moves.ts';

export class Continuations {
  private readonly w: Moves;

  constructor(w: Moves) {
    this.w = w;
  }

  /** Part of a job starts to wait. Once all of it waits, an async service releases the thread. */
  idle(f: Frame): void {
    const top = topOf(f);
    if (--top.active > 0 || top.replica === null || !top.replica.service.async) return;
    if ((top.flags & at.THREAD) === 0 || top.kind === at.PROBING) return;
    this.w.jobs.giveThread(top);
    this.w.jobs.fill(top.replica);
  }

  /** A continuation of an async service needs a thread. @returns whether it may continue now */
  regain(f: Frame, replica: Replica): boolean {
    const top = topOf(f);
    if (replica.paused > 0 || top.kind >= at.BRANCH || (top.flags & at.THREAD) !== 0) return true;
    if (replica.ready.count > 0 || !replica.hasThread(this.w.queue)) {
      f.phase = at.READY;
      replica.ready.push(f);
      return false;
    }
    this.hold(top, replica);
    return true;
  }

  /** Assigns free threads to waiting continuations. */
  takeThread(f: Frame): void {
    const top = topOf(f);
    if ((top.flags & at.THREAD) === 0 && top.kind !== at.BRANCH) this.hold(top, f.replica!);
    this.start(f);
    // The thread belongs to the whole request: its other branches need not wait for one.
    if (f.kind === at.BRANCH)
      for (const other of f.replica!.ready.members(this.w.pool.frames))
        if (topOf(other) === top) {
          f.replica!.ready.remove(other, this.w.pool.frames);
          this.start(other);
        }
  }

  private start(f: Frame): void {
    f.phase = at.STARTING;
    this.w.pool.engage(f);
    this.w.after(f, 0, COMPLETION);
  }

  /** A thread is taken. */
  hold(top: Frame, replica: Replica): void {
    const { service } = replica;
    replica.busy++;
    service.busy++;
    service.observer.busy(1);
    service.busyChanged(replica);
    top.flags |= at.THREAD;
    this.w.pool.engage(top);
  }
}
