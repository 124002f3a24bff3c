/** What `hystrix.ts` says about itself: parameters, words and what it does to calls. */
import { count, ms, percent, reasons, type Values } from '../../model/params.ts';
import type { MachineConfig, Variant } from '../../model/table.ts';
import { opens } from './nature.ts';

export const params = {
  requestVolumeThreshold: count(20, 'Fewer requests in the window than this are not judged.'),
  errorThresholdPercentage: percent(
    50,
    'Open at this share of failed requests, of which whole percents count.',
  ),
  sleepWindowInMilliseconds: ms(5000, 'Stay open this long before probing.'),
  rollingStatsTimeInMilliseconds: ms(10_000, 'How far back requests are judged.', { zero: false }),
  healthSnapshotIntervalInMilliseconds: ms(500, 'Judge them this often.', { min: 1 }),
  ignore: reasons(
    ['cancelled'],
    'Failures that are not counted (HystrixBadRequestException), but open it again when half-open.',
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

export const variant = {
  of: 'Hystrix 1.5.18',
  help: 'Whole percents of failed requests, judged every half second; one probe.',
  params,
  machine,
  nature: (p: Params) =>
    opens({
      minimum: p.requestVolumeThreshold,
      windowMs: p.rollingStatsTimeInMilliseconds,
      openMs: p.sleepWindowInMilliseconds,
      ignores: p.ignore,
    }),
} satisfies Variant;
