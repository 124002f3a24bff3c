/** Parameters, help and behavior of `admission-control.ts`. */
import { ms, number, percent, rate, type Values } from '../../model/params.ts';
import type { Refusal, Variant } from '../../model/table.ts';
import type { Spellings } from '../../model/spelling.ts';

export const params = {
  samplingWindow: ms(30_000, 'Sliding window, in whole seconds, over which calls are counted.', {
    min: 1000,
  }),
  aggression: number(
    1,
    'How steeply the rejection probability rises. 1: in proportion; higher: faster.',
    {
      min: 1,
      max: 1000,
    },
  ),
  srThreshold: percent(95, 'Rejection starts below this success rate.'),
  rpsThreshold: rate(
    0,
    'Minimum load: no call is rejected below this rate, averaged over the window.',
  ),
  maxRejectionProbability: percent(80, 'Upper bound of the rejection probability.'),
} as const;

export type Params = Values<typeof params>;

/** Keys of Envoy's filter that are no parameters. */
const spellings: Spellings = {
  enabled: { to: 'disabled', values: { true: false, false: true } },
  successCriteria: { none: 'cannot be changed: answers below status 500 are successes' },
};

export const admissionControl: Variant = {
  of: 'Envoy 1.31, admission control',
  help:
    'Rejected calls are not counted. Any answer below status 500 is a success, including ' +
    '`permanent`, `conflict` and `rate-limited` (429).',
  params,
  spellings,
};

export const refuseAdmissionControl = (p: Record<string, unknown>): Refusal | null =>
  p['srThreshold'] === 0
    ? { at: 'srThreshold', found: '0', wanted: 'more than 0 and at most 100 (%)' }
    : null;
