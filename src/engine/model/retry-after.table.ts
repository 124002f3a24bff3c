/** A parameter of what refuses calls; see `retry-after.ts`. */
import { ms } from './params.ts';

export const retryAfter = ms(
  null,
  'Whoever is refused is asked to retry after this time, as by HTTP’s Retry-After. Only a ' +
    'service asks, and only retries that listen wait; the plain one does not. Not set: nothing ' +
    'is said.',
  { begin: 1000 },
);
