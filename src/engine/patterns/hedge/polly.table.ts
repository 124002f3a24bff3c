/** What `polly.ts` says about itself: parameters, words and what it does to calls. */
import { REASONS } from '../../model/outcome.ts';
import { count, ms, reasons, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { cancelled, hedges } from './hedge.table.ts';

const params = {
  maxHedgedAttempts: count(1, 'Attempts in addition to the first.', { min: 1, max: 10 }),
  delay: ms(
    2000,
    'Send the next attempt when there is no answer after this long; 0: all at once; −1: only ' +
      'after a failure that is handled.',
    { min: -1 },
  ),
  shouldHandle: reasons(
    REASONS.filter((reason) => reason !== 'cancelled'),
    'Failures after which the call goes on; any other is its outcome at once.',
  ),
  cancel: cancelled('they take no notice, and the caller waits for all of them.'),
} as const;

export const polly: Variant = {
  of: 'Polly 8.7',
  help:
    'A handled failure brings the next attempt forward; when all have failed, the first one’s ' +
    'outcome is passed on. The losers are cancelled and waited for, which takes no time as ' +
    'long as they obey.',
  params,
  nature: ({ delay, maxHedgedAttempts: more, shouldHandle }: Params) =>
    hedges(more + 1, Math.max(0, delay) * more, shouldHandle, delay >= 0),
};

export type Params = Values<typeof params>;
