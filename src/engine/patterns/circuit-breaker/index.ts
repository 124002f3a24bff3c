/** Stops calling a dependency that fails, and probes it after a while. */
import type { PatternTable } from '../../model/table.ts';
import { params, STATES } from './params.ts';
import { Resilience4jBreaker } from './resilience4j.ts';

export const table: PatternTable = {
  name: 'circuitBreaker',
  title: 'Circuit breaker',
  sign: 'gate',
  places: ['link'],
  help: 'Stops calling a dependency that fails, and probes it after a while.',
  goodFor: 'Failing fast while a dependency is down, and giving it room to recover.',
  badFor:
    'A dependency that fails in part: the breaker turns some failures into all of them, and ' +
    'each caller’s replica learns alone.',
  limits: (p) => ({ threshold: Number(p['failureRateThreshold']) / 100 }),
  variants: {
    plain: {
      of: 'resilience4j 2.3',
      help: 'A sliding window of calls or seconds, failure and slow-call rates, several probes.',
      params,
      states: STATES,
    },
    get resilience4j() {
      return this.plain;
    },
  },
  refuse: (_like, p) => {
    for (const at of ['failureRateThreshold', 'slowCallRateThreshold'])
      if (p[at] === 0) return { at, found: '0', wanted: 'more than 0 and at most 100 (%)' };
    return null;
  },
};

export const classes = { plain: Resilience4jBreaker, resilience4j: Resilience4jBreaker };
