/** What `resilience4j.ts` says about itself: parameters, words and what it does to calls. */
import { REASONS } from '../../model/outcome.ts';
import { count, group, ms, number, reasons, type Values } from '../../model/params.ts';
import type { Kind } from './retry.table.ts';
import { growing, retries } from './nature.ts';

export const params = {
  maxAttempts: count(3, 'Tries in all; the first one counts.', { min: 1, max: 100 }),
  waitDuration: ms(500, 'The wait before each retry, in whole ms.'),
  intervalFunction: group(
    {
      initialInterval: ms(500, 'The wait before the first retry, in whole ms.', { min: 1 }),
      multiplier: number(1.5, 'By what it grows with each retry, cut to whole ms each time.', {
        min: 1,
        max: 100,
      }),
      maxInterval: ms(null, 'The longest wait, jitter included.', { min: 1 }),
      randomizationFactor: number(
        null,
        'The wait is drawn from this share below to this share above it; left out: no jitter.',
        { max: 1 },
      ),
    },
    'In place of waitDuration: ofExponentialBackoff; with a randomizationFactor ' +
      'ofExponentialRandomBackoff, and ofRandomized when the multiplier is 1.',
    true,
  ),
  retryExceptions: reasons(null, 'Which failures are tried again; left out: all of them.'),
  ignoreExceptions: reasons([], 'Which of these are not.'),
} as const;

export const resilience4j: Kind = {
  variant: {
    of: 'resilience4j 2.3',
    help:
      'By default everything is tried again, also what a circuit breaker or bulkhead further in ' +
      'rejects (`circuit-open`, `bulkhead-full`), unless ignored.',
    params,
    nature: ({ maxAttempts, waitDuration, intervalFunction: grown, ...p }: Params) => {
      const random = grown?.randomizationFactor ?? 0;
      const jitter = random > 0;
      const plain = grown
        ? growing(grown.initialInterval, grown.multiplier, grown.maxInterval)
        : () => waitDuration;
      const delay = (n: number): number =>
        Math.min(grown?.maxInterval ?? Infinity, plain(n) * (1 + random));
      const on = (p.retryExceptions ?? REASONS).filter(
        (reason: string) => !(p.ignoreExceptions as readonly string[]).includes(reason),
      );
      return retries(maxAttempts, delay, { jitter, budget: false, on });
    },
  },
  // Its builder takes one or the other.
  refuse: ({ waitDuration, intervalFunction }) =>
    intervalFunction === null || waitDuration === params.waitDuration.default
      ? null
      : { at: 'waitDuration', found: `${waitDuration} ms`, wanted: 'none beside intervalFunction' },
};

export type Params = Values<typeof params>;
