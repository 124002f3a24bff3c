/** Parameters, help and behavior of `polly.ts`. */
import { choice, count, flag, ms, reasons, type Values } from '../../model/params.ts';
import { allBut } from './reasons.ts';
import type { Kind } from './retry.table.ts';
import { growing, retries } from './nature.ts';
import type { Spellings } from '../../model/spelling.ts';

const DAY_MS = 24 * 3_600_000;

export const params = {
  maxRetryAttempts: count(3, 'Maximum retries, not counting the first call.', { min: 1, max: 100 }),
  delay: ms(2000, 'Base delay of the back-off. 0: no delay.', { max: DAY_MS }),
  backoffType: choice(
    ['Constant', 'Linear', 'Exponential'],
    'Constant',
    'Delay before retry n. Constant: delay; Linear: n × delay; Exponential: delay × 2^(n−1).',
  ),
  useJitter: flag(
    false,
    'Randomize the delay. Constant and Linear: ±25 %; Exponential: decorrelated jitter V2.',
  ),
  maxDelay: ms(null, 'Upper bound of the delay, after jitter.', { max: DAY_MS }),
  shouldHandle: reasons(allBut('cancelled'), 'Failures that are retried.'),
  shouldRetryAfterHeader: flag(
    false,
    'Wait as long as the rejecting callee asks for, even beyond maxDelay. .NET’s HTTP ' +
      'options do this; Polly itself does not read Retry-After.',
  ),
} as const;

/** Keys of Polly 7 and of .NET's appsettings that are no options of Polly 8. */
const spellings: Spellings = {
  retryCount: 'maxRetryAttempts',
  maxRetries: 'maxRetryAttempts',
  count: 'maxRetryAttempts',
  medianFirstRetryDelay: 'delay',
  baseDelay: 'delay',
  delayGenerator: { none: 'is code: set `delay`, `backoffType` and `useJitter`' },
  onRetry: { none: 'has no effect on calls' },
  randomizer: { none: 'has no effect: chance comes from the seed' },
  name: { none: 'has no effect on calls' },
};

export const polly: Kind = {
  variant: {
    of: 'Polly 8.7',
    help:
      'By default all failures but `cancelled` are retried, including rejections by inner ' +
      'layers of the same stack: Polly handles every exception but OperationCanceledException.',
    params,
    spellings,
    nature: ({
      maxRetryAttempts,
      delay,
      backoffType,
      useJitter,
      maxDelay,
      shouldHandle,
    }: Params) => {
      const linear = (n: number): number => Math.min(delay * n, maxDelay ?? Infinity);
      const grown = growing(delay, backoffType === 'Exponential' ? 2 : 1, maxDelay);
      return retries(maxRetryAttempts + 1, backoffType === 'Linear' ? linear : grown, {
        jitter: useJitter,
        budget: false,
        on: shouldHandle,
      });
    },
  },
};

export type Params = Values<typeof params>;
