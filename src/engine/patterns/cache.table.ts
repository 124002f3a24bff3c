/** What `cache.ts` says about itself: parameters, words and what it does to calls. */
import { count, flag, ms, number, share, type Values } from '../model/params.ts';
import type { PatternTable } from '../model/table.ts';
import { sign } from './cache.sign.ts';

export const params = {
  ttl: ms(60_000, 'How long an answer is fresh.', { zero: false }),
  hitRate: share(null, 'Each call is answered from the cache with this probability.'),
  keys: count(null, 'Each call asks for one of so many things; a hit if that one is fresh.', {
    min: 1,
    max: 1e6,
  }),
  skew: number(1, 'How uneven keys are asked for: 0 all alike, 1 as in Zipf’s law.', { max: 3 }),
  staleIfError: ms(0, 'For so long after its time an answer still stands in for a failed call.'),
  coalesce: flag(false, 'Calls for a key that is being fetched wait for that fetch.'),
} as const;

export const table: PatternTable = {
  ...sign,
  places: ['link', 'service'],
  help: 'Answers from what was fetched before, as long as it is fresh.',
  goodFor:
    'Taking load off a dependency whose answers may be a little old, and riding out its faults.',
  badFor:
    'Capacity plans: what stands behind it has never seen the full load, which comes all at ' +
    'once when the cache is empty or a popular key runs out.',
  variants: {
    plain: {
      of: 'a cache beside the caller, filled as calls come back',
      help:
        'With hitRate hits are drawn; with keys, which count where both are given, they follow ' +
        'from what was asked for, and when.',
      params,
      nature: ({ hitRate, keys }: Params) =>
        hitRate === null || keys !== null ? {} : { passes: 1 - hitRate },
    },
  },
  // Both: whoever changes one for the other while it runs has to give the new one first.
  refuse: (_like, p) =>
    p['hitRate'] === null && p['keys'] === null
      ? { at: 'hitRate', found: 'neither', wanted: 'hitRate or keys' }
      : null,
};

export type Params = Values<typeof params>;
