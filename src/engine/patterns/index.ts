/** All patterns, by the name they have in a stack. Adding one is its file and a line here. */
import * as adaptiveThrottle from './adaptive-throttle/index.ts';
import * as bulkhead from './bulkhead/index.ts';
import * as cache from './cache.ts';
import * as circuitBreaker from './circuit-breaker/index.ts';
import * as concurrencyLimit from './concurrency-limit/index.ts';
import * as fallback from './fallback.ts';
import * as hedge from './hedge/index.ts';
import * as loadShed from './load-shed.ts';
import * as rateLimiter from './rate-limiter/index.ts';
import * as retry from './retry/index.ts';
import * as timeout from './timeout.ts';

export const patterns = {
  timeout,
  retry,
  hedge,
  circuitBreaker,
  bulkhead,
  rateLimiter,
  adaptiveThrottle,
  concurrencyLimit,
  loadShed,
  cache,
  fallback,
};
