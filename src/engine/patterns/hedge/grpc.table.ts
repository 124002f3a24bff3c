/** What `grpc.ts` says about itself: parameters, words and what it does to calls. */
import { count, ms, reasons, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { retryThrottling } from '../../model/retrying/retry-throttle.ts';
import { cancelled, hedges } from './hedge.table.ts';

const params = {
  maxAttempts: count(undefined, 'Attempts in all; the first one counts. Above 5 is 5.', {
    min: 2,
    max: 100,
  }),
  hedgingDelay: ms(0, 'The time from one attempt to the next; 0: all at once.'),
  nonFatalStatusCodes: reasons(
    [],
    'Failures after which the next attempt is sent at once; any other is the outcome.',
  ),
  retryThrottling,
  cancel: cancelled('they take no notice; the caller does not wait for them.'),
} as const;

export const grpc: Variant = {
  of: 'gRPC, gRFC A6',
  help:
    'A success or a fatal failure is the outcome, and the others are cancelled. When all have ' +
    'failed, the last one’s outcome is passed on. A callee that says when to come back (server ' +
    'push-back) sets the time of the next attempt.',
  params,
  nature: ({ hedgingDelay, maxAttempts, nonFatalStatusCodes }: Params) =>
    hedges(maxAttempts, hedgingDelay * (maxAttempts - 1), nonFatalStatusCodes),
};

export type Params = Values<typeof params>;
