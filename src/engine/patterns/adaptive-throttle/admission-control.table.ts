/** What `admission-control.ts` says about itself: parameters, words and what it does to calls. */
import { ms, number, percent, rate, type Values } from '../../model/params.ts';
import type { Refusal, Variant } from '../../model/table.ts';

export const params = {
  samplingWindow: ms(30_000, 'Over how many whole seconds calls are counted.', { min: 1000 }),
  aggression: number(1, 'How steeply rejection sets in; 1 in proportion, more at once.', {
    min: 1,
    max: 1000,
  }),
  srThreshold: percent(95, 'The success rate below which calls are turned away.'),
  rpsThreshold: rate(
    0,
    'Below so many calls per second, averaged over the window, none is turned away.',
  ),
  maxRejectionProbability: percent(80, 'The largest share of calls that is turned away.'),
} as const;

export type Params = Values<typeof params>;

export const admissionControl: Variant = {
  of: 'Envoy 1.31, admission control',
  help:
    'Calls turned away are not counted. A success is any answer below status 500: also ' +
    '`permanent`, `conflict` and `rate-limited` (429).',
  params,
};

export const refuseAdmissionControl = (p: Record<string, unknown>): Refusal | null =>
  p['srThreshold'] === 0
    ? { at: 'srThreshold', found: '0', wanted: 'more than 0 and at most 100 (%)' }
    : null;
