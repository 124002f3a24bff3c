/** Parameters, help and behavior of `hystrix.ts`. */
import { count, flag, ms, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { retryAfter } from '../../model/retry-after.table.ts';

export const params = {
  coreSize: count(10, 'Threads, all kept alive; one is started per call until there are so many.', {
    min: 1,
  }),
  maximumSize: count(
    10,
    'Maximum threads; those beyond coreSize start when the queue is full. Ignored without ' +
      'allowMaximumSizeToDivergeFromCoreSize, or below coreSize.',
    { min: 1 },
  ),
  allowMaximumSizeToDivergeFromCoreSize: flag(false, 'Let maximumSize take effect.'),
  maxQueueSize: count(
    -1,
    'Queue capacity. -1 or 0: no queue, a call needs an idle or a new thread. The library cannot ' +
      'change it at run time.',
    { min: -1 },
  ),
  queueSizeRejectionThreshold: count(
    5,
    'Calls are rejected once so many are queued, even if maxQueueSize allows more, or threads ' +
      'are idle. Ignored without a queue.',
  ),
  keepAliveTime: ms(
    60_000,
    'How long a thread beyond coreSize may stay idle; in the library a number of minutes.',
  ),
  retryAfter,
} as const;

export type Params = Values<typeof params>;

/** HystrixThreadPoolProperties.actualMaximumSize. */
export const actualMaximumSize = (p: Params): number =>
  p.allowMaximumSizeToDivergeFromCoreSize ? Math.max(p.coreSize, p.maximumSize) : p.coreSize;

/** Why threads beyond the core never start, if more are asked for; null: they do, or none are. */
function whyNot(p: Params): string | null {
  const { coreSize, maximumSize, maxQueueSize, queueSizeRejectionThreshold } = p;
  if (maximumSize <= coreSize) return null;
  if (!p.allowMaximumSizeToDivergeFromCoreSize)
    return maximumSize === params.maximumSize.default
      ? null
      : 'Without allowMaximumSizeToDivergeFromCoreSize the pool has coreSize threads.';
  return maxQueueSize > 0 && queueSizeRejectionThreshold <= maxQueueSize
    ? 'Threads beyond coreSize start when the queue is full, but calls are rejected before it ' +
        'is: set queueSizeRejectionThreshold above maxQueueSize, or use no queue.'
    : null;
}

export const hystrix: Variant = {
  of: 'Hystrix 1.5, the thread pool of a command',
  help:
    'Calls run on the pool’s own threads, as in `resilience4j-threadpool`, but an abandoned ' +
    'call leaves the queue at once.',
  params,
  nature: (p: Params) => {
    const why = whyNot(p);
    return {
      concurrency: why === null ? actualMaximumSize(p) : p.coreSize,
      queue: Math.min(Math.max(0, p.maxQueueSize), p.queueSizeRejectionThreshold),
      ...(why !== null && { inVain: { param: 'maximumSize', why } }),
    };
  },
};
