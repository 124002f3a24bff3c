/** What `plain.ts` says about itself: parameters, words and what it does to calls. */
import { TRANSIENT } from '../../model/outcome.ts';
import {
  choice,
  count,
  either,
  group,
  ms,
  msOrShare,
  number,
  reasons,
  type Values,
} from '../../model/params.ts';
import type { Kind } from './retry.table.ts';
import { growing, retries } from './nature.ts';

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
        'full: from 0 to the delay; equal: half of it fixed; decorrelated: from the base to ' +
          'three times the last one.',
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
    'Which failures are tried again; left out: the transient ones, but no rejection made in ' +
      'this very stack.',
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

export const plain: Kind = {
  variant: {
    of: 'exponential back-off with jitter, as AWS describes it',
    help: 'The delay before retry n is min(cap, base × factor^(n−1)), then jitter.',
    params,
    nature: ({ maxAttempts, retryOn, budget, jitter, ...p }: Params) => {
      const grown = growing(p.base, p.backoff === 'exponential' ? p.factor : 1, p.cap);
      const decorrelated = growing(3 * p.base, 3, p.cap);
      const delay = (n: number): number => {
        if (p.backoff === 'none') return 0;
        if (jitter === 'decorrelated') return decorrelated(n);
        const plain = p.backoff === 'linear' ? Math.min(p.cap, p.base * n) : grown(n);
        if (typeof jitter === 'string' || jitter === null) return plain;
        const { add } = jitter;
        return plain + (typeof add === 'number' ? add : plain * add.share);
      };
      return retries(maxAttempts, delay, {
        jitter: jitter !== 'none' && p.backoff !== 'none',
        budget: budget !== null,
        on: retryOn ?? TRANSIENT,
      });
    },
  },
};

export type Params = Values<typeof params>;
