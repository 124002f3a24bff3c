/** What `semaphore.ts` says about itself: parameters, words and what it does to calls. */
import { count, ms, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';

export const params = {
  maxConcurrentCalls: count(25, 'Calls that may be under way at once; 0 refuses all.'),
  maxWaitDuration: ms(0, 'How long a call may wait for a free slot.'),
} as const;

export const semaphore: Variant = {
  of: 'resilience4j 2.3, the semaphore',
  help: 'Those who wait are served in the order they came.',
  params,
  nature: ({ maxConcurrentCalls, maxWaitDuration }: Values<typeof params>) => ({
    concurrency: maxConcurrentCalls,
    holdMs: maxWaitDuration,
  }),
};
