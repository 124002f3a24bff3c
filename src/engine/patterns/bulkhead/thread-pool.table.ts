/** What `thread-pool.ts` says about itself: parameters, words and what it does to calls. */
import { count, ms, type Values } from '../../model/params.ts';
import type { Refusal, Variant } from '../../model/table.ts';

export const params = {
  // The library asks the machine; these are its defaults where that has four processors.
  coreThreadPoolSize: count(
    3,
    'Threads that are started before calls are queued, and kept. The library’s default is one ' +
      'less than the processors, here of four.',
    { min: 1 },
  ),
  maxThreadPoolSize: count(
    4,
    'Threads at most, started when the queue is full. The library’s default is the number of ' +
      'processors, here four.',
    { min: 1 },
  ),
  queueCapacity: count(100, 'Calls that may wait for a thread; 0: only an idle one takes a call.'),
  keepAliveDuration: ms(20, 'How long a thread beyond the core may be idle.'),
} as const;

export type Params = Values<typeof params>;

export const threadPool: Variant = {
  of: 'resilience4j 2.3, the thread pool',
  help:
    'Calls run on threads of the pool’s own; a call given up in the queue is run all the same. ' +
    'Idle threads empty the queue at the end of an instant, so calls that come at the same one ' +
    'may find it full.',
  params,
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
