/** Parameters of Envoy's adaptive concurrency, in the groups of its configuration. */
import { count, group, ms, percent, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';

const limits = {
  maxConcurrencyLimit: count(1000, 'The largest limit.', { min: 1 }),
  concurrencyUpdateInterval: ms(undefined, 'How often the limit is worked out anew.', { min: 1 }),
} as const;

const minRtt = {
  interval: ms(undefined, 'How often the minimal round trip is measured.', { min: 1 }),
  requestCount: count(50, 'Calls that a measurement takes.', { min: 1 }),
  jitter: percent(15, 'By how much of the interval a measurement may be later, at random.'),
  minConcurrency: count(3, 'The limit while it measures, and the smallest otherwise.', { min: 1 }),
  buffer: percent(25, 'How much slower than the minimal round trip is no sign of load.'),
} as const;

const params = {
  sampleAggregatePercentile: percent(50, 'The percentile of round trips that is compared.'),
  concurrencyLimitParams: group(limits, 'How the limit moves.'),
  minRttCalcParams: group(minRtt, 'How the minimal round trip is measured.'),
} as const;

export type Params = Omit<Values<typeof params>, `${string}Params`> & {
  concurrencyLimitParams: Values<typeof limits>;
  minRttCalcParams: Values<typeof minRtt>;
};

export const envoyGradient: Variant = {
  of: 'Envoy (commit c35f67fb), adaptive concurrency: the gradient controller',
  help:
    'Compares a percentile of round trips with one measured at a very small limit, and leaves ' +
    'room for a burst of the root of the limit.',
  params,
};
