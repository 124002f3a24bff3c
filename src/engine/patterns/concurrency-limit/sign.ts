/** What is drawn of a concurrency limit; its table has the rest. */
import type { PatternSign } from '../../model/table.ts';
import type { Params } from './envoy.table.ts';

export const sign: PatternSign = {
  name: 'concurrencyLimit',
  title: 'Concurrency limit',
  sign: 'slots',
  // Where it begins; how it moves is told by the gauge of the same name.
  limits: ({ initialLimit, minRttCalcParams }) => ({
    limit: Number(initialLimit ?? (minRttCalcParams as Params['minRttCalcParams']).minConcurrency),
  }),
  refuses: () => ['shed'],
};
