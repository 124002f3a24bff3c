/** Parameters of Envoy's adaptive concurrency, grouped as in its configuration. */
import { count, group, ms, percent, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import type { Spellings } from '../../model/spelling.ts';

const limits = {
  maxConcurrencyLimit: count(1000, 'Upper bound of the limit.', { min: 1 }),
  concurrencyUpdateInterval: ms(undefined, 'How often the limit is recalculated.', { min: 1 }),
} as const;

const minRtt = {
  interval: ms(undefined, 'How often the minimum RTT is measured.', { min: 1 }),
  requestCount: count(50, 'Number of calls per minimum-RTT measurement.', { min: 1 }),
  jitter: percent(15, 'Random delay of each measurement, at most this fraction of the interval.'),
  minConcurrency: count(3, 'Limit during a measurement, and lower bound otherwise.', { min: 1 }),
  buffer: percent(25, 'Tolerated increase over the minimum RTT before the limit shrinks.'),
} as const;

const params = {
  sampleAggregatePercentile: percent(50, 'RTT percentile that is compared.'),
  concurrencyLimitParams: group(limits, 'How the limit is calculated.'),
  minRttCalcParams: group(minRtt, 'How the minimum RTT is measured.'),
} as const;

export type Params = Omit<Values<typeof params>, `${string}Params`> & {
  concurrencyLimitParams: Values<typeof limits>;
  minRttCalcParams: Values<typeof minRtt>;
};

/** Keys of Envoy's filter around the parameters. */
const spellings: Spellings = {
  gradientControllerConfig: { inside: {} },
  enabled: { to: 'disabled', values: { true: false, false: true } },
  concurrencyLimitExceededStatus: { none: 'cannot be changed: a call over the limit is shed' },
  maxConcurrencyLimit: 'concurrencyLimitParams.maxConcurrencyLimit',
  concurrencyUpdateInterval: 'concurrencyLimitParams.concurrencyUpdateInterval',
  interval: 'minRttCalcParams.interval',
  requestCount: 'minRttCalcParams.requestCount',
  jitter: 'minRttCalcParams.jitter',
  buffer: 'minRttCalcParams.buffer',
  minConcurrency: 'minRttCalcParams.minConcurrency',
};

export const envoyGradient: Variant = {
  of: 'Envoy (commit c35f67fb), adaptive concurrency: the gradient controller',
  help:
    'Compares an RTT percentile with the minimum RTT, measured at a very low limit. Adds ' +
    'headroom for bursts: the square root of the limit.',
  params,
  spellings,
};
