/** What `client-side.ts` says about itself: parameters, words and what it does to calls. */
import { ms, number } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';

export const params = {
  k: number(2, 'How many requests are sent for one that is accepted; 1.1 saves the callee more.', {
    min: 1,
    max: 1000,
  }),
  window: ms(120_000, 'Over how long requests and acceptances are counted, by the second.', {
    min: 1000,
  }),
} as const;

export const clientSide: Variant = {
  of: 'the SRE book’s adaptive throttling',
  help:
    'Turns a request away with probability (requests − k · accepts)/(requests + 1); requests ' +
    'turned away count too. Accepted is what ends well, or with `permanent` or `conflict`. A ' +
    'call in flight counts as a request that is not accepted yet, so a cold start with many of ' +
    'them turns healthy calls away, as the formula says.',
  params,
};
