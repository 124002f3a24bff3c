/** Parameters, defaults and states of the resilience4j circuit breaker. */
import {
  choice,
  count,
  either,
  flag,
  ms,
  percent,
  reasons,
  type Values,
} from '../../model/params.ts';
import type { Spelling, Spellings } from '../../model/spelling.ts';
import type { MachineConfig, Refusal, Variant } from '../../model/table.ts';
import { ofSpring } from '../../model/spring.ts';
import { type Growth, openTimes } from './open-time.ts';
import { growth } from './open-time.table.ts';
import { opens } from './nature.ts';

const params = {
  slidingWindowType: choice(
    ['COUNT_BASED', 'TIME_BASED'],
    'COUNT_BASED',
    'Evaluate a number of recent calls (COUNT_BASED) or of recent seconds (TIME_BASED).',
  ),
  slidingWindowSize: count(100, 'Window size: calls, or whole seconds if TIME_BASED.', {
    min: 1,
  }),
  minimumNumberOfCalls: count(
    100,
    'Minimum number of recorded calls before the rates are evaluated.',
    { min: 1 },
  ),
  failureRateThreshold: percent(50, 'Open at this failure rate.'),
  slowCallRateThreshold: percent(100, 'Open at this rate of slow calls.'),
  slowCallDurationThreshold: ms(60_000, 'A call that takes longer than this counts as slow.', {
    zero: false,
  }),
  permittedNumberOfCallsInHalfOpenState: count(10, 'Probes allowed in half-open.', {
    min: 1,
  }),
  maxWaitDurationInHalfOpenState: ms(0, 'Maximum time in half-open. 0: unlimited.'),
  transitionToStateAfterWaitDuration: choice(
    ['OPEN', 'CLOSED'],
    'OPEN',
    'State to enter when the maximum time in half-open elapses.',
  ),
  waitDurationInOpenState: either(
    [
      ms(60_000, 'Stay open this long before probing.', { min: 1 }),
      growth('Lengthen the open time after each failed probe round.'),
    ],
    'How long the circuit stays open before it allows probes.',
  ),
  automaticTransitionFromOpenToHalfOpenEnabled: flag(
    false,
    'Switch to half-open by a timer. Off: the first call after the open time switches.',
  ),
  initialState: choice(
    ['CLOSED', 'OPEN', 'HALF_OPEN', 'FORCED_OPEN', 'DISABLED', 'METRICS_ONLY'],
    'CLOSED',
    'Initial state. An edit forces this state at once.',
  ),
  recordExceptions: reasons(
    null,
    'Failures that count as failures; others count as successes. Not set: all failures.',
  ),
  ignore: reasons([], 'Failures that count neither as failure nor as success.'),
} as const;

/** Spring spreads a growing open time over four keys. */
const growing = (otherwise: Spelling): Spelling => ({
  beside: 'enableExponentialBackoff',
  then: {
    to: 'waitDurationInOpenState',
    read: (_value, of) => {
      const max = of('exponentialMaxWaitDurationInOpenState');
      return {
        initial: of('waitDurationInOpenState') ?? '60s',
        multiplier: of('exponentialBackoffMultiplier') ?? 1.5,
        ...(max === undefined ? {} : { max }),
      };
    },
  },
  otherwise,
});

/** Keys of Spring's `application.yml`, of this version and of 1.x. */
const spellings: Spellings = {
  ...ofSpring,
  ringBufferSizeInClosedState: 'slidingWindowSize',
  ringBufferSizeInHalfOpenState: 'permittedNumberOfCallsInHalfOpenState',
  waitInterval: 'waitDurationInOpenState',
  waitDurationInOpenState: growing('waitDurationInOpenState'),
  enableExponentialBackoff: growing({ none: 'is the default' }),
  exponentialBackoffMultiplier: growing({ none: 'has no effect without exponential back-off' }),
  exponentialMaxWaitDurationInOpenState: growing({
    none: 'has no effect without exponential back-off',
  }),
  enableRandomizedWait: { none: 'has no counterpart: the open time is not random' },
  randomizedWaitFactor: { none: 'has no counterpart: the open time is not random' },
  ignoreExceptions: 'ignore',
  recordFailurePredicate: { none: 'is code: list the failures in `recordExceptions`' },
  recordResultPredicate: { none: 'looks at results, which are not modeled' },
  ignoreExceptionPredicate: { none: 'is code: list the failures in `ignore`' },
  slidingWindowSynchronizationStrategy: { none: 'has no effect on calls' },
};

export type Params = Values<typeof params>;

/** Manual transitions lead from any state to any, except for the three that the library rejects. */
const BY_HAND = {
  toClosed: 'closed',
  toOpen: 'open',
  toHalfOpen: 'half-open',
  toForcedOpen: 'forced-open',
  toDisabled: 'disabled',
  toMetricsOnly: 'metrics-only',
} as const;

const { toHalfOpen: _fromClosed, ...fromClosed } = BY_HAND;
const { toHalfOpen: _half, toOpen: _open, ...fromMetricsOnly } = BY_HAND;

export const machine = {
  id: 'resilience4j',
  initial: 'closed',
  states: {
    closed: { on: { ...fromClosed, thresholdExceeded: 'open' } },
    open: { on: { ...BY_HAND, waitDurationElapsed: 'half-open' } },
    'half-open': {
      on: {
        ...BY_HAND,
        thresholdExceeded: 'open',
        probesSucceeded: 'closed',
        probeTimeout: 'open',
        maxWaitElapsed: 'closed',
      },
    },
    'forced-open': { on: BY_HAND },
    disabled: { on: BY_HAND },
    'metrics-only': { on: fromMetricsOnly },
  },
} as const satisfies MachineConfig;

export type StateName = keyof typeof machine.states;

/** Manual events, by target state. */
export const byHand = (to: StateName): string =>
  Object.entries(BY_HAND).find(([, state]) => state === to)![0];

export const variant = {
  of: 'resilience4j 2.4',
  help:
    'Failure rate and slow-call rate over a sliding window of calls or seconds. Several ' +
    'probes.',
  params,
  spellings,
  machine,
  nature: ({
    slidingWindowType: type,
    slidingWindowSize: size,
    minimumNumberOfCalls: least,
    ...p
  }: Params) =>
    opens({
      minimum: type === 'COUNT_BASED' ? Math.min(least, size) : least,
      share: p.failureRateThreshold / 100,
      windowMs: type === 'COUNT_BASED' ? null : size * 1000,
      ...openTimes(p.waitDurationInOpenState as number | Growth),
      slowMs: p.slowCallDurationThreshold,
      ignores: p.ignore,
    }),
} satisfies Variant;

/** Values that the library's builder rejects, beyond the ranges above. */
export function refuse(p: Params): Refusal | null {
  for (const at of ['failureRateThreshold', 'slowCallRateThreshold'] as const)
    if (p[at] === 0) return { at, found: '0', wanted: 'more than 0 and at most 100 (%)' };
  const { maxWaitDurationInHalfOpenState: longest } = p;
  if (longest > 0 && longest < 1)
    return {
      at: 'maxWaitDurationInHalfOpenState',
      found: `${longest} ms`,
      wanted: '0, or at least 1 ms',
    };
  return null;
}
