/** Parameters, help and behavior of `grpc.ts`. */
import { count, ms, reasons, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { retryThrottling, throttleSpellings } from '../../model/retrying/retry-throttle.ts';
import { cancelled, hedges } from './hedge.table.ts';
import type { Spellings } from '../../model/spelling.ts';

const params = {
  maxAttempts: count(
    undefined,
    'Maximum attempts, including the first. Values above 5 are treated as 5.',
    {
      min: 2,
      max: 100,
    },
  ),
  hedgingDelay: ms(0, 'Delay between attempts. 0: all attempts are sent at once.'),
  nonFatalStatusCodes: reasons(
    [],
    'Failures that trigger the next attempt at once. Any other failure is the outcome.',
  ),
  retryThrottling,
  cancel: cancelled('ignore the cancellation; the caller does not wait for them.'),
} as const;

/** Keys of a service config. */
const spellings: Spellings = {
  hedgingPolicy: {
    inside: {
      maxAttempts: 'maxAttempts',
      hedgingDelay: 'hedgingDelay',
      nonFatalStatusCodes: 'nonFatalStatusCodes',
    },
  },
  ...throttleSpellings,
  timeout: {
    where: 'is a pattern of its own around the hedge',
    entries: [{ pattern: 'timeout', from: { '': 'after' } }],
  },
  name: { none: 'names methods, which a link does not have' },
};

export const grpc: Variant = {
  of: 'gRPC, gRFC A6',
  help:
    'The first success or fatal failure is the outcome, and the other attempts are ' +
    'cancelled. If all fail, the last failure is the outcome; server pushback sets the ' +
    'time of the next attempt.',
  params,
  spellings,
  nature: ({ hedgingDelay, maxAttempts, nonFatalStatusCodes }: Params) =>
    hedges(maxAttempts, hedgingDelay * (maxAttempts - 1), nonFatalStatusCodes),
};

export type Params = Values<typeof params>;
