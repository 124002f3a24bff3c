/** Maximum calls of any link in one interval so far; reads only new intervals. */
import type { IntervalStore } from '../../worker/client.ts';

export class Busiest {
  private store: IntervalStore | null = null;
  /** Per interval: the maximum up to it, and its batch. */
  private readonly most: number[] = [];
  private readonly batches: number[] = [];

  callsIn(store: IntervalStore): number {
    const { most, batches } = this;
    if (store !== this.store) most.length = 0;
    this.store = store;
    let interval = Math.min(most.length, store.count);
    while (interval > 0 && batches[interval - 1] !== store.batchOf(interval - 1)) interval--;
    most.length = batches.length = interval;
    for (; interval < store.count; interval++) {
      let calls = most.at(-1) ?? 0;
      for (const { at } of store.layout.links)
        calls = Math.max(calls, store.value(interval, at) || 0);
      most.push(calls);
      batches.push(store.batchOf(interval));
    }
    return most.at(-1) ?? 0;
  }
}
