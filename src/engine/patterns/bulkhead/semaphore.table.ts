/** Parameters, help and behavior of `semaphore.ts`. */
import { count, ms, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { retryAfter } from '../../model/retry-after.table.ts';

export const params = {
  maxConcurrentCalls: count(25, 'Maximum concurrent calls. 0: all calls are rejected.'),
  maxWaitDuration: ms(0, 'Maximum wait for a free slot.'),
  retryAfter,
} as const;

export const semaphore: Variant = {
  of: 'resilience4j 2.3, the semaphore',
  help: 'Waiting calls are served first in, first out.',
  params,
  nature: ({ maxConcurrentCalls, maxWaitDuration }: Values<typeof params>) => ({
    concurrency: maxConcurrentCalls,
    holdMs: maxWaitDuration,
  }),
};
