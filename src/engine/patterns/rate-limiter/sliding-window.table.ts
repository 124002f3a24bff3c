/** Parameters, help and behavior of `sliding-window.ts`. */
import { choice, count, ms } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { per } from './limiter.table.ts';
import type { Spellings } from '../../model/spelling.ts';

export const params = {
  limit: count(undefined, 'Calls allowed per window.', { min: 1 }),
  window: ms(undefined, 'Length of a window.', { zero: false }),
  count: choice(
    ['log', 'estimate'],
    'log',
    'log: one timestamp per call; counter: this window’s count plus a weighted fraction of ' +
      'the previous one.',
  ),
  per,
} as const;

/** Names in rate-limiter-flexible, express-rate-limit and .NET. */
const spellings: Spellings = {
  points: 'limit',
  // In seconds.
  duration: { to: 'window', unit: 's' },
  max: 'limit',
  windowMs: 'window',
  permitLimit: 'limit',
  segmentsPerWindow: { none: 'has no counterpart: the window slides, or is estimated' },
  queueLimit: { none: 'has no counterpart: a call over the limit fails at once' },
  keyPrefix: { none: 'has no effect on calls' },
  standardHeaders: { none: 'has no effect on calls' },
  legacyHeaders: { none: 'has no effect on calls' },
};

export const slidingWindow: Variant = {
  of: 'a sliding window',
  help: 'Counts allowed calls. Rejected calls do not count.',
  params,
  spellings,
};
