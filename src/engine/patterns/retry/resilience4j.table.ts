/** Parameters, help and behavior of `resilience4j.ts`. */
import { REASONS } from '../../model/outcome.ts';
import { count, group, ms, number, reasons, type Values } from '../../model/params.ts';
import type { Kind } from './retry.table.ts';
import type { Spellings } from '../../model/spelling.ts';
import { ofSpring } from '../../model/spring.ts';
import { growing, retries } from './nature.ts';

export const params = {
  maxAttempts: count(3, 'Maximum attempts, including the first call.', { min: 1, max: 100 }),
  waitDuration: ms(500, 'Delay before each retry, in whole ms.'),
  intervalFunction: group(
    {
      initialInterval: ms(500, 'Delay before the first retry, in whole ms.', { min: 1 }),
      multiplier: number(
        1.5,
        'Growth factor of the delay per retry, truncated to whole ms each time.',
        {
          min: 1,
          max: 100,
        },
      ),
      maxInterval: ms(null, 'Upper bound of the delay, including jitter.', { min: 1 }),
      randomizationFactor: number(
        null,
        'Fraction by which a delay may vary up or down. Not set: no jitter.',
        { max: 1 },
      ),
    },
    'Replaces waitDuration: ofExponentialBackoff. With a randomizationFactor ' +
      'ofExponentialRandomBackoff; if the multiplier is 1, ofRandomized.',
    true,
  ),
  retryExceptions: reasons(null, 'Failures that are retried. Not set: all failures.'),
  ignoreExceptions: reasons([], 'Failures that are excluded from retryExceptions.'),
} as const;

/** Keys of Spring's `application.yml`, of this version and of 1.x. */
const spellings: Spellings = {
  ...ofSpring,
  maxRetryAttempts: 'maxAttempts',
  waitDuration: {
    beside: 'enableExponentialBackoff',
    then: 'intervalFunction.initialInterval',
    otherwise: 'waitDuration',
  },
  enableExponentialBackoff: {
    to: 'intervalFunction',
    read: (on, of) => {
      const initialInterval = of('waitDuration');
      if (String(on) !== 'true') return null;
      return initialInterval === undefined ? {} : { initialInterval };
    },
  },
  exponentialBackoffMultiplier: 'intervalFunction.multiplier',
  exponentialMaxWaitDuration: 'intervalFunction.maxInterval',
  enableRandomizedWait: {
    to: 'intervalFunction',
    values: { true: { randomizationFactor: 0.5 }, false: null },
  },
  randomizedWaitFactor: 'intervalFunction.randomizationFactor',
  retryExceptionPredicate: { none: 'is code: list the failures in `retryExceptions`' },
  resultPredicate: { none: 'looks at results, which are not modeled' },
  intervalBiFunction: { none: 'is code' },
  failAfterMaxAttempts: { none: 'has no effect: the last failure is passed on' },
};

export const resilience4j: Kind = {
  variant: {
    of: 'resilience4j 2.3',
    help:
      'By default all failures are retried, including rejections by a circuit breaker or ' +
      'bulkhead further in (`circuit-open`, `bulkhead-full`).',
    params,
    spellings,
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
  // Its builder accepts only one of them.
  refuse: ({ waitDuration, intervalFunction }) =>
    intervalFunction === null || waitDuration === params.waitDuration.default
      ? null
      : {
          at: 'waitDuration',
          found: `${waitDuration} ms`,
          wanted: 'no value beside intervalFunction',
        },
};

export type Params = Values<typeof params>;
