/** What `polly.ts` says about itself: parameters, words and what it does to calls. */
import { count, ms, reasons, share, type Values } from '../../model/params.ts';
import type { MachineConfig, Variant } from '../../model/table.ts';
import { type Growth, openTimes } from './open-time.ts';
import { growth } from './open-time.table.ts';
import { opens } from './nature.ts';

const HALF_SECOND = 500;
const DAY = 86_400_000;

export const params = {
  failureRatio: share(0.1, 'Open at this share of failed calls.'),
  samplingDuration: ms(30_000, 'How far back calls are judged.', { min: HALF_SECOND, max: DAY }),
  minimumThroughput: count(100, 'Fewer calls in that time than this are not judged.', { min: 2 }),
  breakDuration: ms(5000, 'Stay open this long before probing.', {
    min: HALF_SECOND,
    max: DAY,
  }),
  breakDurationGenerator: growth(
    'Stay open longer each time the probe fails (by HalfOpenAttempts), in place of breakDuration.',
    true,
  ),
  ignore: reasons(
    ['cancelled'],
    'Failures that count as successes (ShouldHandle refuses them): cancelled calls, unless said ' +
      'otherwise.',
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

export const variant = {
  of: 'Polly 8.7',
  help: 'The share of failures in a sampling duration that begins with traffic; one probe.',
  params,
  machine,
  nature: ({ minimumThroughput, samplingDuration, ignore, ...p }: Params) =>
    opens({
      minimum: minimumThroughput,
      windowMs: samplingDuration,
      ...openTimes((p.breakDurationGenerator as Growth | null) ?? p.breakDuration),
      ignores: ignore,
    }),
} satisfies Variant;
