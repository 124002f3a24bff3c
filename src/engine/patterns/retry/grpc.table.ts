/** What `grpc.ts` says about itself: parameters, words and what it does to calls. */
import { UNAVAILABLE } from '../../model/outcome.ts';
import { count, ms, number, reasons, type Values } from '../../model/params.ts';
import { retryThrottling } from '../../model/retrying/retry-throttle.ts';
import { ATTEMPTS_MAX } from './bounds.ts';
import { leftOut } from './reasons.ts';
import type { Kind } from './retry.table.ts';
import { growing, retries } from './nature.ts';

export const params = {
  maxAttempts: count(undefined, 'Tries in all; the first one counts. Above 5 is 5.', {
    min: 2,
    max: 100,
  }),
  initialBackoff: ms(undefined, 'The delay before the first retry, before jitter.', {
    zero: false,
  }),
  maxBackoff: ms(undefined, 'The longest delay, before jitter.', { zero: false }),
  backoffMultiplier: number(undefined, 'By what the delay grows with each retry.', {
    min: 0.001,
    max: 100,
  }),
  retryableStatusCodes: reasons(null, leftOut(UNAVAILABLE)),
  retryThrottling,
} as const;

export const grpc: Kind = {
  variant: {
    of: 'gRPC, gRFC A6',
    help:
      'The delay is min(initialBackoff × backoffMultiplier^(n−1), maxBackoff) × U(0.8, 1.2). ' +
      'gRPC has no default for what is tried again; here it is what UNAVAILABLE and ' +
      'RESOURCE_EXHAUSTED stand for, unless the same stack rejected it. A callee that says when ' +
      'to come back (server push-back) is obeyed to the instant, and the back-off starts anew.',
    params,
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
