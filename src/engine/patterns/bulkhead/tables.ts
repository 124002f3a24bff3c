/** Limits the number of concurrent calls. */
import type { PatternTable } from '../../model/table.ts';
import { cockatiel } from './cockatiel.table.ts';
import { envoy } from './envoy.table.ts';
import { hikari, refuseHikari } from './hikari.table.ts';
import { hystrix } from './hystrix.table.ts';
import { istio } from './istio.table.ts';
import { polly } from './polly.table.ts';
import { semaphore } from './semaphore.table.ts';
import { sqlalchemy } from './sqlalchemy.table.ts';
import { refuseThreadPool, threadPool } from './thread-pool.table.ts';
import { sign } from './sign.ts';

export const table: PatternTable = {
  ...sign,
  places: ['link', 'service'],
  depth: 4,
  help: 'Limits the number of concurrent calls. Further calls wait for a limited time, then fail.',
  goodFor: 'Stopping one hanging dependency from blocking all threads of its caller.',
  badFor:
    'Bursts that the dependency could have served: calls are rejected while it has spare ' +
    'capacity.',
  variants: {
    plain: semaphore,
    resilience4j: semaphore,
    'resilience4j-threadpool': threadPool,
    polly,
    cockatiel,
    hikari,
    sqlalchemy,
    envoy,
    istio,
    hystrix,
  },
  refuse: (like, p) => {
    if (like === 'resilience4j-threadpool') return refuseThreadPool(p);
    return like === 'hikari' ? refuseHikari(p) : null;
  },
};
