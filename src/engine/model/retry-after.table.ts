/** A parameter of patterns that refuse calls; see `retry-after.ts`. */
import { ms } from './params.ts';

export const retryAfter = ms(
  null,
  'Rejections ask for a retry after this time, as HTTP’s Retry-After does. Only before a ' +
    'service, and only for retries that listen; the plain one does not. Not set: nothing is said.',
);
