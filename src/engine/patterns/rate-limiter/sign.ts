/** What is drawn of a rate limiter; its table has the rest. */
import type { PatternSign } from '../../model/table.ts';

type Figures = Record<string, unknown>;

/** The largest burst, and what flows in per second, in the library's own parameters. */
const LIMITS: Readonly<Record<string, (p: Figures) => Record<string, number>>> = {
  plain: (p) => ({ capacity: Number(p['capacity']), refill: Number(p['refill']) }),
  resilience4j: (p) => perWindow(p['limitForPeriod'], p['limitRefreshPeriod']),
  'sliding-window': (p) => perWindow(p['limit'], p['window']),
  'fixed-window': (p) => perWindow(p['points'], p['duration']),
  gcra: (p) => ({ capacity: Number(p['maxBurst']) + 1, refill: Number(p['maxRate']) }),
};

const perWindow = (calls: unknown, ms: unknown): Record<string, number> => ({
  capacity: Number(calls),
  refill: (Number(calls) / Number(ms)) * 1000,
});

export const sign: PatternSign = {
  name: 'rateLimiter',
  title: 'Rate limiter',
  sign: 'bucket',
  limits: (p) => ({
    ...LIMITS[String(p['like'] ?? 'plain')]!(p),
    apart: p['per'] === 'all' ? 0 : 1,
  }),
  refuses: () => ['rate-limited'],
};
