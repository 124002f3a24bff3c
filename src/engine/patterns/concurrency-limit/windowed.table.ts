/** Parameters, help and behavior of `windowed.ts`. */
import { count, group, ms } from '../../model/params.ts';

export const fields = {
  minWindowTime: ms(1000, 'Minimum length of a sampling window.', { min: 100 }),
  maxWindowTime: ms(1000, 'Maximum length of a sampling window.', { min: 100 }),
  windowSize: count(10, 'Windows with fewer RTT samples than this are discarded.', { min: 10 }),
  minRttThreshold: ms(0.1, 'RTT samples below this are ignored.'),
} as const;

export const gathering = group(
  fields,
  'Average RTT samples over a window (WindowedLimit); `{}` uses its defaults. Not set: each ' +
    'sample updates the limit at once, as the bare limit does.',
  true,
);
