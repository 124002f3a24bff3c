/** Parameters, help and behavior of `thread-pool.ts`. */
import { count, ms, type Values } from '../../model/params.ts';
import type { Refusal, Variant } from '../../model/table.ts';
import { retryAfter } from '../../model/retry-after.table.ts';
import { ofSpring } from '../../model/spring.ts';
import type { Spellings } from '../../model/spelling.ts';

export const params = {
  // The library uses the number of processors; these defaults assume four.
  coreThreadPoolSize: count(
    3,
    'Core threads: kept alive, and started before calls are queued. The library’s default ' +
      'is processors − 1, here with 4 processors.',
    { min: 1 },
  ),
  maxThreadPoolSize: count(
    4,
    'Maximum threads; extra threads start when the queue is full. The library’s default is ' +
      'the number of processors, here 4.',
    { min: 1 },
  ),
  queueCapacity: count(100, 'Queue capacity. 0: a call needs an idle thread.'),
  keepAliveDuration: ms(20, 'How long a non-core thread may stay idle.'),
  retryAfter,
} as const;

export type Params = Values<typeof params>;

/** Keys of Spring's `application.yml`, and of Hystrix's pools. */
const spellings: Spellings = {
  ...ofSpring,
  keepAliveTime: 'keepAliveDuration',
  coreSize: 'coreThreadPoolSize',
  maximumSize: 'maxThreadPoolSize',
  maxQueueSize: 'queueCapacity',
  keepAliveTimeMinutes: { to: 'keepAliveDuration', read: (minutes) => `${String(minutes)}m` },
  contextPropagators: { none: 'has no effect on calls' },
  queueMethod: { none: 'cannot be changed' },
  rejectedExecutionHandler: { none: 'cannot be changed: a call without a place fails' },
};

export const threadPool: Variant = {
  of: 'resilience4j 2.3, the thread pool',
  help:
    'Calls run on the pool’s own threads; an abandoned call in the queue still runs. Idle ' +
    'threads take queued calls at the end of an instant, so simultaneous calls can find the ' +
    'queue full.',
  params,
  spellings,
  nature: ({ maxThreadPoolSize, queueCapacity }: Params) => ({
    concurrency: maxThreadPoolSize,
    queue: queueCapacity,
  }),
};

export const refuseThreadPool = (p: Record<string, unknown>): Refusal | null =>
  Number(p['maxThreadPoolSize']) < Number(p['coreThreadPoolSize'])
    ? {
        at: 'maxThreadPoolSize',
        found: String(p['maxThreadPoolSize']),
        wanted: `at least coreThreadPoolSize (${String(p['coreThreadPoolSize'])})`,
      }
    : null;
