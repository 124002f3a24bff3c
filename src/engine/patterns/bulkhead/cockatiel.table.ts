/** What `cockatiel.ts` says about itself: parameters, words and what it does to calls. */
import { count, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';

export const params = {
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
  }),
};
