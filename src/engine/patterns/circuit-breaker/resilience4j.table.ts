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
import type { MachineConfig, Refusal, Variant } from '../../model/table.ts';
import { type Growth, openTimes } from './open-time.ts';
import { growth } from './open-time.table.ts';
import { opens } from './nature.ts';

const params = {
  slidingWindowType: choice(
    ['COUNT_BASED', 'TIME_BASED'],
    'COUNT_BASED',
    'Judge the last so many calls, or the calls of the last so many seconds.',
  ),
  slidingWindowSize: count(100, 'Calls, or whole seconds when the window is TIME_BASED.', {
    min: 1,
  }),
  minimumNumberOfCalls: count(100, 'Fewer recorded calls than this are not judged.', { min: 1 }),
  failureRateThreshold: percent(50, 'Open at this share of failed calls.'),
  slowCallRateThreshold: percent(100, 'Open at this share of slow calls.'),
  slowCallDurationThreshold: ms(60_000, 'A call that takes longer than this is slow.', {
    zero: false,
  }),
  permittedNumberOfCallsInHalfOpenState: count(10, 'Probes let through when half-open.', {
    min: 1,
  }),
  maxWaitDurationInHalfOpenState: ms(
    0,
    'How long the probes may take to decide; 0: wait for them for ever.',
  ),
  transitionToStateAfterWaitDuration: choice(
    ['OPEN', 'CLOSED'],
    'OPEN',
    'Where it goes when the probes have not decided by then.',
  ),
  waitDurationInOpenState: either(
    [
      ms(60_000, 'Stay open this long before probing.', { min: 1 }),
      growth('Stay open longer each time the probes fail.'),
    ],
    'How long the circuit stays open before it lets probes through.',
  ),
  automaticTransitionFromOpenToHalfOpenEnabled: flag(
    false,
    'Become half-open by a timer; otherwise the first call after the open time does it.',
  ),
  initialState: choice(
    ['CLOSED', 'OPEN', 'HALF_OPEN', 'FORCED_OPEN', 'DISABLED', 'METRICS_ONLY'],
    'CLOSED',
    'The state it begins in; an edit of it is a transition by hand.',
  ),
  recordExceptions: reasons(
    null,
    'Failures that count as such, the others count as successes; left out: all of them.',
  ),
  ignore: reasons([], 'Failures that count as neither failure nor success.'),
} as const;

export type Params = Values<typeof params>;

/** Transitions by hand lead from any state to any, but for the three that the library refuses. */
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
    open: { on: { ...BY_HAND, waitOver: 'half-open' } },
    'half-open': {
      on: {
        ...BY_HAND,
        thresholdExceeded: 'open',
        probesSucceeded: 'closed',
        probesTooLate: 'open',
        probesNotAwaited: 'closed',
      },
    },
    'forced-open': { on: BY_HAND },
    disabled: { on: BY_HAND },
    'metrics-only': { on: fromMetricsOnly },
  },
} as const satisfies MachineConfig;

export type StateName = keyof typeof machine.states;

/** Events that a user causes, by the state they lead to. */
export const byHand = (to: StateName): string =>
  Object.entries(BY_HAND).find(([, state]) => state === to)![0];

export const variant = {
  of: 'resilience4j 2.4',
  help: 'A sliding window of calls or seconds, failure and slow-call rates, several probes.',
  params,
  machine,
  nature: ({
    slidingWindowType: type,
    slidingWindowSize: size,
    minimumNumberOfCalls: least,
    ...p
  }: Params) =>
    opens({
      minimum: type === 'COUNT_BASED' ? Math.min(least, size) : least,
      windowMs: type === 'COUNT_BASED' ? null : size * 1000,
      ...openTimes(p.waitDurationInOpenState as number | Growth),
      slowMs: p.slowCallDurationThreshold,
      ignores: p.ignore,
    }),
} satisfies Variant;

/** What the library's builder throws at, beyond the ranges above. */
export function refuse(p: Params): Refusal | null {
  for (const at of ['failureRateThreshold', 'slowCallRateThreshold'] as const)
    if (p[at] === 0) return { at, found: '0', wanted: 'more than 0 and at most 100 (%)' };
  const { maxWaitDurationInHalfOpenState: longest } = p;
  if (longest > 0 && longest < 1)
    return {
      at: 'maxWaitDurationInHalfOpenState',
      found: `${longest} ms`,
      wanted: '0, or 1 ms and more',
    };
  return null;
}
