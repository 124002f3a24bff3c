/** Work on cores shared by a replica's threads; see sharing.ts. */
import { COMPLETION } from '../../kernel/queue.ts';
import * as event from '../events.ts';
import * as at from '../flight/frame.ts';
import { inHand } from './outages.ts';
import type { Frame, Moves, Replica } from './moves.ts';

export class Cores {
  private readonly w: Moves;

  constructor(w: Moves) {
    this.w = w;
  }

  share(replica: Replica, f: Frame, workNs: number): void {
    this.elapse(replica);
    replica.sharing.add(f, workNs);
    this.expectEnd(replica);
  }

  unshare(replica: Replica, f: Frame): void {
    this.elapse(replica);
    replica.sharing.remove(f);
    this.expectEnd(replica);
  }

  /** The next piece of work to end has ended. */
  ended(replica: Replica): void {
    this.elapse(replica);
    const f = this.w.pool.frames[replica.sharing.shift()]!;
    this.expectEnd(replica);
    this.w.runner.go(f);
  }

  /**
   * Advances shared work to the current time; call it before the number of pieces or cores changes.
   */
  elapse(replica: Replica): void {
    const { service, sharing } = replica;
    sharing.advance(this.w.queue.now, service.cores, replica.paused > 0);
    const busy = Math.min(sharing.size, service.cores);
    service.coresBusy -= busy;
    service.observer.coresBusy(-busy);
  }

  /** Schedules the next end of shared work; call it after `elapse` and the change. */
  expectEnd(replica: Replica): void {
    const { sharing, service } = replica;
    const busy = Math.min(sharing.size, service.cores);
    service.coresBusy += busy;
    service.observer.coresBusy(busy);
    sharing.due =
      sharing.size === 0 || replica.paused > 0
        ? 0
        : this.w.queue.push(
            sharing.nextEnd(service.cores),
            COMPLETION,
            event.CORES_EVENT + (replica.index << 8),
            service.index,
          );
  }

  /**
   * Moves running work from its own events to the shared clock, or back. Call it after `elapse` and
   * before `expectEnd`.
   * @param before cores until now, 0 for none
   */
  moveWork(replica: Replica, before: number): void {
    const { w } = this;
    const { service, sharing, paused } = replica;
    if (before > 0 === service.cores > 0) return;
    const due = w.queue.dueTimes();
    for (const f of inHand(w, replica)) {
      if (f.phase !== at.WORKING) continue;
      if (service.cores > 0) {
        const left = f.due === 0 ? f.remaining : due.get(f.due)! - w.now;
        f.due = 0;
        sharing.add(f, left);
      } else {
        f.remaining = sharing.leftOf(f);
        if (paused === 0) w.after(f, f.remaining, COMPLETION);
      }
    }
    if (service.cores === 0) sharing.clear();
  }
}
