/** Random circuit breakers, like any library's. */
import { type Chance, type Document, REASONS } from './chance.ts';

const MAKERS: Record<string, (c: Chance) => Document> = {
  resilience4j: (c) => ({
    slidingWindowType: c.one(['COUNT_BASED', 'TIME_BASED']),
    slidingWindowSize: c.one([1, 5, 20]),
    minimumNumberOfCalls: c.one([1, 5, 10]),
    permittedNumberOfCallsInHalfOpenState: c.one([1, 3]),
    waitDurationInOpenState: c.one<unknown>([10, 500, { initial: 20, multiplier: 2 }]),
    automaticTransitionFromOpenToHalfOpenEnabled: c.happens(0.3),
    maxWaitDurationInHalfOpenState: c.one([0, 0, 100]),
    transitionToStateAfterWaitDuration: c.one(['OPEN', 'CLOSED']),
    slowCallDurationThreshold: c.one([10, 1000]),
    ...c.some({ recordExceptions: c.list(1, 4, () => c.one(REASONS)) }, 0.2),
  }),
  gobreaker: (c) => ({
    maxRequests: c.one([0, 1, 3]),
    interval: c.one([0, 100, 1000]),
    bucketPeriod: c.one([0, 30, 1000]),
    timeout: c.one([0.001, 50, 500]),
    readyToTrip: c.one<unknown>([
      { consecutiveFailuresAbove: c.one([0, 5]) },
      { requests: c.one([1, 10]), failureRatio: c.one([0.1, 1]) },
    ]),
  }),
  polly: (c) => ({
    failureRatio: c.one([0, 0.1, 0.5]),
    minimumThroughput: c.one([2, 10]),
    samplingDuration: c.one([500, 2000]),
    breakDuration: 500,
    ...c.some({ breakDurationGenerator: { initial: 20, multiplier: 2 } }, 0.5),
  }),
  opossum: (c) => ({
    timeout: c.one<unknown>([false, 5, 30, 200]),
    errorThresholdPercentage: c.one([0, 50]),
    resetTimeout: c.one([0, 10, 500]),
    rollingCountTimeout: c.one([5, 100, 1000]),
    rollingCountBuckets: c.one([1, 7, 10]),
    volumeThreshold: c.one([0, 5]),
    ...c.some({ capacity: c.one([0, 1, 10]) }, 0.5),
    allowWarmUp: c.happens(0.2),
  }),
  cockatiel: (c) => ({
    breaker: c.one<unknown>([
      { consecutive: c.one([1, 5]) },
      { count: { threshold: 0.5, size: c.one([1, 10]) } },
      { sampling: { threshold: 0.5, duration: c.one([1, 1000]), minimumRps: 2 } },
    ]),
    halfOpenAfter: c.one<unknown>([0, 50, 500, { initialDelay: 20, maxDelay: 500 }]),
    ...c.some({ halfOpenSampling: { calls: 3, threshold: 0.3 } }, 0.3),
  }),
  hystrix: (c) => ({
    requestVolumeThreshold: c.one([0, 1, 10]),
    errorThresholdPercentage: c.one([0, 50]),
    sleepWindowInMilliseconds: c.one([0, 50, 500]),
    healthSnapshotIntervalInMilliseconds: c.one([10, 500]),
    rollingStatsTimeInMilliseconds: c.one([5, 1000]),
  }),
  consecutive: (c) => ({ failureThreshold: c.one([1, 5]), recoveryTimeout: c.one([10, 500]) }),
  leaky: (c) => ({ failureThreshold: c.one([1, 5]), recoveryTimeout: 50, halfOpenMaxCalls: 3 }),
  count: (c) => ({
    failures: c.one([1, 5]),
    within: c.one([1, 100, 1000]),
    openFor: c.one([10, 500]),
    probes: c.one([1, 3]),
    successes: c.one([1, 2]),
  }),
};

export function breaker(c: Chance): Document {
  const [like, make] = c.one(Object.entries(MAKERS));
  return { like, ...make(c), ...c.some({ ignore: c.list(1, 2, () => c.one(REASONS)) }, 0.2) };
}
