/** The opossum breaker in the engine beside opossum itself, after each of thousands of steps. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type CircuitBreaker from 'opossum';
import { compare, Failure, Live, ROUND, stopTheClock } from './live.ts';

type Breaker = typeof CircuitBreaker;
let Library: Breaker;

beforeAll(async () => {
  stopTheClock();
  ({ default: Library } = await import('opossum'));
});
afterAll(() => void vi.useRealTimers());

interface Options {
  timeout: number | false;
  errorThresholdPercentage: number;
  resetTimeout: number;
  rollingCountTimeout: number;
  rollingCountBuckets: number;
  volumeThreshold: number;
  capacity?: number;
  allowWarmUp: boolean;
}

const COUNTERS = [
  ...['fires', 'failures', 'successes', 'rejects', 'timeouts', 'semaphoreRejections'],
] as const;

class LiveOpossum extends Live {
  private readonly runs = new Map<number, () => Promise<unknown>>();
  private readonly breaker: CircuitBreaker;
  private readonly capacity: number;

  constructor(options: Options, ignore: readonly string[]) {
    super();
    this.capacity = options.capacity ?? Number.MAX_SAFE_INTEGER;
    this.breaker = new Library((call) => this.runs.get(call)!(), {
      ...options,
      rollingPercentilesEnabled: false,
      errorFilter: (error: Error) => ignore.includes(this.nameOf(error)),
    });
  }

  private nameOf = (error: unknown): string =>
    error instanceof Failure ? error.reason : this.reasonOf(error);

  protected override execute(call: number, run: () => Promise<unknown>): Promise<unknown> {
    this.runs.set(call, run);
    return this.breaker.fire(call);
  }

  protected override reasonOf(error: unknown): string {
    const { code } = error as { code: string };
    const reasons: Record<string, string> = {
      EOPENBREAKER: 'circuit-open',
      ESEMLOCKED: 'bulkhead-full',
      ETIMEDOUT: 'timeout',
    };
    return reasons[code]!;
  }

  override state(): string {
    const { closed, opened } = this.breaker;
    return closed ? 'closed' : opened ? 'open' : 'half-open';
  }

  override counters(): Record<string, number> {
    const { stats, semaphore } = this.breaker;
    const counts = COUNTERS.map((name) => [name, stats[name]]);
    return { ...Object.fromEntries(counts), inUse: this.capacity - semaphore.count };
  }

  override stop(): void {
    this.breaker.shutdown();
  }
}

const base: Options = {
  timeout: false,
  errorThresholdPercentage: 50,
  resetTimeout: 1000,
  rollingCountTimeout: 1000,
  rollingCountBuckets: 10,
  volumeThreshold: 0,
  allowWarmUp: false,
};

const PLANS: Record<string, { options: Options; ignore?: string[] }> = {
  ratio: { options: base },
  volume: { options: { ...base, volumeThreshold: 5, errorThresholdPercentage: 30 } },
  timeout: { options: { ...base, timeout: 100, volumeThreshold: 3 } },
  capacity: { options: { ...base, timeout: 200, capacity: 3, volumeThreshold: 4 } },
  'warm-up': { options: { ...base, allowWarmUp: true, rollingCountTimeout: 3000 } },
  'odd buckets': { options: { ...base, rollingCountTimeout: 1000, rollingCountBuckets: 7 } },
  'errors let pass': { options: { ...base, volumeThreshold: 2 }, ignore: ['permanent'] },
  'all of it': {
    options: { ...base, timeout: 100, capacity: 2, resetTimeout: 300, allowWarmUp: true },
    ignore: ['timeout', 'bulkhead-full'],
  },
};

/** Boundaries of buckets, timeouts and reset timeouts, and their neighbours. */
const STEPS = [0, 1, 1, 7, 99, 100, 100, 101, 142, 143, 200, 299, 300, 999, 1000, 1001, 3000];

test.each(Object.entries(PLANS))('%s: alike after each step', async (_name, plan) => {
  const { options, ignore = [] } = plan;
  const { capacity = null, ...rest } = options;
  const parameters = JSON.stringify({ like: 'opossum', ...rest, capacity, ignore });
  const transitions = await compare({
    patterns: `circuitBreaker: ${parameters}`,
    live: () => new LiveOpossum(options, ignore),
    steps: STEPS,
    counters: ({ notPermitted: _, ...counts }) => counts,
    failures: ['error', 'permanent'],
  });
  expect(transitions).toEqual(ROUND);
});
