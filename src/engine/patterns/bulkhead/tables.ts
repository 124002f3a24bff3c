/** Lets only so many calls be under way at once. */
import type { PatternTable } from '../../model/table.ts';
import { cockatiel } from './cockatiel.table.ts';
import { hikari, refuseHikari } from './hikari.table.ts';
import { polly } from './polly.table.ts';
import { semaphore } from './semaphore.table.ts';
import { sqlalchemy } from './sqlalchemy.table.ts';
import { refuseThreadPool, threadPool } from './thread-pool.table.ts';

/** How many calls may be under way at once, by the library's own parameter. */
const LIMITS: Readonly<Record<string, (p: Record<string, unknown>) => unknown>> = {
  'resilience4j-threadpool': (p) => p['maxThreadPoolSize'],
  polly: (p) => p['permitLimit'],
  cockatiel: (p) => p['limit'],
  hikari: (p) => p['maximumPoolSize'],
  sqlalchemy: ({ poolSize, maxOverflow }) =>
    poolSize === 0 || maxOverflow === -1 ? Infinity : Number(poolSize) + Number(maxOverflow),
};

export const table: PatternTable = {
  name: 'bulkhead',
  title: 'Bulkhead',
  sign: 'slots',
  places: ['link', 'service'],
  help: 'Lets only so many calls be under way at once; the others wait a while, then fail.',
  goodFor: 'Keeping one hanging dependency from taking all the threads of its caller.',
  badFor: 'Bursts that the dependency could have served: calls are refused while it idles.',
  limits: (p) => ({
    limit: Number(LIMITS[String(p['like'])]?.(p) ?? p['maxConcurrentCalls']),
  }),
  variants: {
    plain: semaphore,
    resilience4j: semaphore,
    'resilience4j-threadpool': threadPool,
    polly,
    cockatiel,
    hikari,
    sqlalchemy,
  },
  refuse: (like, p) => {
    if (like === 'resilience4j-threadpool') return refuseThreadPool(p);
    return like === 'hikari' ? refuseHikari(p) : null;
  },
};
