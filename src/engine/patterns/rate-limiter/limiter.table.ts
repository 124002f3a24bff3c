/** What `limiter.ts` says about itself: parameters, words and what it does to calls. */
import { choice } from '../../model/params.ts';

export const per = choice(
  ['all', 'tenant', 'user'],
  'all',
  'Whose calls share a limit: all that come by here, those of one tenant, or of one user.',
);
