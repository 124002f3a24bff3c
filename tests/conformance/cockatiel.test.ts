/**
 * The cockatiel breaker in the engine beside cockatiel itself, after each of thousands of steps:
 * callers who wait for the probe's outcome among them.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type * as Cockatiel from 'cockatiel';
import { Streams } from '../../src/engine/kernel/streams.ts';
import { SEED } from '../engine/patterns/by-hand.ts';
import { compare, type Failure, Live, ROUND, stopTheClock } from './live.ts';

let library: typeof Cockatiel;

beforeAll(async () => {
  stopTheClock();
  library = await import('cockatiel');
});
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

type Samples =
  | { consecutive: number }
  | { count: { threshold: number; size: number; minimumNumberOfCalls?: number } }
  | { sampling: { threshold: number; duration: number; minimumRps?: number } };

interface Options {
  breaker: Samples;
  halfOpenAfter: number | Record<string, unknown>;
  halfOpenSampling?: { calls: number; threshold: number };
  ignore?: string[];
  steps?: number[];
}

/** The library's breakers keep their counts to themselves, but say them when asked for a state. */
interface Counted {
  successes?: number;
  failures?: number;
  currentSuccesses?: number;
  currentFailures?: number;
}

class LiveCockatiel extends Live {
  private readonly policy: Cockatiel.CircuitBreakerPolicy;
  private readonly breaker: Cockatiel.IBreaker;
  private readonly consecutive: number | null;

  constructor({ breaker, halfOpenAfter, halfOpenSampling, ignore = [] }: Options) {
    super();
    this.consecutive = 'consecutive' in breaker ? breaker.consecutive : null;
    this.breaker = breakerFor(breaker);
    this.policy = library.circuitBreaker(
      library.handleWhen((error) => !ignore.includes((error as Failure).reason)),
      {
        breaker: this.breaker,
        halfOpenAfter:
          typeof halfOpenAfter === 'number' ? halfOpenAfter : backoffFor(halfOpenAfter),
        ...(halfOpenSampling ? { halfOpenSampling } : {}),
      },
    );
  }

  protected override execute(_call: number, run: () => Promise<unknown>): Promise<unknown> {
    return this.policy.execute(run);
  }

  protected override reasonOf(error: unknown): string {
    if (error instanceof library.BrokenCircuitError) return 'circuit-open';
    throw error;
  }

  override state(): string {
    const { Closed, Open } = library.CircuitState;
    const { state } = this.policy;
    return state === Closed ? 'closed' : state === Open ? 'open' : 'half-open';
  }

  override counters(): Record<string, number> {
    const { state } = this.breaker;
    if (this.consecutive !== null) return { failures: Math.min(this.consecutive, state as number) };
    const counted = state as Counted;
    const failedCalls = counted.failures ?? counted.currentFailures!;
    return { calls: failedCalls + (counted.successes ?? counted.currentSuccesses!), failedCalls };
  }
}

function breakerFor(breaker: Samples): Cockatiel.IBreaker {
  if ('consecutive' in breaker) return new library.ConsecutiveBreaker(breaker.consecutive);
  if ('count' in breaker) return new library.CountBreaker(breaker.count);
  return new library.SamplingBreaker(breaker.sampling);
}

/** Draws what the engine's stream of that name draws. */
function backoffFor({ generator, ...options }: Record<string, unknown>) {
  const stream = new Streams(SEED).get('caller->callee.circuitBreaker.halfOpenAfter');
  vi.spyOn(Math, 'random').mockImplementation(() => stream.double());
  return new library.ExponentialBackoff({
    ...options,
    generator: library[generator as 'noJitterGenerator'],
  });
}

const backoff = { initialDelay: 100, maxDelay: 2000, exponent: 2 };

const PLANS: Record<string, Options> = {
  consecutive: { breaker: { consecutive: 3 }, halfOpenAfter: 1000 },
  count: { breaker: { count: { threshold: 0.5, size: 8 } }, halfOpenAfter: 300 },
  'count, with a minimum': {
    breaker: { count: { threshold: 0.4, size: 20, minimumNumberOfCalls: 5 } },
    halfOpenAfter: 100,
    ignore: ['permanent'],
  },
  sampling: {
    breaker: { sampling: { threshold: 0.5, duration: 1000, minimumRps: 4 } },
    halfOpenAfter: 1000,
  },
  'sampling, half-open within a window': {
    breaker: { sampling: { threshold: 0.6, duration: 1000, minimumRps: 3 } },
    halfOpenAfter: 1,
    steps: [0, 1, 7, 20, 50],
  },
  'sampling, with the library’s minimum': {
    breaker: { sampling: { threshold: 0.9, duration: 1001 } },
    halfOpenAfter: 300,
  },
  'several probes': {
    breaker: { consecutive: 2 },
    halfOpenAfter: 300,
    halfOpenSampling: { calls: 4, threshold: 0.3 },
    ignore: ['permanent'],
  },
  'no wait at all': { breaker: { consecutive: 2 }, halfOpenAfter: 0 },
  'open times that double': {
    breaker: { consecutive: 2 },
    halfOpenAfter: { ...backoff, generator: 'noJitterGenerator' },
  },
  'full jitter': {
    breaker: { consecutive: 2 },
    halfOpenAfter: { ...backoff, generator: 'fullJitterGenerator' },
  },
  'half jitter': {
    breaker: { consecutive: 2 },
    halfOpenAfter: { ...backoff, generator: 'halfJitterGenerator' },
  },
  'decorrelated jitter': {
    breaker: { consecutive: 2 },
    halfOpenAfter: { ...backoff, exponent: 3, generator: 'decorrelatedJitterGenerator' },
  },
};

/** Boundaries of windows and open times, and their neighbours; the last leaves windows behind. */
const STEPS = [0, 1, 1, 7, 99, 100, 100, 101, 199, 200, 201, 299, 300, 999, 1000, 1001, 60_000];

test.each(Object.entries(PLANS))('%s: alike after each step', async (_, { steps, ...options }) => {
  const transitions = await compare({
    patterns: `circuitBreaker: ${JSON.stringify({ like: 'cockatiel', ...options })}`,
    live: () => new LiveCockatiel(options),
    steps: steps ?? STEPS,
    counters: ({ notPermitted: _, waiting: __, ...counts }) => counts,
    failures: ['error', 'permanent'],
  });
  expect(transitions).toEqual(ROUND);
});
