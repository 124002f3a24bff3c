import { choice, number, rate } from '../model/params.ts';
import type { PatternTable } from '../model/table.ts';

export const params = {
  capacity: number(undefined, 'Tokens that the bucket holds; it starts full.', {
    min: 1,
    max: 1e7,
  }),
  refill: rate(undefined, 'Tokens that flow in, evenly.'),
  per: choice(['all'], 'all', 'Whose calls share a bucket.'),
} as const;

export const table: PatternTable = {
  name: 'rateLimiter',
  title: 'Rate limiter',
  sign: 'bucket',
  places: ['link', 'service'],
  help: 'Lets a call through for a token; an empty bucket refuses at once.',
  goodFor: 'Keeping a caller within an agreed rate while allowing short bursts.',
  badFor: 'Protecting from slowness: it counts calls, not what they cost.',
  variants: {
    plain: {
      of: 'a token bucket',
      help: 'Tokens flow in continuously up to the capacity.',
      params,
    },
  },
  refuse: (_like, p) =>
    p['refill'] === 0 ? { at: 'refill', found: '0/s', wanted: 'more than 0/s' } : null,
};
