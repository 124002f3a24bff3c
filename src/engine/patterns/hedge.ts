import { choice, count, ms } from '../model/params.ts';
import type { PatternTable } from '../model/table.ts';

export const params = {
  after: ms(undefined, 'Send the next attempt when there is no answer after this long.'),
  maxHedges: count(1, 'Attempts in addition to the first.', { min: 1, max: 10 }),
  cancel: choice(
    ['none', 'interrupt', 'reset'],
    'none',
    'What becomes of the losers’ work: it goes on, it is stopped, or only what the caller holds is freed.',
  ),
} as const;

export const table: PatternTable = {
  name: 'hedge',
  title: 'Hedge',
  sign: 'fork',
  places: ['link'],
  help: 'Sends the same call again when the answer is late, and takes the first that comes.',
  goodFor: 'A long tail of latency with a cause that a second replica does not share.',
  badFor: 'Overload: late answers are the rule then, and every hedge adds to the load.',
  variants: {
    plain: {
      of: 'a hedged request, as in The Tail at Scale',
      help: 'A failed attempt brings the next one forward; when all have failed, the first one’s outcome is passed on.',
      params,
    },
  },
};
