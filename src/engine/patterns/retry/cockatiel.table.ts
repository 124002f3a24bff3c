/** Parameters, help and behavior of `cockatiel.ts`. */
import { exponentialBackoff } from '../../model/retrying/exponential-backoff.ts';
import { REASONS } from '../../model/outcome.ts';
import { count, either, ms, msList, reasons } from '../../model/params.ts';
import type { Values } from '../../model/params.ts';
import type { Kind } from './retry.table.ts';
import { growing, listed, retries } from './nature.ts';
import type { Spellings } from '../../model/spelling.ts';

export const params = {
  maxAttempts: count(100, 'Maximum retries, not counting the first call. Infinity in cockatiel.', {
    max: 100,
  }),
  backoff: either(
    [
      ms(0, 'ConstantBackoff: the same delay before each retry.'),
      exponentialBackoff('ExponentialBackoff: the delay grows with each retry.'),
      msList([100, 200, 500], 100, 'IterableBackoff: the delays in turn, the last one repeated.'),
    ],
    'Delay before a retry. A list is an IterableBackoff: its delays in turn, the last repeated.',
  ),
  handle: reasons(null, 'Failures that the policy handles. Not set: all failures (handleAll).'),
} as const;

/** Names of its back-offs, and of versions before 3. */
const spellings: Spellings = {
  attempts: 'maxAttempts',
  maxRetries: 'maxAttempts',
  initialDelay: 'backoff.initialDelay',
  maxDelay: 'backoff.maxDelay',
  exponent: 'backoff.exponent',
  generator: 'backoff.generator',
  delay: 'backoff',
  durations: 'backoff',
};

export const cockatiel: Kind = {
  variant: {
    of: 'cockatiel 4',
    help:
      'By default all failures are retried without delay, including rejections by inner ' +
      'layers of the same stack (handleAll).',
    params,
    spellings,
    nature: ({ maxAttempts, backoff, handle }: Params) => {
      const of = backoff ?? 0;
      const grown = typeof of === 'object' && 'generator' in of ? of : null;
      const delay = grown
        ? growing(grown.initialDelay, 2, grown.maxDelay)
        : listed(typeof of === 'number' ? [of] : (of as readonly number[]));
      return retries(maxAttempts + 1, delay, {
        jitter: grown !== null && grown.generator !== 'noJitterGenerator',
        budget: false,
        on: handle ?? REASONS,
      });
    },
  },
};

export type Params = Values<typeof params>;
