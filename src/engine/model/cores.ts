/** Work in hand when a service is given cores to share, or has none any more. */
import { COMPLETION } from '../kernel/queue.ts';
import * as at from './frame.ts';
import { inHand } from './outage.ts';
import type { Replica } from './replica.ts';
import type { World } from './world.ts';

/**
 * Moves it from events of its own to the shared clock, or back. To be called after `elapse`, before
 * `expectEnd`. @param before cores until now, 0 for none
 */
export function moveWork(w: World, replica: Replica, before: number): void {
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
