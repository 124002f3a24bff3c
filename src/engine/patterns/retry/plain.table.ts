/** Parameters, help and behavior of `plain.ts`. */
import { TRANSIENT } from '../../model/outcome.ts';
import {
  choice,
  count,
  either,
  group,
  ms,
  msList,
  msOrShare,
  number,
  reasons,
  share,
  type Values,
} from '../../model/params.ts';
import type { Refusal } from '../../model/table.ts';
import type { Kind } from './retry.table.ts';
import { growing, listed, retries } from './nature.ts';
import type { Spellings } from '../../model/spelling.ts';

export const params = {
  maxAttempts: count(3, 'Maximum attempts, including the first call.', { min: 1, max: 100 }),
  backoff: either(
    [
      choice(
        ['exponential', 'none', 'constant', 'linear'],
        'exponential',
        'Growth of the delay from retry to retry.',
      ),
      msList(
        [100, 200, 1000],
        100,
        'The delays in turn, the last one repeated. base, factor and cap do not apply, jitter ' +
          'does.',
      ),
    ],
    'Growth of the delay from retry to retry, or the delays in turn, the last one repeated. To a ' +
      'list base, factor and cap do not apply, but jitter does: `none` for just these delays.',
  ),
  base: ms(100, 'Delay before the first retry, before jitter.'),
  factor: number(2, 'Growth factor of an exponential delay.', { min: 1, max: 100 }),
  cap: ms(20_000, 'Upper bound of the delay, before jitter.'),
  jitter: either(
    [
      choice(
        ['full', 'none', 'equal', 'decorrelated'],
        'full',
        'full: from 0 to the delay; equal: half fixed, half random; decorrelated: from base ' +
          'to three times the previous delay.',
      ),
      group(
        {
          add: msOrShare('Upper bound of the added time, absolute or as a fraction of the delay.'),
        },
        'Random time added to the delay.',
      ),
    ],
    'Randomness that keeps callers from retrying in step.',
  ),
  retryOn: reasons(
    null,
    'Failures that are retried. Not set: transient failures, except rejections by the same ' +
      'stack.',
  ),
  budget: group(
    {
      deposit: number(0.1, 'Tokens that each call adds.', { max: 1e6 }),
      cost: number(1, 'Tokens that each retry takes.', { max: 1e6 }),
      capacity: number(10, 'Capacity of the budget. It starts full.', { max: 1e7 }),
      keep: number(0, 'Tokens that must remain after a retry.', { max: 1e7 }),
    },
    'Limits retries to a fraction of calls. Not set: unlimited.',
    true,
  ),
  gate: group(
    {
      failures: share(
        undefined,
        'A call is retried only while failed attempts ÷ calls is at most this. Both count from ' +
          'the beginning, the call and its own failed attempts among them.',
        { begin: 0.1 },
      ),
    },
    'Stops retrying while too large a share fails. Not set: retries whatever fails.',
    true,
  ),
} as const;

/** Names that several libraries have; which one is meant is not known. */
const spellings: Spellings = {
  // Spring's 1.x counts the first call, Polly's `MaxRetryAttempts` does not.
  'max-retry-attempts': 'maxAttempts',
  backoffType: {
    to: 'backoff',
    values: { constant: 'constant', linear: 'linear', exponential: 'exponential', none: 'none' },
  },
  useJitter: { to: 'jitter', values: { true: 'full', false: 'none' } },
  randomize: { to: 'jitter', values: { true: 'full', false: 'none' } },
  backoffMultiplier: 'factor',
  exponentialBackoffMultiplier: 'factor',
  enableExponentialBackoff: {
    to: 'backoff',
    values: { true: 'exponential', false: 'constant' },
  },
  exponentialMaxWaitDuration: 'cap',
  minTimeout: 'base',
  maxTimeout: 'cap',
  initialBackoff: 'base',
  baseInterval: 'base',
  perTryTimeout: {
    where: 'is a pattern of its own below the retry',
    entries: [{ pattern: 'timeout', from: { '': 'after' } }],
  },
};
function refuse({ backoff, jitter }: Record<string, unknown>): Refusal | null {
  if (!Array.isArray(backoff) || jitter !== 'decorrelated') return null;
  return {
    at: 'jitter',
    found: 'decorrelated, which makes up its own delays,',
    wanted: 'full, none, equal or { add } beside a list of delays',
  };
}

export const plain: Kind = {
  refuse,
  variant: {
    of: 'exponential back-off with jitter, as AWS describes it',
    help: 'The delay before retry n is min(cap, base × factor^(n−1)), then jitter.',
    params,
    spellings,
    nature: ({ maxAttempts, retryOn, budget, gate, jitter, ...p }: Params) => {
      const grown = growing(p.base, p.backoff === 'exponential' ? p.factor : 1, p.cap);
      const decorrelated = growing(3 * p.base, 3, p.cap);
      const delay = (n: number): number => {
        if (p.backoff === 'none') return 0;
        if (jitter === 'decorrelated') return decorrelated(n);
        const plain =
          typeof p.backoff !== 'string'
            ? listed(p.backoff)(n)
            : p.backoff === 'linear'
              ? Math.min(p.cap, p.base * n)
              : grown(n);
        if (typeof jitter === 'string' || jitter === null) return plain;
        const { add } = jitter;
        return plain + (typeof add === 'number' ? add : plain * add.share);
      };
      return retries(maxAttempts, delay, {
        jitter: jitter !== 'none' && p.backoff !== 'none',
        budget: budget !== null || gate !== null,
        on: retryOn ?? TRANSIENT,
      });
    },
  },
};

export type Params = Values<typeof params>;
