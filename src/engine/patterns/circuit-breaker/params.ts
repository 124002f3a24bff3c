/** Parameters, defaults and states of the resilience4j circuit breaker. */
import {
  choice,
  count,
  either,
  flag,
  group,
  ms,
  number,
  percent,
  reasons,
  type Values,
} from '../../model/params.ts';

export const params = {
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
    'Open again when the probes have not decided by then; 0: wait for them for ever.',
  ),
  waitDurationInOpenState: either(
    [
      ms(60_000, 'Stay open this long before probing.', { zero: false }),
      group(
        {
          initial: ms(undefined, 'The first open time.', { zero: false }),
          multiplier: number(1.5, 'By what it grows each time the probes fail.', {
            min: 1,
            max: 1e6,
          }),
          max: ms(null, 'The longest open time.', { zero: false }),
        },
        'Stay open longer each time the probes fail.',
      ),
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
  ignore: reasons([], 'Failures that count as neither failure nor success.'),
} as const;

export type Params = Values<typeof params>;

export const STATES = [
  'closed',
  'open',
  'half-open',
  'forced-open',
  'disabled',
  'metrics-only',
] as const;
