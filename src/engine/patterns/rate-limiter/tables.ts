/** Lets only so many calls through in a while. */
import type { PatternTable } from '../../model/table.ts';
import { gcra, refuseGcra } from './gcra.table.ts';
import { resilience4j } from './resilience4j.table.ts';
import { slidingWindow } from './sliding-window.table.ts';
import { refuseTokenBucket, tokenBucket } from './token-bucket.table.ts';

type Figures = Record<string, unknown>;

/** The largest burst, and what flows in per second, in the library's own parameters. */
const LIMITS: Readonly<Record<string, (p: Figures) => Record<string, number>>> = {
  plain: (p) => ({ capacity: Number(p['capacity']), refill: Number(p['refill']) }),
  resilience4j: (p) => perWindow(p['limitForPeriod'], p['limitRefreshPeriod']),
  'sliding-window': (p) => perWindow(p['limit'], p['window']),
  gcra: (p) => ({ capacity: Number(p['maxBurst']) + 1, refill: Number(p['maxRate']) }),
};

const perWindow = (calls: unknown, ms: unknown): Record<string, number> => ({
  capacity: Number(calls),
  refill: (Number(calls) / Number(ms)) * 1000,
});

export const table: PatternTable = {
  name: 'rateLimiter',
  title: 'Rate limiter',
  sign: 'bucket',
  places: ['link', 'service'],
  help: 'Lets only so many calls through in a while; the others are refused, or wait.',
  goodFor: 'Keeping a caller within an agreed rate while allowing short bursts.',
  badFor: 'Protecting from slowness: it counts calls, not what they cost.',
  limits: (p) => ({
    ...LIMITS[String(p['like'] ?? 'plain')]!(p),
    apart: p['per'] === 'all' ? 0 : 1,
  }),
  variants: {
    plain: tokenBucket,
    resilience4j,
    'sliding-window': slidingWindow,
    gcra,
  },
  refuse: (like, p) => {
    if (like === null) return refuseTokenBucket(p);
    return like === 'gcra' ? refuseGcra(p) : null;
  },
};
