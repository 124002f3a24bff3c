/**
 * All pattern tables, by their name in a stack. A new pattern needs its three files, and a line
 * here, in signs.ts, in classes.ts and in worker/kinds.ts.
 */
import { table as adaptiveThrottle } from './adaptive-throttle/tables.ts';
import { table as bulkhead } from './bulkhead/tables.ts';
import { table as cache } from './cache.table.ts';
import { table as circuitBreaker } from './circuit-breaker/tables.ts';
import { table as concurrencyLimit } from './concurrency-limit/tables.ts';
import { table as fallback } from './fallback.table.ts';
import { table as hedge } from './hedge/tables.ts';
import { table as loadShed } from './load-shed.table.ts';
import { table as rateLimiter } from './rate-limiter/tables.ts';
import { table as retry } from './retry/tables.ts';
import { table as timeout } from './timeout.table.ts';

export const tables = {
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
