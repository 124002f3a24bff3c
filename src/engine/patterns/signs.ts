/** What is drawn of all patterns, by the name that they have in a stack; tables.ts has the rest. */
import { sign as adaptiveThrottle } from './adaptive-throttle/sign.ts';
import { sign as bulkhead } from './bulkhead/sign.ts';
import { sign as cache } from './cache.sign.ts';
import { sign as circuitBreaker } from './circuit-breaker/sign.ts';
import { sign as concurrencyLimit } from './concurrency-limit/sign.ts';
import { sign as fallback } from './fallback.sign.ts';
import { sign as hedge } from './hedge/sign.ts';
import { sign as loadShed } from './load-shed.sign.ts';
import { sign as rateLimiter } from './rate-limiter/sign.ts';
import { sign as retry } from './retry/sign.ts';
import { sign as timeout } from './timeout.sign.ts';

export const signs = {
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
