/** Parameters, help and behavior of `limiter.ts`. */
import { choice } from '../../model/params.ts';

export const per = choice(
  ['all', 'tenant', 'user'],
  'all',
  'Scope of a limit: all calls together, per tenant, or per user.',
);
