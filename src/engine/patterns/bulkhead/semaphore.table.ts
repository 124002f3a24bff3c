/** Parameters, help and behavior of `semaphore.ts`. */
import { count, ms, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { retryAfter } from '../../model/retry-after.table.ts';
import { ofSpring } from '../../model/spring.ts';
import type { Spellings } from '../../model/spelling.ts';

export const params = {
  maxConcurrentCalls: count(25, 'Maximum concurrent calls. 0: all calls are rejected.'),
  maxWaitDuration: ms(0, 'Maximum wait for a free slot.'),
  retryAfter,
} as const;

/** Keys of Spring's `application.yml`, of this version and of earlier ones. */
const spellings: Spellings = {
  ...ofSpring,
  maxConcurrentCall: 'maxConcurrentCalls',
  maxConcurrentRequests: 'maxConcurrentCalls',
  maxWaitTime: 'maxWaitDuration',
  fairCallHandlingStrategyEnabled: { none: 'cannot be changed: calls are served in order' },
  fairCallHandlingEnabled: { none: 'cannot be changed: calls are served in order' },
};

export const semaphore: Variant = {
  of: 'resilience4j 2.3, the semaphore',
  help: 'Waiting calls are served first in, first out.',
  params,
  spellings,
  nature: ({ maxConcurrentCalls, maxWaitDuration }: Values<typeof params>) => ({
    concurrency: maxConcurrentCalls,
    holdMs: maxWaitDuration,
  }),
};
