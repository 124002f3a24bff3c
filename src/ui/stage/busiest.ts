/** Maximum calls of any link in one frame so far; reads only new frames. */
import type { FrameStore } from '../../worker/client.ts';

export class Busiest {
  private store: FrameStore | null = null;
  /** Per frame: the maximum up to it, and its batch. */
  private readonly most: number[] = [];
  private readonly batches: number[] = [];

  callsIn(store: FrameStore): number {
    const { most, batches } = this;
    if (store !== this.store) most.length = 0;
    this.store = store;
    let frame = Math.min(most.length, store.count);
    while (frame > 0 && batches[frame - 1] !== store.batchOf(frame - 1)) frame--;
    most.length = batches.length = frame;
    for (; frame < store.count; frame++) {
      let calls = most.at(-1) ?? 0;
      for (const { at } of store.layout.links) calls = Math.max(calls, store.value(frame, at) || 0);
      most.push(calls);
      batches.push(store.batchOf(frame));
    }
    return most.at(-1) ?? 0;
  }
}
