import { choice, count, either, group, ms, msOrShare, number, reasons } from '../model/params.ts';
import type { PatternTable } from '../model/table.ts';

export const params = {
  maxAttempts: count(3, 'Tries in all; the first one counts.', { min: 1, max: 100 }),
  backoff: choice(
    ['exponential', 'none', 'constant', 'linear'],
    'exponential',
    'How the delay grows from one retry to the next.',
  ),
  base: ms(100, 'The delay before the first retry, before jitter.'),
  factor: number(2, 'By what an exponential delay grows with each retry.', { min: 1, max: 100 }),
  cap: ms(20_000, 'The longest delay, before jitter.'),
  jitter: either(
    [
      choice(
        ['full', 'none', 'equal', 'decorrelated'],
        'full',
        'full: from 0 to the delay; equal: half of it fixed; decorrelated: from the base to three times the last one.',
      ),
      group(
        { add: msOrShare('At most this much more, or this share of the delay.') },
        'Added to the delay.',
      ),
    ],
    'Randomness that keeps callers from retrying in step.',
  ),
  retryOn: reasons(
    null,
    'Which failures are tried again; left out: the transient ones, but no rejection made in this very stack.',
  ),
  budget: group(
    {
      deposit: number(0.1, 'What every call pays in.', { max: 1e6 }),
      cost: number(1, 'What a retry takes out.', { max: 1e6 }),
      capacity: number(10, 'The most that the budget holds; it starts full.', { max: 1e7 }),
      keep: number(0, 'What must be left after a retry has been paid for.', { max: 1e7 }),
    },
    'Bounds retries to a share of the calls; left out: no bound.',
    true,
  ),
} as const;

export const table: PatternTable = {
  name: 'retry',
  title: 'Retry',
  sign: 'loop',
  places: ['link'],
  help: 'Tries a failed call again after a back-off.',
  goodFor: 'Failures that are rare, brief and independent: a lost packet, one bad replica.',
  badFor:
    'Overload: every retry adds load just when there is too much of it, and nested retries multiply.',
  variants: {
    plain: {
      of: 'exponential back-off with jitter, as AWS describes it',
      help: 'The delay before retry n is min(cap, base × factor^(n−1)), then jitter.',
      params,
    },
  },
};
