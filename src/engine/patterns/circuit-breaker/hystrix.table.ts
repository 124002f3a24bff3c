/** Parameters, help and behavior of `hystrix.ts`. */
import { count, ms, percent, reasons, type Values } from '../../model/params.ts';
import type { MachineConfig, Variant } from '../../model/table.ts';
import { opens } from './nature.ts';
import type { Spellings } from '../../model/spelling.ts';

export const params = {
  requestVolumeThreshold: count(
    20,
    'Minimum number of requests in the window before the error percentage is evaluated.',
  ),
  errorThresholdPercentage: percent(
    50,
    'Open at this error percentage, truncated to whole percent.',
  ),
  sleepWindowInMilliseconds: ms(5000, 'Stay open this long before probing.'),
  rollingStatsTimeInMilliseconds: ms(10_000, 'Length of the sliding window.', { zero: false }),
  healthSnapshotIntervalInMilliseconds: ms(500, 'How often the error percentage is evaluated.', {
    min: 1,
  }),
  ignore: reasons(
    ['cancelled'],
    'Failures that are not counted (HystrixBadRequestException). In half-open, such a ' +
      'failure reopens the circuit.',
  ),
} as const;

export type Params = Values<typeof params>;

export const machine = {
  id: 'hystrix',
  initial: 'closed',
  states: {
    closed: { on: { thresholdReached: 'open' } },
    open: { on: { sleepWindowOver: 'half-open' } },
    'half-open': { on: { succeeded: 'closed', failed: 'open' } },
  },
} as const satisfies MachineConfig;

/** Names of properties, of Javanica and Spring Cloud. */
const spellings: Spellings = {
  'circuitBreaker.enabled': { to: 'disabled', values: { true: false, false: true } },
  'metrics.rollingStats.timeInMilliseconds': 'rollingStatsTimeInMilliseconds',
  'metrics.healthSnapshot.intervalInMilliseconds': 'healthSnapshotIntervalInMilliseconds',
  'execution.isolation.thread.timeoutInMilliseconds': {
    where: 'is a pattern of its own below the circuit breaker',
    entries: [{ pattern: 'timeout', from: { '': 'after' } }],
  },
  timeoutInMilliseconds: {
    where: 'is a pattern of its own below the circuit breaker',
    entries: [{ pattern: 'timeout', from: { '': 'after' } }],
  },
  'execution.isolation.semaphore.maxConcurrentRequests': {
    where: 'is a pattern of its own below the circuit breaker',
    entries: [{ pattern: 'bulkhead', from: { '': 'maxConcurrentCalls' } }],
  },
  maxConcurrentRequests: {
    where: 'is a pattern of its own below the circuit breaker',
    entries: [{ pattern: 'bulkhead', from: { '': 'maxConcurrentCalls' } }],
  },
  coreSize: {
    where: 'is a pattern of its own below the circuit breaker',
    entries: [{ pattern: 'bulkhead', from: { '': 'maxConcurrentCalls' } }],
  },
  sleepWindow: 'sleepWindowInMilliseconds',
  forceOpen: { none: 'has no counterpart: a circuit is not opened by hand' },
  forceClosed: { to: 'disabled' },
  'execution.isolation.strategy': { none: 'is said by the kind of bulkhead' },
  'metrics.rollingStats.numBuckets': { none: 'cannot be changed: buckets are a tenth each' },
  'execution.timeout.enabled': { none: 'is said by a timeout in the stack, or none' },
  'fallback.enabled': { none: 'is said by `fallback` on the call' },
  'requestCache.enabled': { none: 'has no counterpart' },
};

export const variant = {
  of: 'Hystrix 1.5.18',
  help: 'Error percentage in whole percent, evaluated every 500 ms. One probe.',
  params,
  spellings,
  machine,
  nature: (p: Params) =>
    opens({
      minimum: p.requestVolumeThreshold,
      share: p.errorThresholdPercentage / 100,
      windowMs: p.rollingStatsTimeInMilliseconds,
      openMs: p.sleepWindowInMilliseconds,
      ignores: p.ignore,
    }),
} satisfies Variant;
