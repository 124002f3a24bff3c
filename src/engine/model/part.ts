/** What happens to a call's frame when somebody on its way gives up. */
import * as at from './frame.ts';
import type { Frame } from './frame.ts';
import type { World } from './world.ts';

/**
 * A new frame takes a frame's place in the layers down to this one, with all that it has there.
 * @returns it; the old one goes on below, and nobody waits for it
 */
export function part({ pool, timers }: World, f: Frame, layer: number): Frame {
  const { plan } = f.stack;
  const upper = pool.take(f.kind, null);
  at.copyCall(f, upper);
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
    timers.hand(f, upper, timer);
  f.flags &= ~at.UNTOLD;
  if (f.parent !== null) pool.replace(f, upper);
  return upper;
}
