/** What `windowed.ts` says about itself: parameters, words and what it does to calls. */
import { count, group, ms } from '../../model/params.ts';

export const fields = {
  minWindowTime: ms(1000, 'The shortest time over which round trips are gathered.', { min: 100 }),
  maxWindowTime: ms(1000, 'The longest time over which they are gathered.', { min: 100 }),
  windowSize: count(10, 'Fewer round trips than this are thrown away.', { min: 10 }),
  minRttThreshold: ms(0.1, 'Shorter round trips are not looked at.'),
} as const;

export const gathering = group(
  fields,
  'Gather round trips over a while (WindowedLimit); `{}` with its defaults. Left out, as where ' +
    'the library’s limit is used as it is: each one counts at once.',
  true,
);
