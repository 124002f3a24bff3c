/** Parameters, help and behavior of `polly.ts`. */
import { choice, count, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { retryAfter } from '../../model/retry-after.table.ts';
import type { Spellings } from '../../model/spelling.ts';

export const params = {
  permitLimit: count(1000, 'Maximum concurrent calls.', { min: 1 }),
  queueLimit: count(0, 'Queue capacity. Queued calls wait without a time limit.'),
  queueProcessingOrder: choice(
    ['OldestFirst', 'NewestFirst'],
    'OldestFirst',
    'Order in which queued calls are served. With NewestFirst, a new call evicts the oldest ' +
      'from a full queue.',
  ),
  retryAfter,
} as const;

/** Keys of Polly 7's bulkhead and of .NET's options. */
const spellings: Spellings = {
  maxParallelization: 'permitLimit',
  maxQueuingActions: 'queueLimit',
  maxConcurrentCalls: 'permitLimit',
  defaultRateLimiterOptions: { inside: {} },
  onRejected: { none: 'has no effect on calls' },
  onBulkheadRejected: { none: 'has no effect on calls' },
  rateLimiter: { none: 'is code: set `permitLimit` and `queueLimit`' },
  name: { none: 'has no effect on calls' },
};

export const polly: Variant = {
  of: 'Polly 8.7, the concurrency limiter',
  help: 'Queued calls wait without a time limit, unless an outer timeout applies.',
  params,
  spellings,
  nature: ({ permitLimit, queueLimit }: Values<typeof params>) => ({
    concurrency: permitLimit,
    queue: queueLimit,
  }),
};
