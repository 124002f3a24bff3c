/** Parameters, help and behavior of `cockatiel.ts`. */
import { count, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { retryAfter } from '../../model/retry-after.table.ts';

export const params = {
  limit: count(undefined, 'Maximum concurrent calls.'),
  queue: count(0, 'Queue capacity. Queued calls wait without a time limit.'),
  retryAfter,
} as const;

export const cockatiel: Variant = {
  of: 'cockatiel 4, bulkhead',
  help: 'An abandoned call keeps its place in the queue until its turn comes.',
  params,
  nature: ({ limit: concurrency, queue }: Values<typeof params>) => ({
    concurrency,
    queue,
  }),
};
