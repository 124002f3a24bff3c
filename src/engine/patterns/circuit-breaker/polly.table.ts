/** Parameters, help and behavior of `polly.ts`. */
import { count, ms, reasons, share, type Values } from '../../model/params.ts';
import type { MachineConfig, Variant } from '../../model/table.ts';
import { type Growth, openTimes } from './open-time.ts';
import { growth } from './open-time.table.ts';
import { opens } from './nature.ts';
import type { Spellings } from '../../model/spelling.ts';

const HALF_SECOND = 500;
const DAY = 86_400_000;

export const params = {
  failureRatio: share(0.1, 'Open at this failure ratio.'),
  samplingDuration: ms(30_000, 'Length of the sampling window.', { min: HALF_SECOND, max: DAY }),
  minimumThroughput: count(
    100,
    'Minimum number of calls in the window before the failure ratio is evaluated.',
    { min: 2 },
  ),
  breakDuration: ms(5000, 'Stay open this long before probing.', {
    min: HALF_SECOND,
    max: DAY,
  }),
  breakDurationGenerator: growth(
    'Lengthen the open time after each failed probe (by HalfOpenAttempts). Replaces ' +
      'breakDuration.',
    true,
  ),
  ignore: reasons(
    ['cancelled'],
    'Failures that count as successes (ShouldHandle returns false). Default: cancelled calls.',
  ),
} as const;

export type Params = Values<typeof params>;

export const machine = {
  id: 'polly',
  initial: 'closed',
  states: {
    closed: { on: { ratioReached: 'open' } },
    open: { on: { breakOver: 'half-open' } },
    'half-open': { on: { succeeded: 'closed', failed: 'open' } },
  },
} as const satisfies MachineConfig;

/** Keys of Polly 7, and keys that are code. */
const spellings: Spellings = {
  failureThreshold: 'failureRatio',
  durationOfBreak: 'breakDuration',
  manualControl: { none: 'has no counterpart: a circuit is not opened by hand' },
  stateProvider: { none: 'has no effect on calls' },
  shouldHandle: {
    none: 'lists what counts as a failure; `ignore` lists what does not, such as `[permanent]`',
  },
  onOpened: { none: 'has no effect on calls' },
  onClosed: { none: 'has no effect on calls' },
  onHalfOpened: { none: 'has no effect on calls' },
  name: { none: 'has no effect on calls' },
};

export const variant = {
  of: 'Polly 8.7',
  help: 'Failure ratio over a sampling window that starts with traffic. One probe.',
  params,
  spellings,
  machine,
  nature: ({ minimumThroughput, samplingDuration, ignore, ...p }: Params) =>
    opens({
      minimum: minimumThroughput,
      share: p.failureRatio,
      windowMs: samplingDuration,
      ...openTimes((p.breakDurationGenerator as Growth | null) ?? p.breakDuration),
      ignores: ignore,
    }),
} satisfies Variant;
