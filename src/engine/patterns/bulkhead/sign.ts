/** What is drawn of a bulkhead; its table has the rest. */
import type { PatternSign } from '../../model/table.ts';

/** How many calls may be under way at once, by the library's own parameter. */
const LIMITS: Readonly<Record<string, (p: Record<string, unknown>) => unknown>> = {
  'resilience4j-threadpool': (p) => p['maxThreadPoolSize'],
  polly: (p) => p['permitLimit'],
  cockatiel: (p) => p['limit'],
  hikari: (p) => p['maximumPoolSize'],
  sqlalchemy: ({ poolSize, maxOverflow }) =>
    poolSize === 0 || maxOverflow === -1 ? Infinity : Number(poolSize) + Number(maxOverflow),
};

export const sign: PatternSign = {
  name: 'bulkhead',
  title: 'Bulkhead',
  sign: 'slots',
  limits: (p) => ({
    limit: Number(LIMITS[String(p['like'])]?.(p) ?? p['maxConcurrentCalls']),
  }),
  refuses: () => ['bulkhead-full'],
};
