/** Random durations with spread, and random entries of a stack. */
import type { distributionTables } from '../../src/engine/index.ts';
import { breaker } from './breakers.ts';
import type { Chance, Document } from './chance.ts';
import { hedge, retry } from './retries.ts';

const DURATIONS = [0.001, 1, 5, 20, 20, 50, 100, 1000];

/** One of each distribution; a new one has to be added here. */
const SPREADS = {
  exponential: (mean: number) => mean,
  uniform: (mean: number) => [0, mean],
  normal: (mean: number) => ({ mean, sd: mean / 2 }),
  lognormal: (mean: number) => ({ p50: mean, p99: mean * 5 }),
  gamma: (mean: number) => ({ mean, cv: 0.5 }),
  pareto: (mean: number) => ({ min: mean, alpha: 1.5 }),
  weibull: (mean: number) => ({ scale: mean, shape: 0.8 }),
  percentiles: (mean: number) => ({ p50: mean, p99: mean * 3 }),
} satisfies Record<keyof typeof distributionTables, (mean: number) => unknown>;

export function spread(c: Chance): unknown {
  const mean = c.one(DURATIONS);
  const drawn = Object.entries(SPREADS).map(([name, figures]) => ({ [name]: figures(mean) }));
  return c.one<unknown>([0, mean, mean, { exponential: mean }, ...drawn]);
}

type Maker = () => Document;

/** Patterns that may stand anywhere. */
const anywhere = (c: Chance): Maker[] => [
  () => ({
    timeout: {
      after: c.one([0.5, 5, 30, 100, 500]),
      cancel: c.one(['none', 'interrupt', 'reset']),
      ...c.some({ connect: 3, read: 12 }, 0.3),
    },
  }),
  () => ({ bulkhead: { ...c.one(bulkheads(c))(), ...c.some({ retryAfter: 40 }, 0.2) } }),
  () => ({
    rateLimiter: { ...c.one(limiters(c))(), ...c.some({ per: c.one(['user', 'tenant']) }, 0.3) },
  }),
  () => ({
    cache: {
      ttl: c.one([1, 100]),
      ...(c.happens(0.5) ? { hitRate: 0.4 } : { keys: c.one([1, 20]), skew: c.one([0, 1]) }),
      ...c.some({ staleIfError: 500, coalesce: true }, 0.5),
    },
  }),
  () => ({ concurrencyLimit: c.one(limits(c))() }),
  () => ({ fallback: c.list(1, 2, () => (c.happens(0.5) ? 'popular' : { answer: 'cached' })) }),
];

const bulkheads = (c: Chance): Maker[] => [
  () => ({ maxConcurrentCalls: c.one([0, 1, 2, 10]), maxWaitDuration: c.one([0, 5, 200]) }),
  () => {
    const coreThreadPoolSize = c.one([1, 2, 5]);
    return {
      like: 'resilience4j-threadpool',
      coreThreadPoolSize,
      maxThreadPoolSize: coreThreadPoolSize + c.below(4),
      queueCapacity: c.one([0, 1, 20]),
      keepAliveDuration: c.one([0, 1, 20, 500]),
    };
  },
  () => ({
    like: 'polly',
    permitLimit: c.one([1, 2, 10]),
    queueLimit: c.one([0, 1, 5, 100]),
    queueProcessingOrder: c.one(['OldestFirst', 'NewestFirst']),
  }),
  // With a limit of 0 those in its queue would wait for ever, as in the library.
  () => ({ like: 'cockatiel', limit: c.one([1, 2, 3]), queue: c.one([0, 2, 30]) }),
  () => {
    const coreSize = c.one([1, 2, 5]);
    return {
      like: 'hystrix',
      coreSize,
      maxQueueSize: c.one([-1, 0, 1, 20]),
      queueSizeRejectionThreshold: c.one([0, 3, 100]),
      keepAliveTime: c.one([0, 20, 60_000]),
      ...c.some(
        { maximumSize: coreSize + c.below(4), allowMaximumSizeToDivergeFromCoreSize: true },
        0.5,
      ),
    };
  },
  ...pools(c),
];

const pools = (c: Chance): Maker[] => [
  () => ({
    like: 'hikari',
    maximumPoolSize: c.one([1, 2, 10]),
    connectionTimeout: c.one([0, 250, 1000]),
    ...c.some({ minimumIdle: c.one([0, 1]), connect: c.one([1, 30]) }, 0.5),
    ...c.some({ maxLifetime: 30_000, idleTimeout: 10_000 }, 0.3),
  }),
  () => ({
    like: 'sqlalchemy',
    poolSize: c.one([0, 1, 3]),
    maxOverflow: c.one([-1, 0, 2]),
    poolTimeout: c.one([0, 30, 1000]),
    poolRecycle: c.one([-1, 0, 300]),
    poolPrePing: c.happens(0.5),
    poolUseLifo: c.happens(0.5),
    ...c.some({ connect: c.one([1, 25]), ping: c.one([0.5, 3]) }, 0.6),
  }),
  () => ({
    like: 'envoy',
    maxConnections: c.one([0, 1, 3]),
    maxPendingRequests: c.one([0, 2, 30]),
    maxRequests: c.one([1, 4, 1024]),
    perConnection: c.one([1, 3, 'none']),
  }),
  () => ({
    like: 'istio',
    maxConnections: c.one([0, 1, 3]),
    http1MaxPendingRequests: c.one([0, 2, 30]),
    http2MaxRequests: c.one([0, 1, 4]),
    maxRequestsPerConnection: c.one([0, 1, 5]),
    ...c.some({ h2UpgradePolicy: 'UPGRADE', maxConcurrentStreams: c.one([0, 2]) }, 0.6),
  }),
];

const limiters = (c: Chance): Maker[] => [
  () => ({
    capacity: c.one([1, 5, 50]),
    refill: c.one([0.5, 20, 500]),
    ...c.some({ maxWait: c.one([3, 100, 3000]), initial: c.one([0, 0.5]) }, 0.5),
  }),
  () => ({
    like: 'resilience4j',
    limitForPeriod: c.one([1, 5, 50]),
    limitRefreshPeriod: c.one([0.0005, 10, 300]),
    timeoutDuration: c.one([0, 15, 400]),
  }),
  () => ({
    like: 'sliding-window',
    limit: c.one([1, 5, 50]),
    window: c.one([10, 500]),
    count: c.one(['log', 'estimate']),
  }),
  () => ({ like: 'gcra', maxRate: c.one([0.5, 20, 500]), maxBurst: c.one([0, 3, 40]) }),
  () => ({ like: 'fixed-window', points: c.one([0, 1, 50]), duration: c.one([0.5, 10, 500]) }),
];

const limits = (c: Chance): Maker[] => {
  const window = () =>
    c.some({ window: c.one([{}, { minWindowTime: 100, maxWindowTime: 300 }]) }, 0.3);
  const initialLimit = c.one([1, 5, 20]);
  return [
    () => ({ like: 'aimd', initialLimit, minLimit: 1, timeout: c.one([5, 100]), ...window() }),
    () => ({ like: 'vegas', initialLimit, probeMultiplier: c.one([1, 30]), ...window() }),
    () => ({ like: 'gradient2', initialLimit, minLimit: 1, queueSize: c.one([0, 4]), ...window() }),
    () => ({
      like: 'envoy-gradient',
      concurrencyLimitParams: { concurrencyUpdateInterval: c.one([10, 100]) },
      minRttCalcParams: { interval: c.one([200, 2000]), requestCount: c.one([1, 5, 50]) },
    }),
  ];
};

/** Patterns that only stand before services. */
const atDoors = (c: Chance): Maker[] => [
  () => ({
    loadShed: {
      from: c.one([0, 0.4]),
      until: c.one([0.5, 1]),
      ...c.some({ smoothing: c.one([0, 30]), priorities: 0.1, retryAfter: 40 }, 0.5),
    },
  }),
];

/** Patterns that only stand on calls. */
const onCalls = (c: Chance, services: readonly string[]): Maker[] => [
  () => ({ retry: retry(c) }),
  () => ({ hedge: hedge(c) }),
  () => ({ circuitBreaker: breaker(c) }),
  () => ({
    adaptiveThrottle: c.one<Document>([
      { k: c.one([1, 1.5, 2]), window: c.one([1000, 120_000]) },
      {
        like: 'envoy-admission-control',
        samplingWindow: c.one([1000, 30_000]),
        aggression: c.one([1, 2.5]),
        rpsThreshold: c.one([0, 20]),
      },
    ]),
  }),
  () => ({ fallback: [{ call: c.one(services), name: `spare-${c.below(1e6)}` }, 'last'] }),
];

/** One entry of a stack. */
export function pattern(c: Chance, services: readonly string[], onService: boolean): Document {
  const makers = [...anywhere(c), ...(onService ? atDoors(c) : onCalls(c, services))];
  const [name, params] = Object.entries(c.one(makers)())[0]!;
  if (Array.isArray(params)) return { [name]: params };
  const scope = onService ? 'service' : 'link';
  return {
    [name]: {
      ...(params as Document),
      ...c.some({ scope }, 0.15),
      ...c.some({ disabled: true }, 0.05),
    },
  };
}
