/** What `resilience4j.ts` says about itself: parameters, words and what it does to calls. */
import { count, ms, RATE_MAX, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { per } from './limiter.table.ts';

export const params = {
  limitForPeriod: count(50, 'Permits in each period; what is not used is not saved up.', {
    min: 1,
  }),
  limitRefreshPeriod: ms(
    0.0005,
    'The length of a period. The library’s default of 500 ns is next to no limit: set it.',
    { zero: false },
  ),
  timeoutDuration: ms(5000, 'How long a call may wait for a permit.'),
  per,
} as const;

export type Params = Values<typeof params>;

export const resilience4j: Variant = {
  of: 'resilience4j 2.3',
  help: 'A call waits for a permit of a later period, or all of timeoutDuration, and then fails.',
  params,
  nature: ({ timeoutDuration, limitForPeriod, limitRefreshPeriod }: Params) => ({
    // More permits than any load asks for: nobody waits.
    holdMs: (limitForPeriod / limitRefreshPeriod) * 1000 >= RATE_MAX ? 0 : timeoutDuration,
  }),
};
