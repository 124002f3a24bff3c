/** Parameters, help and behavior of `timeout.ts`. */
import { choice, ms } from '../model/params.ts';
import type { Values } from '../model/params.ts';
import type { PatternTable } from '../model/table.ts';
import { sign } from './timeout.sign.ts';
import type { Spellings } from '../model/spelling.ts';

export const params = {
  after: ms(
    null,
    'Maximum time until the answer arrives, measured from when the call enters the timeout.',
    {
      zero: false,
    },
  ),
  connect: ms(null, 'Maximum time to connect, per attempt.', { zero: false }),
  read: ms(
    null,
    'Maximum time until an attempt’s answer arrives, measured from when its request was sent.',
    {
      zero: false,
    },
  ),
  cancel: choice(
    ['none', 'interrupt', 'reset'],
    'none',
    'What happens to the work after a timeout. none: it continues; interrupt: it stops; ' +
      'reset: only the caller’s resources are freed.',
  ),
} as const;

/** Names in resilience4j's time limiter, Polly, Envoy and HTTP clients. */
const spellings: Spellings = {
  timeoutDuration: 'after',
  timeout: 'after',
  requestTimeout: 'after',
  responseTimeout: 'read',
  readTimeout: 'read',
  socketTimeout: 'read',
  connectTimeout: 'connect',
  connectionTimeout: 'connect',
  cancelRunningFuture: { to: 'cancel', values: { true: 'reset', false: 'none' } },
  timeoutStrategy: { to: 'cancel', values: { optimistic: 'reset', pessimistic: 'none' } },
  timeoutInMilliseconds: 'after',
  timeoutGenerator: { none: 'is code: set `after`' },
  onTimeout: { none: 'has no effect on calls' },
  idleTimeout: { none: 'has no counterpart' },
};

export const table: PatternTable = {
  ...sign,
  places: ['link', 'service'],
  depth: 5,
  help: 'Stops waiting for an answer after a limit. The work continues unless it is cancelled.',
  goodFor: 'Bounding how long a slow dependency can block a caller’s thread.',
  badFor:
    'Protecting the dependency: without cancellation it continues abandoned work, and ' +
    'retries add more.',
  variants: {
    plain: {
      of: 'a plain timeout',
      start: { after: '1s' },
      help:
        'Each limit applies separately: `connect` ends in `connect-timeout`, the others in ' +
        '`timeout`. Around a retry, `connect` and `read` restart with each attempt; around ' +
        'a hedge, with the newest attempt. If deadlines are propagated, `after` also sets ' +
        'the deadline of nested calls.',
      params,
      spellings,
      nature: ({ after, connect, read, cancel }: Params) => {
        const parts = read === null ? Infinity : read + (connect ?? 0);
        const limitMs = Math.min(after ?? Infinity, parts);
        return Number.isFinite(limitMs) ? { limitMs, stops: cancel === 'interrupt' } : {};
      },
    },
  },
  refuse: (_like, p) =>
    p['after'] === null && p['connect'] === null && p['read'] === null
      ? { at: 'after', found: 'nothing', wanted: 'a duration for after, connect or read' }
      : null,
};

export type Params = Values<typeof params>;
