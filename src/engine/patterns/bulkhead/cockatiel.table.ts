/** Parameters, help and behavior of `cockatiel.ts`. */
import { count, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { retryAfter } from '../../model/retry-after.table.ts';
import type { Spellings } from '../../model/spelling.ts';

export const params = {
  limit: count(undefined, 'Maximum concurrent calls.'),
  queue: count(0, 'Queue capacity. Queued calls wait without a time limit.'),
  retryAfter,
} as const;

/** Names in similar packages: p-limit, p-queue, bottleneck. */
const spellings: Spellings = {
  executionSlots: 'limit',
  queueSlots: 'queue',
  concurrency: 'limit',
  maxConcurrent: 'limit',
  highWater: 'queue',
};

export const cockatiel: Variant = {
  of: 'cockatiel 4, bulkhead',
  help: 'An abandoned call keeps its place in the queue until its turn comes.',
  params,
  spellings,
  nature: ({ limit: concurrency, queue }: Values<typeof params>) => ({
    concurrency,
    queue,
  }),
};
