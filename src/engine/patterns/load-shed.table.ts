/** What `load-shed.ts` says about itself: parameters, words and what it does to calls. */
import { ms, share } from '../model/params.ts';
import type { PatternTable } from '../model/table.ts';
import { sign } from './load-shed.sign.ts';

export const params = {
  from: share(undefined, 'Utilisation of threads from which requests are refused.'),
  until: share(undefined, 'Utilisation at which all are refused; in between, in proportion.'),
  smoothing: ms(
    1000,
    'Over how long utilisation is averaged: much longer than a request, so that a burst that the ' +
      'threads can take is let in, and shorter than an overload. 0: as it is at this instant.',
  ),
  priorities: share(
    0,
    'By how much each level of importance moves both limits: up for requests that are `high` or ' +
      '`critical`, down for those that are `low` or `background`.',
  ),
} as const;

export const table: PatternTable = {
  ...sign,
  places: ['service'],
  help: 'Refuses a share of requests at the door, the more the fuller the threads are.',
  goodFor: 'Answering most requests in time in an overload, rather than all of them too late.',
  badFor: 'Threads that wait for others: they are in hand without being busy, and it sheds early.',
  variants: {
    plain: {
      of: 'probabilistic load shedding',
      help: 'Refuses with probability (utilisation − from)/(until − from), between 0 and 1.',
      params,
    },
  },
  refuse: (_like, { from, until }) =>
    Number(until) > Number(from)
      ? null
      : { at: 'until', found: String(until), wanted: `more than from (${String(from)})` },
};
