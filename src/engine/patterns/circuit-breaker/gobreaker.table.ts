/** Parameters, help and behavior of `gobreaker.ts`. */
import { count, either, group, ms, reasons, share, type Values } from '../../model/params.ts';
import type { MachineConfig, Variant } from '../../model/table.ts';
import { opens } from './nature.ts';
import type { Spellings } from '../../model/spelling.ts';

export const params = {
  maxRequests: count(
    1,
    'Probes allowed in half-open, and consecutive successes that close the circuit. 0: 1.',
  ),
  interval: ms(
    0,
    'How often the counts are cleared while closed. 0: never; keep it longer than any ' +
      'timeout, because a call that crosses an interval boundary is not counted.',
  ),
  bucketPeriod: ms(0, 'Bucket length of a rolling interval. 0: all counts are cleared at once.'),
  timeout: ms(60_000, 'Stay open this long before probing. 0: 60 s.'),
  readyToTrip: either(
    [
      group(
        {
          consecutiveFailuresAbove: count(5, 'Open when consecutive failures exceed this number.'),
        },
        'Count consecutive failures.',
      ),
      group(
        {
          requests: count(
            undefined,
            'Minimum number of requests before the failure ratio is evaluated.',
            { begin: 3 },
          ),
          failureRatio: share(undefined, 'Open at this failure ratio.', { begin: 0.6 }),
        },
        'Evaluate the failure ratio of the counted requests.',
      ),
    ],
    'Condition that opens the circuit, evaluated after each failure while closed.',
  ),
  ignore: reasons([], 'Failures that count neither as failure nor as success (IsExcluded).'),
} as const;

type Trip = { consecutiveFailuresAbove: number } | { requests: number; failureRatio: number };
export type Params = Omit<Values<typeof params>, 'readyToTrip'> & { readyToTrip: Trip };

export const machine = {
  id: 'gobreaker',
  initial: 'closed',
  states: {
    closed: { on: { readyToTrip: 'open' } },
    open: { on: { timeoutOver: 'half-open' } },
    'half-open': { on: { probesSucceeded: 'closed', probeFailed: 'open' } },
  },
} as const satisfies MachineConfig;

/** Fields of `Settings` that are code, and those of `Counts` that `ReadyToTrip` looks at. */
const spellings: Spellings = {
  consecutiveFailures: {
    to: 'readyToTrip',
    read: (failures) => ({ consecutiveFailuresAbove: Number(failures) - 1 }),
  },
  consecutiveFailuresAbove: 'readyToTrip.consecutiveFailuresAbove',
  failureRatio: {
    to: 'readyToTrip',
    read: (ratio, of) => ({ requests: of('requests') ?? 3, failureRatio: ratio }),
  },
  requests: {
    to: 'readyToTrip',
    read: (requests, of) => ({ requests, failureRatio: of('failureRatio') ?? 0.6 }),
  },
  isExcluded: 'ignore',
  isSuccessful: { none: 'is code: list what does not count in `ignore`' },
  onStateChange: { none: 'has no effect on calls' },
  name: { none: 'has no effect on calls' },
};

export const variant = {
  of: 'sony/gobreaker 2.4',
  help:
    'Consecutive failures, or the failure ratio since the interval began. Results of earlier ' +
    'intervals are ignored.',
  params,
  spellings,
  machine,
  nature: ({ readyToTrip: trip, interval, timeout, ignore: ignores }: Params) => {
    const minimum = 'requests' in trip ? trip.requests : trip.consecutiveFailuresAbove + 1;
    const [windowMs, openMs] = [interval === 0 ? null : interval, timeout || TIMEOUT_MS];
    return opens({ minimum, windowMs, openMs, ignores });
  },
} satisfies Variant;

export const TIMEOUT_MS = 60_000;
