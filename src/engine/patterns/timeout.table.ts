/** What `timeout.ts` says about itself: parameters, words and what it does to calls. */
import { choice, ms } from '../model/params.ts';
import type { Values } from '../model/params.ts';
import type { PatternTable } from '../model/table.ts';
import { sign } from './timeout.sign.ts';

export const params = {
  after: ms(
    null,
    'How long the caller waits for the answer, from the moment the call is let through.',
    {
      zero: false,
    },
  ),
  connect: ms(null, 'How long an attempt’s connection may take.', { zero: false }),
  read: ms(null, 'How long an attempt’s answer may take, from when its request has been sent.', {
    zero: false,
  }),
  cancel: choice(
    ['none', 'interrupt', 'reset'],
    'none',
    'What becomes of the work when the caller has left: it goes on, it is stopped, or only ' +
      'what the caller itself holds is freed.',
  ),
} as const;

export const table: PatternTable = {
  ...sign,
  places: ['link', 'service'],
  help: 'Stops waiting for an answer after a while; the work goes on unless it is cancelled.',
  goodFor: 'Bounding how long a slow dependency can hold a caller’s thread.',
  badFor:
    'Saving the dependency: without cancellation it goes on working for callers who have ' +
    'left, and a retry adds to that.',
  variants: {
    plain: {
      of: 'a plain timeout',
      help:
        'Each limit counts separately: `connect` ends in `connect-timeout`, the others in ' +
        '`timeout`. Around a retry, `connect` and `read` watch over each attempt anew, around a ' +
        'hedge over the one sent last. `after` is also the deadline of what lies below, where ' +
        'deadlines are propagated.',
      params,
      nature: ({ after, connect, read, cancel }: Params) => {
        const parts = read === null ? Infinity : read + (connect ?? 0);
        const limitMs = Math.min(after ?? Infinity, parts);
        return Number.isFinite(limitMs) ? { limitMs, stops: cancel === 'interrupt' } : {};
      },
    },
  },
  refuse: (_like, p) =>
    p['after'] === null && p['connect'] === null && p['read'] === null
      ? { at: 'after', found: 'nothing', wanted: 'a duration here, for connect or for read' }
      : null,
};

export type Params = Values<typeof params>;
