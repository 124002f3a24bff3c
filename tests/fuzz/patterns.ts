/** Random durations with spread, and random entries of a stack. */
import { breaker } from './breakers.ts';
import type { Chance, Document } from './chance.ts';
import { hedge, retry } from './retries.ts';

const DURATIONS = [0.001, 1, 5, 20, 20, 50, 100, 1000];

export function spread(c: Chance): unknown {
  const mean = c.one(DURATIONS);
  return c.one<unknown>([
    0,
    mean,
    mean,
    { exponential: mean },
    { exponential: mean },
    { uniform: [0, mean] },
    { normal: { mean, sd: mean / 2 } },
    { lognormal: { p50: mean, p99: mean * 5 } },
    { gamma: { mean, cv: 0.5 } },
    { pareto: { min: mean, alpha: 1.5 } },
    { percentiles: { p50: mean, p99: mean * 3 } },
  ]);
}

type Maker = () => Document;

/** Patterns that may stand anywhere. */
const anywhere = (c: Chance): Maker[] => [
  () => ({
    timeout: {
      after: c.one([0.5, 5, 30, 100, 500]),
      cancel: c.one(['none', 'interrupt', 'reset']),
      ...c.some({ connect: 3, read: 12 }, 0.3),
    },
  }),
  () => ({
    bulkhead: { maxConcurrentCalls: c.one([0, 1, 2, 10]), maxWaitDuration: c.one([0, 5, 200]) },
  }),
  () => ({ rateLimiter: { capacity: c.one([1, 5, 50]), refill: c.one([0.5, 20, 500]) } }),
  () => ({
    cache: {
      ttl: c.one([1, 100]),
      ...(c.happens(0.5) ? { hitRate: 0.4 } : { keys: c.one([1, 20]), skew: c.one([0, 1]) }),
      ...c.some({ staleIfError: 500, coalesce: true }, 0.5),
    },
  }),
  () => ({ fallback: c.list(1, 2, () => (c.happens(0.5) ? 'popular' : { answer: 'cached' })) }),
];

/** Patterns that only stand on calls. */
const onCalls = (c: Chance, services: readonly string[]): Maker[] => [
  () => ({ retry: retry(c) }),
  () => ({ hedge: hedge(c) }),
  () => ({ circuitBreaker: breaker(c) }),
  () => ({ fallback: [{ call: c.one(services), name: `spare-${c.below(1e6)}` }, 'last'] }),
];

/** One entry of a stack. */
export function pattern(c: Chance, services: readonly string[], onService: boolean): Document {
  const makers = [...anywhere(c), ...(onService ? [] : onCalls(c, services))];
  const [name, params] = Object.entries(c.one(makers)())[0]!;
  if (Array.isArray(params)) return { [name]: params };
  const scope = onService ? 'service' : 'link';
  return {
    [name]: {
      ...(params as Document),
      ...c.some({ scope }, 0.15),
      ...c.some({ disabled: true }, 0.05),
    },
  };
}
