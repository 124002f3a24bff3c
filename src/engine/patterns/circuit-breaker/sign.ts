/** What is drawn of a circuit breaker; its table has the rest. */
import type { PatternSign } from '../../model/table.ts';
import type * as cockatiel from './cockatiel.table.ts';
import type * as consecutive from './consecutive.table.ts';
import type * as count from './count.table.ts';
import type * as gobreaker from './gobreaker.table.ts';
import type * as hystrix from './hystrix.table.ts';
import type * as leaky from './leaky.table.ts';
import type * as opossum from './opossum.table.ts';
import type * as polly from './polly.table.ts';
import type * as resilience4j from './resilience4j.table.ts';

/** It opens at a share of failures, or at so many of them, which are then all that it looks at. */
const atShare = (threshold: number) => ({ threshold });
const atFailures = (failures: number) => ({ threshold: 1, failures });

/** By the value of `like`. */
const LIMITS = {
  resilience4j: (p: resilience4j.Params) => atShare(p.failureRateThreshold / 100),
  gobreaker: ({ readyToTrip: trip }: gobreaker.Params) =>
    'failureRatio' in trip
      ? atShare(trip.failureRatio)
      : atFailures(trip.consecutiveFailuresAbove + 1),
  polly: (p: polly.Params) => atShare(p.failureRatio),
  opossum: (p: opossum.Params) => atShare(p.errorThresholdPercentage / 100),
  cockatiel: ({ breaker }: cockatiel.Params) => {
    if ('consecutive' in breaker) return atFailures(Math.ceil(breaker.consecutive));
    return atShare(('count' in breaker ? breaker.count : breaker.sampling).threshold);
  },
  hystrix: (p: hystrix.Params) => atShare(p.errorThresholdPercentage / 100),
  consecutive: (p: consecutive.Params) => atFailures(p.failureThreshold),
  leaky: (p: leaky.Params) => atFailures(p.failureThreshold),
  count: (p: count.Params) => atFailures(p.failures),
} satisfies Readonly<Record<string, (params: never) => Record<string, number>>>;

export type Like = keyof typeof LIMITS;

/** Whose breaker it is when nothing is said. */
export const PLAIN = 'resilience4j';

export const sign: PatternSign = {
  name: 'circuitBreaker',
  title: 'Circuit breaker',
  sign: 'gate',
  limits: (p) => LIMITS[(p['like'] ?? PLAIN) as Like](p as never),
  // Only one of them has a semaphore of its own.
  refuses: ({ like, capacity }) =>
    like === 'opossum' && capacity !== null ? ['circuit-open', 'bulkhead-full'] : ['circuit-open'],
};
