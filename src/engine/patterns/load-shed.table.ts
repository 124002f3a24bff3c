/** Parameters, help and behavior of `load-shed.ts`. */
import { ms, share } from '../model/params.ts';
import type { PatternTable } from '../model/table.ts';
import { sign } from './load-shed.sign.ts';
import { retryAfter } from '../model/retry-after.table.ts';

export const params = {
  from: share(undefined, 'Thread utilization above which requests are shed.'),
  until: share(
    undefined,
    'Thread utilization at which all requests are shed. In between, the fraction grows ' +
      'linearly.',
  ),
  smoothing: ms(
    1000,
    'Averaging time of utilization. Choose it much longer than a request and shorter than ' +
      'an overload; 0: current utilization.',
  ),
  priorities: share(
    0,
    'Shift of both thresholds per priority level: up for `high` and `critical`, down for ' +
      '`low` and `background`.',
  ),
  retryAfter,
} as const;

export const table: PatternTable = {
  ...sign,
  places: ['service'],
  depth: 4,
  help: 'Rejects a growing fraction of requests as thread utilization rises.',
  goodFor: 'Answering most requests in time during an overload, rather than all of them too late.',
  badFor: 'Threads blocked on dependencies: they count as utilized, so shedding starts too early.',
  variants: {
    plain: {
      of: 'probabilistic load shedding',
      start: { from: 0.8, until: 1 },
      help: 'Rejects with probability (utilization − from)/(until − from), between 0 and 1.',
      params,
    },
  },
  refuse: (_like, { from, until }) =>
    Number(until) > Number(from)
      ? null
      : { at: 'until', found: String(until), wanted: `more than from (${String(from)})` },
};
