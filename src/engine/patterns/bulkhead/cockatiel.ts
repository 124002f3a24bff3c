/**
 * cockatiel's bulkhead: slots, and a queue in order of arrival. A call that was given up while it
 * waited keeps its place in the queue until its turn comes, when it is passed over: the library
 * looks at a signal only when it takes a call out of its queue.
 */
import type { Frame } from '../../model/frame.ts';
import { BULKHEAD_FULL } from '../../model/outcome.ts';
import { count, type Values } from '../../model/params.ts';
import { HOLD, PASS } from '../../model/pattern.ts';
import type { Variant } from '../../model/table.ts';
import type { World } from '../../model/world.ts';
import type { PatternParams } from '../../spec.ts';
import { Slots } from './slots.ts';

const params = {
  limit: count(undefined, 'Calls that may be under way at once.'),
  queue: count(0, 'Calls that may wait for a slot, for as long as it takes.'),
} as const;

export const cockatiel: Variant = {
  of: 'cockatiel 4, bulkhead',
  help: 'Calls given up while they wait fill the queue until their turn would have come.',
  params,
  nature: ({ limit: concurrency, queue }: Values<typeof params>) => ({
    concurrency,
    queue,
    refuses: ['bulkhead-full'],
  }),
};

export class CockatielBulkhead extends Slots {
  private capacity = 0;

  override configure(w: World, p: PatternParams): void {
    const { limit, queue } = p as unknown as Values<typeof params>;
    this.limit = limit;
    this.capacity = queue;
    this.admit(w);
  }

  override enter(_w: World, f: Frame): number {
    if (this.taken < this.limit) {
      this.taken++;
      return PASS;
    }
    if (this.waiting.span >= this.capacity) return BULKHEAD_FULL;
    this.waiting.push(f);
    return HOLD;
  }

  protected override admit(w: World): void {
    // Those who were given up are passed over, until somebody comes who was not.
    if (this.waiting.count === 0) this.waiting.clear();
    else super.admit(w);
  }

  override abandon(_w: World, f: Frame): void {
    this.waiting.haunt(f);
  }
}
