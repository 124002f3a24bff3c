/** Parameters, help and behavior of `resilience4j.ts`. */
import { count, ms, RATE_MAX, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { per } from './limiter.table.ts';
import { ofSpring } from '../../model/spring.ts';
import type { Spellings } from '../../model/spelling.ts';

export const params = {
  limitForPeriod: count(50, 'Permits per period. Unused permits do not carry over.', {
    min: 1,
  }),
  limitRefreshPeriod: ms(
    0.0005,
    'Length of a period. Set it: the library’s default of 500 ns is practically no limit.',
    { zero: false },
  ),
  timeoutDuration: ms(5000, 'Maximum wait for a permit.'),
  per,
} as const;

export type Params = Values<typeof params>;

/** Keys of Spring's `application.yml`, of this version and of earlier ones. */
const spellings: Spellings = {
  ...ofSpring,
  timeout: 'timeoutDuration',
  limitRefreshPeriodInNanos: { to: 'limitRefreshPeriod', read: (ns) => Number(ns) / 1e6 },
  drainPermissionsOnResult: { none: 'has no counterpart: permits are not drained' },
};

export const resilience4j: Variant = {
  of: 'resilience4j 2.3',
  help:
    'A call without a permit reserves one of a later period. If none comes up in time, the ' +
    'call waits the whole timeoutDuration and fails.',
  params,
  spellings,
  nature: ({ timeoutDuration, limitForPeriod, limitRefreshPeriod }: Params) => ({
    // More permits than any load needs: no call waits.
    holdMs: (limitForPeriod / limitRefreshPeriod) * 1000 >= RATE_MAX ? 0 : timeoutDuration,
  }),
};
