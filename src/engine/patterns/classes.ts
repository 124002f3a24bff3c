/** All pattern classes, by name and by the value of `like`. */
import { classes as adaptiveThrottle } from './adaptive-throttle/classes.ts';
import { classes as bulkhead } from './bulkhead/classes.ts';
import { classes as cache } from './cache.ts';
import { classes as circuitBreaker } from './circuit-breaker/classes.ts';
import { classes as concurrencyLimit } from './concurrency-limit/classes.ts';
import { classes as fallback } from './fallback.ts';
import { classes as hedge } from './hedge/classes.ts';
import { classes as loadShed } from './load-shed.ts';
import { classes as rateLimiter } from './rate-limiter/classes.ts';
import { classes as retry } from './retry/classes.ts';
import { classes as timeout } from './timeout.ts';

export const classes = {
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
