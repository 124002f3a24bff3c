/** Parameters, help and behavior of `opossum.ts`. */
import { count, either, flag, ms, percent, reasons, type Values } from '../../model/params.ts';
import type { MachineConfig, Refusal, Variant } from '../../model/table.ts';
import { opens } from './nature.ts';
import type { Spellings } from '../../model/spelling.ts';

export const params = {
  timeout: either(
    [ms(10_000, '0: no timeout.'), flag(false, 'false: no timeout.')],
    'Maximum wait for the answer. The work continues, but its capacity slot is freed.',
  ),
  errorThresholdPercentage: percent(
    50,
    'Open when the failure percentage exceeds this. Rejected calls count in the total.',
  ),
  resetTimeout: ms(30_000, 'Stay open this long; then a timer switches to half-open.'),
  rollingCountTimeout: ms(10_000, 'Length of the rolling window.', { zero: false }),
  rollingCountBuckets: count(10, 'Number of buckets in the window. They expire one at a time.', {
    min: 1,
  }),
  volumeThreshold: count(0, 'Minimum number of calls before the failure percentage is evaluated.'),
  capacity: count(null, 'Maximum concurrent calls. 0: all calls are rejected; not set: unlimited.'),
  allowWarmUp: flag(
    false,
    'Stay closed during the first rollingCountTimeout. An edit restarts or ends this warm-up.',
  ),
  ignore: reasons([], 'Failures that count as successes (errorFilter).'),
} as const;

export type Params = Values<typeof params>;

export const machine = {
  id: 'opossum',
  initial: 'closed',
  states: {
    closed: { on: { failed: 'open' } },
    open: { on: { resetTimeoutOver: 'half-open' } },
    'half-open': { on: { succeeded: 'closed', failed: 'open' } },
  },
} as const satisfies MachineConfig;

/** Options that change no call, and a name of similar packages. */
const spellings: Spellings = {
  errorFilter: 'ignore',
  sleepWindow: 'resetTimeout',
  errorThreshold: 'errorThresholdPercentage',
  enabled: { to: 'disabled', values: { true: false, false: true } },
  name: { none: 'has no effect on calls' },
  group: { none: 'has no effect on calls' },
  rollingPercentilesEnabled: { none: 'has no effect on calls' },
  enableSnapshots: { none: 'has no effect on calls' },
  rotateBucketController: { none: 'has no effect on calls' },
  abortController: { none: 'has no counterpart: the work goes on after a timeout' },
  autoRenewAbortController: { none: 'has no counterpart: the work goes on after a timeout' },
  maxFailures: { none: 'has no counterpart since opossum 2: set `errorThresholdPercentage`' },
  cache: { none: 'is a pattern of its own: `cache`' },
  coalesce: { none: 'is `coalesce` of a pattern of its own, `cache`' },
};

export const variant = {
  of: 'opossum 9',
  help: 'Failure percentage over rolling buckets, with a built-in timeout and concurrency limit.',
  params,
  spellings,
  machine,
  nature: (p: Params) => ({
    ...opens({
      minimum: p.volumeThreshold,
      share: p.errorThresholdPercentage / 100,
      windowMs: p.rollingCountTimeout,
      openMs: p.resetTimeout,
      ignores: p.ignore,
    }),
    ...(typeof p.timeout === 'number' && { limitMs: p.timeout }),
    ...(p.capacity !== null && { concurrency: p.capacity }),
  }),
} satisfies Variant;

export const refuse = ({ timeout }: Params): Refusal | null =>
  timeout === true ? { at: 'timeout', found: 'true', wanted: 'a duration, or false' } : null;
