/** Parameters, help and behavior of `fixed-window.ts`. */
import { count, ms } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { per } from './limiter.table.ts';

export const params = {
  points: count(undefined, 'Calls allowed per window. 0: all calls are rejected.'),
  duration: ms(undefined, 'Length of a window; it opens with the first call.', { zero: false }),
  per,
} as const;

export const fixedWindow: Variant = {
  of: 'rate-limiter-flexible 11, in memory',
  help:
    'Counts the calls of a window, rejected ones included; the next call after its end opens ' +
    'another. Around the end of one, up to 2 × points − 1 can pass at once. Rejections ask for a ' +
    'retry at the end.',
  params,
};
