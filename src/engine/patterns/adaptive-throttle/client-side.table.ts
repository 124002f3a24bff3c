/** Parameters, help and behavior of `client-side.ts`. */
import { ms, number } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';

export const params = {
  k: number(
    2,
    'Requests sent per accepted request before rejection starts. Lower values protect the ' +
      'callee more.',
    {
      min: 1,
      max: 1000,
    },
  ),
  window: ms(
    120_000,
    'Sliding window over which requests and accepts are counted, in buckets of 1 s.',
    {
      min: 1000,
    },
  ),
} as const;

export const clientSide: Variant = {
  of: 'the SRE book’s adaptive throttling',
  help:
    'Rejects a call with probability (requests − k · accepts)/(requests + 1). Rejected ' +
    'calls count as requests; `permanent` and `conflict` count as accepts. In-flight calls ' +
    'count as not yet accepted, so a cold start with high concurrency rejects healthy ' +
    'calls.',
  params,
};
