import { choice, ms } from '../model/params.ts';
import type { PatternTable } from '../model/table.ts';

export const params = {
  after: ms(
    null,
    'How long the caller waits for the answer, from the moment the call is let through.',
    {
      zero: false,
    },
  ),
  connect: ms(null, 'How long the caller waits for the connection.', { zero: false }),
  cancel: choice(
    ['none', 'interrupt', 'reset'],
    'none',
    'What becomes of the work when the caller has left: it goes on, it is stopped, or only what the caller itself holds is freed.',
  ),
} as const;

export const table: PatternTable = {
  name: 'timeout',
  title: 'Timeout',
  sign: 'clock',
  places: ['link', 'service'],
  help: 'Stops waiting for an answer after a while; the work itself goes on unless it is cancelled.',
  goodFor: 'Bounding how long a slow dependency can hold a caller’s thread.',
  badFor:
    'Saving the dependency: without cancellation it goes on working for callers who have left, and a retry adds to that.',
  variants: { plain: { of: 'a plain timeout', help: 'Both limits count separately.', params } },
  refuse: (_like, p) =>
    p['after'] === null && p['connect'] === null
      ? { at: 'after', found: 'nothing', wanted: 'a duration here or for connect' }
      : null,
};
