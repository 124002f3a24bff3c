/** Parameters, help and behavior of `polly.ts`. */
import { REASONS } from '../../model/outcome.ts';
import { count, ms, reasons, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { cancelled, hedges } from './hedge.table.ts';
import type { Spellings } from '../../model/spelling.ts';

const params = {
  maxHedgedAttempts: count(1, 'Maximum extra attempts, after the first.', { min: 1, max: 10 }),
  delay: ms(
    2000,
    'Send the next attempt if there is no answer after this delay. 0: all at once; −1: only ' +
      'after a handled failure.',
    { min: -1 },
  ),
  shouldHandle: reasons(
    REASONS.filter((reason) => reason !== 'cancelled'),
    'Failures that trigger the next attempt. Any other failure is the outcome at once.',
  ),
  cancel: cancelled('ignore the cancellation, and the caller waits for all of them.'),
} as const;

/** Keys that are code, or no parameters. */
const spellings: Spellings = {
  maxHedgedRequests: 'maxHedgedAttempts',
  hedgingDelay: 'delay',
  delayGenerator: { none: 'is code: set `delay`' },
  actionGenerator: { none: 'is code: a hedge calls the same service' },
  onHedging: { none: 'has no effect on calls' },
  name: { none: 'has no effect on calls' },
};

export const polly: Variant = {
  of: 'Polly 8.7',
  help:
    'A handled failure triggers the next attempt. If all fail, the first attempt’s ' +
    'failure is the outcome; the caller waits until the cancelled attempts have stopped.',
  params,
  spellings,
  nature: ({ delay, maxHedgedAttempts: more, shouldHandle }: Params) =>
    hedges(more + 1, Math.max(0, delay) * more, shouldHandle, delay >= 0),
};

export type Params = Values<typeof params>;
