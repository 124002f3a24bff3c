/** What `gobreaker.ts` says about itself: parameters, words and what it does to calls. */
import { count, either, group, ms, reasons, share, type Values } from '../../model/params.ts';
import type { MachineConfig, Variant } from '../../model/table.ts';
import { opens } from './nature.ts';

export const params = {
  maxRequests: count(
    1,
    'Probes let through when half-open, and successes in a row that close it; 0 means 1.',
  ),
  interval: ms(
    0,
    'Clear the counts of the closed state this often; 0: never. A call that ends in another ' +
      'interval than it began in does not count, so it is to be longer than any timeout.',
  ),
  bucketPeriod: ms(
    0,
    'Let the interval roll in buckets of this length instead of clearing it at once; 0: no.',
  ),
  timeout: ms(60_000, 'Stay open this long before probing; 0 means 60 s.'),
  readyToTrip: either(
    [
      group(
        { consecutiveFailuresAbove: count(5, 'Open at more failures in a row than this.') },
        'Count failures in a row.',
      ),
      group(
        {
          requests: count(undefined, 'Fewer requests than this are not judged.', { begin: 3 }),
          failureRatio: share(undefined, 'Open when this share of them failed.', { begin: 0.6 }),
        },
        'Judge the share of failures among the requests counted.',
      ),
    ],
    'When a failure opens the circuit; asked after each failure while it is closed.',
  ),
  ignore: reasons([], 'Failures that count as neither failure nor success (IsExcluded).'),
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

export const variant = {
  of: 'sony/gobreaker 2.4',
  help: 'Failures in a row or their share since the interval began; late results have no vote.',
  params,
  machine,
  nature: ({ readyToTrip: trip, interval, timeout, ignore: ignores }: Params) => {
    const minimum = 'requests' in trip ? trip.requests : trip.consecutiveFailuresAbove + 1;
    const [windowMs, openMs] = [interval === 0 ? null : interval, timeout || TIMEOUT_MS];
    return opens({ minimum, windowMs, openMs, ignores });
  },
} satisfies Variant;

export const TIMEOUT_MS = 60_000;
