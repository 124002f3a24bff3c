/** Parameters, help and behavior of `grpc.ts`. */
import { UNAVAILABLE } from '../../model/outcome.ts';
import { count, ms, number, reasons, type Values } from '../../model/params.ts';
import { retryThrottling, throttleSpellings } from '../../model/retrying/retry-throttle.ts';
import { ATTEMPTS_MAX } from './bounds.ts';
import { leftOut } from './reasons.ts';
import type { Kind } from './retry.table.ts';
import { growing, retries } from './nature.ts';
import type { Spellings } from '../../model/spelling.ts';

export const params = {
  maxAttempts: count(
    undefined,
    'Maximum attempts, including the first call. Values above 5 are treated as 5.',
    {
      min: 2,
      max: 100,
    },
  ),
  initialBackoff: ms(undefined, 'Delay before the first retry, before jitter.', {
    zero: false,
  }),
  maxBackoff: ms(undefined, 'Upper bound of the delay, before jitter.', { zero: false }),
  backoffMultiplier: number(undefined, 'Growth factor of the delay per retry.', {
    min: 0.001,
    max: 100,
  }),
  retryableStatusCodes: reasons(null, leftOut(UNAVAILABLE)),
  retryThrottling,
} as const;

/** Keys of a service config, and of channel options. */
const spellings: Spellings = {
  retryPolicy: {
    inside: {
      maxAttempts: 'maxAttempts',
      initialBackoff: 'initialBackoff',
      maxBackoff: 'maxBackoff',
      backoffMultiplier: 'backoffMultiplier',
      retryableStatusCodes: 'retryableStatusCodes',
    },
  },
  maxRetryAttempts: 'maxAttempts',
  ...throttleSpellings,
  timeout: {
    where: 'is a pattern of its own around the retry',
    entries: [{ pattern: 'timeout', from: { '': 'after' } }],
  },
  perAttemptRecvTimeout: {
    where: 'is a pattern of its own below the retry',
    entries: [{ pattern: 'timeout', from: { '': 'after' } }],
  },
  waitForReady: { none: 'has no counterpart: a call is sent at once' },
  name: { none: 'names methods, which a link does not have' },
};

export const grpc: Kind = {
  variant: {
    of: 'gRPC, gRFC A6',
    help:
      'The delay is min(initialBackoff × backoffMultiplier^(n−1), maxBackoff) × U(0.8, ' +
      '1.2). gRPC has no default for retriable failures; here they are the equivalents of ' +
      'UNAVAILABLE and RESOURCE_EXHAUSTED, except rejections by the same stack. Server ' +
      'pushback sets the exact time of the next retry and restarts the back-off.',
    params,
    spellings,
    nature: (p: Params) =>
      retries(
        Math.min(p.maxAttempts, ATTEMPTS_MAX),
        (n) => 1.2 * growing(p.initialBackoff, p.backoffMultiplier, p.maxBackoff)(n),
        {
          jitter: true,
          budget: p.retryThrottling !== null,
          on: p.retryableStatusCodes ?? UNAVAILABLE,
        },
      ),
  },
  refuse: (p) =>
    (p['retryableStatusCodes'] as readonly string[] | null)?.length === 0
      ? { at: 'retryableStatusCodes', found: 'none', wanted: 'at least one' }
      : null,
};

export type Params = Values<typeof params>;
