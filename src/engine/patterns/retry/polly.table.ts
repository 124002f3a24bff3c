/** What `polly.ts` says about itself: parameters, words and what it does to calls. */
import { choice, count, flag, ms, reasons, type Values } from '../../model/params.ts';
import { allBut } from './reasons.ts';
import type { Kind } from './retry.table.ts';
import { growing, retries } from './nature.ts';

const DAY_MS = 24 * 3_600_000;

export const params = {
  maxRetryAttempts: count(3, 'Retries; the first try does not count.', { min: 1, max: 100 }),
  delay: ms(2000, 'The delay that the back-off grows from; 0 stays 0.', { max: DAY_MS }),
  backoffType: choice(
    ['Constant', 'Linear', 'Exponential'],
    'Constant',
    'Before retry n: the delay, n times the delay, or the delay doubled n − 1 times.',
  ),
  useJitter: flag(
    false,
    'Constant and Linear: a quarter less to a quarter more; Exponential: decorrelated jitter V2.',
  ),
  maxDelay: ms(null, 'The longest delay, after jitter.', { max: DAY_MS }),
  shouldHandle: reasons(allBut('cancelled'), 'Which failures are tried again.'),
  shouldRetryAfterHeader: flag(
    false,
    'Wait as long as a callee that refuses the call asks for, beyond maxDelay too. The HTTP ' +
      'options of .NET do, Polly itself knows of no such header.',
  ),
} as const;

export const polly: Kind = {
  variant: {
    of: 'Polly 8.7',
    help:
      'By default every failure but `cancelled` is tried again, also rejections made further in ' +
      'in the same stack, as any exception but OperationCanceledException is handled.',
    params,
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
