/** Limits the rate of calls. */
import type { PatternTable } from '../../model/table.ts';
import { fixedWindow } from './fixed-window.table.ts';
import { gcra, refuseGcra } from './gcra.table.ts';
import { resilience4j } from './resilience4j.table.ts';
import { slidingWindow } from './sliding-window.table.ts';
import { refuseTokenBucket, tokenBucket } from './token-bucket.table.ts';
import { sign } from './sign.ts';

export const table: PatternTable = {
  ...sign,
  places: ['link', 'service'],
  depth: 4,
  help: 'Limits the rate of calls. Excess calls are rejected, or wait.',
  goodFor: 'Keeping a caller within an agreed rate while allowing short bursts.',
  badFor: 'Slowness of the callee: the limiter counts calls, not their cost.',
  variants: {
    plain: tokenBucket,
    resilience4j,
    'sliding-window': slidingWindow,
    gcra,
    'fixed-window': fixedWindow,
  },
  refuse: (like, p) => {
    if (like === null) return refuseTokenBucket(p);
    return like === 'gcra' ? refuseGcra(p) : null;
  },
};
