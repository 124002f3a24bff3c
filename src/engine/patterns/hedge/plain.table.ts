/** What `plain.ts` says about itself: parameters, words and what it does to calls. */
import { REASONS } from '../../model/outcome.ts';
import { choice, count, ms, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { cancels, hedges } from './hedge.table.ts';

const params = {
  after: ms(undefined, 'Send the next attempt when there is no answer after this long.'),
  maxHedges: count(1, 'Attempts in addition to the first.', { min: 1, max: 10 }),
  cancel: choice(
    cancels,
    'none',
    'What becomes of the losers’ work: it goes on, it is stopped, or only what the caller ' +
      'holds is freed.',
  ),
} as const;

export const plain: Variant = {
  of: 'a hedged request, as in The Tail at Scale',
  help:
    'A failed attempt brings the next one forward; when all have failed, the first one’s ' +
    'outcome is passed on.',
  params,
  nature: ({ after, maxHedges }: Params) => hedges(maxHedges + 1, after * maxHedges, REASONS),
};

export type Params = Values<typeof params>;
