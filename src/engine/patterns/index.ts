/** All patterns, by the name they have in a stack. Adding one is its file and a line here. */
import * as bulkhead from './bulkhead.ts';
import * as cache from './cache.ts';
import * as circuitBreaker from './circuit-breaker/index.ts';
import * as fallback from './fallback.ts';
import * as hedge from './hedge/index.ts';
import * as rateLimiter from './rate-limiter.ts';
import * as retry from './retry/index.ts';
import * as timeout from './timeout.ts';

export const patterns = {
  timeout,
  retry,
  hedge,
  circuitBreaker,
  bulkhead,
  rateLimiter,
  cache,
  fallback,
};
