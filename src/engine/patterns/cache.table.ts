/** Parameters, help and behavior of `cache.ts`. */
import { count, flag, ms, number, share, type Values } from '../model/params.ts';
import type { PatternTable } from '../model/table.ts';
import { sign } from './cache.sign.ts';

export const params = {
  ttl: ms(60_000, 'How long an entry stays fresh.', { zero: false }),
  hitRate: share(null, 'Probability that a call is a hit.'),
  keys: count(null, 'Number of distinct keys. A call is a hit if its key has a fresh entry.', {
    min: 1,
    max: 1e6,
  }),
  skew: number(1, 'Skew of key popularity (Zipf exponent). 0: uniform.', { max: 3 }),
  staleIfError: ms(0, 'How long after expiry an entry can still replace a failed call.'),
  coalesce: flag(false, 'Concurrent misses of one key share one fetch (request coalescing).'),
} as const;

export const table: PatternTable = {
  ...sign,
  places: ['link', 'service'],
  depth: 1,
  help: 'Answers from cached entries while they are fresh.',
  goodFor:
    'Taking load off a dependency whose answers may be slightly stale, and riding out its ' +
    'failures.',
  badFor:
    'Capacity planning: the dependency never sees the full load until the cache is cold or ' +
    'a popular key expires.',
  variants: {
    plain: {
      of: 'a cache beside the caller, filled on a miss',
      start: { ttl: '10s', hitRate: 0.8 },
      help:
        'With hitRate, hits are random. With keys, hits follow from which keys were fetched ' +
        'and when; keys takes precedence over hitRate.',
      params,
      nature: ({ hitRate, keys }: Params) =>
        hitRate === null || keys !== null ? {} : { passes: 1 - hitRate },
    },
  },
  // Both may be set: an edit that replaces one by the other must set the new one first.
  refuse: (_like, p) =>
    p['hitRate'] === null && p['keys'] === null
      ? { at: 'hitRate', found: 'neither', wanted: 'hitRate or keys' }
      : null,
};

export type Params = Values<typeof params>;
