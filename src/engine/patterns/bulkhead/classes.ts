/** Classes by the value of `like`. */
import { CockatielBulkhead } from './cockatiel.ts';
import { EnvoyPool, IstioPool } from './envoy.ts';
import { Hikari } from './hikari.ts';
import { HystrixPool } from './hystrix.ts';
import { PollyLimiter } from './polly.ts';
import { Semaphore } from './semaphore.ts';
import { QueuePool } from './sqlalchemy.ts';
import { ThreadPool } from './thread-pool.ts';

export const classes = {
  plain: Semaphore,
  resilience4j: Semaphore,
  'resilience4j-threadpool': ThreadPool,
  polly: PollyLimiter,
  cockatiel: CockatielBulkhead,
  hikari: Hikari,
  sqlalchemy: QueuePool,
  envoy: EnvoyPool,
  istio: IstioPool,
  hystrix: HystrixPool,
};
