/** A scenario in which every version of every pattern decides about calls of its own. */
import type { Spec } from '../src/engine/index.ts';
import { patternTables } from '../src/engine/tables.ts';
import { formatProblem, read } from '../src/scenario/read.ts';

/** Values for what has no default, by pattern and version. */
export const GIVEN: Readonly<Record<string, object>> = {
  'timeout plain': { after: '60ms', connect: '20ms', read: '50ms' },
  'retry grpc': {
    maxAttempts: 3,
    initialBackoff: '20ms',
    maxBackoff: '1s',
    backoffMultiplier: 2,
  },
  'hedge plain': { after: '20ms' },
  'hedge grpc': { maxAttempts: 3, hedgingDelay: '20ms' },
  'bulkhead cockatiel': { limit: 2, queue: 3 },
  'bulkhead envoy': { maxConnections: 2, maxPendingRequests: 2 },
  'bulkhead istio': {
    maxConnections: 1,
    http1MaxPendingRequests: 3,
    maxRequestsPerConnection: 7,
    h2UpgradePolicy: 'UPGRADE',
    maxConcurrentStreams: 3,
  },
  'bulkhead hystrix': { coreSize: 2, maxQueueSize: 5, queueSizeRejectionThreshold: 2 },
  'rateLimiter plain': { capacity: 10, refill: '30/s' },
  'rateLimiter sliding-window': { limit: 30, window: '1s' },
  'rateLimiter gcra': { maxRate: '30/s' },
  'rateLimiter fixed-window': { points: 15, duration: '500ms' },
  'concurrencyLimit envoy-gradient': {
    concurrencyLimitParams: { concurrencyUpdateInterval: '100ms' },
    minRttCalcParams: { interval: '5s', requestCount: 20 },
  },
  'cache plain': { ttl: '2s', keys: 100 },
  'loadShed plain': { from: '30%', until: '90%' },
  'fallback plain': ['spare'],
  'circuitBreaker cockatiel': { halfOpenAfter: '1s', breaker: { consecutive: 3 } },
};

export function everyLibrary(): Spec {
  const clients: Record<string, object> = {};
  const services: Record<string, object> = {};
  for (const [name, { places, variants, likeRequired }] of patternTables)
    for (const like of Object.keys(variants)) {
      if (like === 'plain' && likeRequired) continue;
      const id = `${name}-${like}`.toLowerCase();
      const given = GIVEN[`${name} ${like}`] ?? {};
      const pattern = {
        [name]: Array.isArray(given) ? given : { ...(like !== 'plain' && { like }), ...given },
      };
      const onLink = places.includes('link');
      const limit = { timeout: { after: '80ms' } };
      clients[`from-${id}`] = {
        load: { rate: '40/s' },
        identities: { users: 50, priorities: { high: '20%', low: '80%' } },
        steps: [
          {
            call: id,
            latency: '1ms',
            connect: '1ms',
            patterns: onLink ? [pattern, limit] : [limit],
          },
        ],
      };
      services[id] = {
        threads: 3,
        queue: { capacity: 20 },
        work: { exponential: '20ms' },
        errors: '10%',
        ...(!onLink && { patterns: [pattern] }),
      };
    }
  const faults = Object.keys(services).map((on) => ({ at: '8s', for: '3s', on, slow: 5 }));
  const text = JSON.stringify({ version: 1, duration: '20s', clients, services, faults });
  const { spec, problems } = read(text);
  if (!spec) throw new Error(problems.map((one) => formatProblem('every library', one)).join('\n'));
  return spec;
}
