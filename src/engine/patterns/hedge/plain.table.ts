/** Parameters, help and behavior of `plain.ts`. */
import { REASONS } from '../../model/outcome.ts';
import { choice, count, ms, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { cancels, hedges } from './hedge.table.ts';
import type { Spellings } from '../../model/spelling.ts';

const params = {
  after: ms(undefined, 'Send the next attempt if there is no answer after this delay.'),
  maxHedges: count(1, 'Maximum extra attempts, after the first.', { min: 1, max: 10 }),
  cancel: choice(
    cancels,
    'none',
    'What happens to the other attempts once one wins. none: they continue; interrupt: they ' +
      'stop at the callee; reset: only the caller’s resources are freed.',
  ),
} as const;

/** Names that libraries have. */
const spellings: Spellings = {
  hedgingDelay: 'after',
  maxHedgedAttempts: 'maxHedges',
  maxAttempts: { to: 'maxHedges', plus: -1 },
  initialRequests: { none: 'has no counterpart: the first attempt is one' },
  hedgeOnPerTryTimeout: { none: 'is said by `after`' },
};

export const plain: Variant = {
  of: 'a hedged request, as in The Tail at Scale',
  help:
    'A failed attempt triggers the next one at once. If all fail, the first attempt’s ' +
    'failure is the outcome.',
  params,
  spellings,
  nature: ({ after, maxHedges }: Params) => hedges(maxHedges + 1, after * maxHedges, REASONS),
};

export type Params = Values<typeof params>;
