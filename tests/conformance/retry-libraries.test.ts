/** Our retries beside the libraries themselves, which run on a fake clock, draw for draw. */
import { StandardRetryStrategy } from '@smithy/util-retry';
import {
  ConstantBackoff,
  decorrelatedJitterGenerator,
  ExponentialBackoff,
  fullJitterGenerator,
  halfJitterGenerator,
  handleAll,
  IterableBackoff,
  noJitterGenerator,
  retry as cockatielRetry,
} from 'cockatiel';
import { backOff } from 'exponential-backoff';
import fc from 'fast-check';
import pRetry from 'p-retry';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Stream } from '../../src/engine/kernel/random.ts';
import { always } from '../always.ts';
import { fakeTime, sinceEpoch } from './fake-time.ts';
import { delaysOf, draws, failing, replayed } from './retrying.ts';

beforeEach(fakeTime);
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const of = fc.constantFrom;
/** What both sides draw from. */
const seeds = fc.nat().map(String);

/** When a library makes its attempts, all of which fail, with these random numbers. */
async function attemptsOf(
  run: (attempt: () => Promise<never>) => Promise<unknown>,
  random: () => number,
): Promise<number[]> {
  const from = sinceEpoch();
  const instants: number[] = [];
  vi.spyOn(Math, 'random').mockImplementation(random);
  const call = run(() => {
    instants.push(sinceEpoch() - from);
    return Promise.reject(new Error('no'));
  }).catch(() => {});
  await vi.runAllTimersAsync();
  await call;
  return instants;
}

/** Sums of the delays, from the first attempt on. */
const instantsOf = (delays: readonly number[]): number[] =>
  delays.reduce((all, delay) => [...all, all.at(-1)! + delay], [0]);

describe('p-retry', () => {
  const options = fc.record({
    retries: of(0, 1, 4, 9),
    factor: of(0, 0.5, 1, 1.3, 2, 3),
    minTimeout: of(1, 7, 100, 500),
    maxTimeout: of(90, 250, 250.5, 3000, 1e6),
    randomize: fc.boolean(),
    maxRetryTime: of(1e9, 1000),
  });

  test('makes its attempts when we do, with and without jitter', () =>
    always(60, fc.tuple(options, seeds), async ([options, seed]) => {
      const found = await attemptsOf((attempt) => pRetry(attempt, options), draws(seed));
      const ours = delaysOf(`like: p-retry, ${JSON.stringify(options).slice(1, -1)}`, seed);
      expect(instantsOf(ours)).toEqual(found);
    }));

  test('waits no longer than a timer holds', async () => {
    const DAYS_29 = 29 * 24 * 3_600_000;
    const options = { retries: 2, minTimeout: DAYS_29, factor: 1 };
    const found = await attemptsOf((attempt) => pRetry(attempt, options), draws());
    expect(found).toEqual([0, 2 ** 31 - 1, 2 ** 32 - 2]);
    // Ours waits once: a run is over after 30 days.
    const [first] = delaysOf(`like: p-retry, retries: 1, minTimeout: ${DAYS_29}, factor: 1`);
    expect(first).toBe(found[1]);
  });
});

describe('exponential-backoff', () => {
  const options = fc.record({
    startingDelay: of(10, 100),
    timeMultiple: of(1, 1.5, 2),
    numOfAttempts: of(1, 3, 10),
    maxDelay: of(150, 1e6),
    jitter: of('none', 'full'),
  });

  test('its gaps are our plain back-off', () =>
    always(40, fc.tuple(options, seeds), async ([options, seed]) => {
      const { startingDelay, timeMultiple, numOfAttempts, maxDelay, jitter } = options;
      const found = await attemptsOf((attempt) => backOff(attempt, options), draws(seed));
      const ours = delaysOf(
        `maxAttempts: ${numOfAttempts}, base: ${startingDelay}, factor: ${timeMultiple}, ` +
          `cap: ${maxDelay}, jitter: ${jitter}`,
        seed,
      );
      // It rounds to whole ms with jitter, and timers do without.
      const whole = ours.map((ms) => (jitter === 'full' ? Math.round(ms) : Math.trunc(ms + 1e-9)));
      expect(instantsOf(whole)).toEqual(found);
    }));
});

describe('cockatiel', () => {
  const generators = {
    decorrelatedJitterGenerator,
    noJitterGenerator,
    fullJitterGenerator,
    halfJitterGenerator,
  };
  const names = Object.keys(generators) as (keyof typeof generators)[];

  const cases = fc.record({
    name: of(...names),
    initialDelay: of(5, 128),
    maxDelay: of(400, 30_000),
    exponent: of(2, 3),
    constant: of(false, false, false, false, true),
    maxAttempts: of(0, 1, 6),
    seed: seeds,
  });

  test('its policies try when we do', () =>
    always(60, cases, async ({ name, constant, maxAttempts, seed, ...delays }) => {
      const { initialDelay, maxDelay, exponent } = delays;
      const generator = generators[name] as typeof noJitterGenerator;
      const backoff = constant
        ? new ConstantBackoff(70)
        : new ExponentialBackoff({ ...delays, generator });
      const policy = cockatielRetry(handleAll, { maxAttempts, backoff });
      const found = await attemptsOf((attempt) => policy.execute(attempt), draws(seed));
      const group =
        `{ initialDelay: ${initialDelay}, maxDelay: ${maxDelay}, exponent: ${exponent}, ` +
        `generator: ${name} }`;
      const ours = delaysOf(
        `like: cockatiel, maxAttempts: ${maxAttempts}, backoff: ${constant ? 70 : group}`,
        seed,
      );
      // Timers take whole ms.
      const whole = ours.map((ms) => Math.trunc(ms + 1e-9));
      expect(instantsOf(whole)).toEqual(found);
    }));

  const lists = fc.record({
    list: fc.array(fc.nat(500), { minLength: 1, maxLength: 6 }),
    maxAttempts: of(0, 1, 3, 6, 9),
  });

  test('its lists go on with their last delay, as ours do', () =>
    always(60, lists, async ({ list, maxAttempts }) => {
      const policy = cockatielRetry(handleAll, { maxAttempts, backoff: new IterableBackoff(list) });
      const found = await attemptsOf((attempt) => policy.execute(attempt), draws());
      const ours = delaysOf(
        `like: cockatiel, maxAttempts: ${maxAttempts}, backoff: ${JSON.stringify(list)}`,
      );
      expect(instantsOf(ours)).toEqual(found);
    }));

  test('its decorrelated generator is Polly’s formula to the ninth digit', () =>
    always(300, seeds, (seed) => {
      const ours = delaysOf(
        'like: polly, maxRetryAttempts: 9, delay: 1s, backoffType: Exponential, useJitter: true',
        seed,
      );
      vi.spyOn(Math, 'random').mockImplementation(draws(seed));
      const options = { initialDelay: 1000, maxDelay: 1e9, exponent: 2 } as const;
      let state: [number, number] | undefined;
      for (const delay of ours) {
        const [theirs, next] = decorrelatedJitterGenerator(state, {
          ...options,
          generator: decorrelatedJitterGenerator,
        });
        state = next;
        // Ours are rounded to ns.
        expect(Math.abs(delay - theirs)).toBeLessThanOrEqual(1e-6 + theirs * 1e-9);
      }
    }));
});

/** How @smithy/util-retry sorts failures. */
const TYPES = {
  error: 'TRANSIENT',
  timeout: 'TRANSIENT',
  'rate-limited': 'THROTTLING',
  permanent: 'CLIENT_ERROR',
} as const;
type Failure = keyof typeof TYPES;

/** One call through the SDK's strategy: when it makes its attempts, which end at once. */
async function callOf(
  strategy: StandardRetryStrategy,
  outcomes: readonly string[],
): Promise<number[]> {
  const from = sinceEpoch();
  const instants: number[] = [];
  let token = await strategy.acquireInitialRetryToken('');
  for (let n = 0; ; n++) {
    instants.push(sinceEpoch() - from);
    const outcome = outcomes[Math.min(n, outcomes.length - 1)]!;
    if (outcome === 'ok') {
      strategy.recordSuccess(token);
      return instants;
    }
    const errorType = TYPES[outcome as Failure];
    const refreshed = strategy.refreshRetryTokenForRetry(token, { errorType }).catch(() => null);
    await vi.runAllTimersAsync();
    const next = await refreshed;
    if (next === null) return instants;
    token = next;
  }
}

describe('@smithy/util-retry', () => {
  test('its standard strategy’s quota allows what ours does, at the same instants', async () => {
    const CALLS = 2000;
    const kinds = ['ok', 'error', 'timeout', 'rate-limited', 'permanent'];
    const chance = new Stream('libraries', 'outcomes');
    const kind = (): string => kinds[chance.below(kinds.length)]!;
    const script = Array.from({ length: CALLS }, (_, i) => {
      // Outages and recoveries in turn, so that the quota empties and fills.
      const down = Math.floor(i / 80) % 2 === 0;
      const outcomes = [0, 1, 2, 3].map(() => (down || chance.double() < 0.1 ? kind() : 'ok'));
      return { at: i * 1e6, latencies: [0], outcomes };
    });
    const seed = 'smithy';
    const ours = replayed('[{ retry: { like: aws-standard, maxAttempts: 4 } }]', script, seed);
    vi.spyOn(Math, 'random').mockImplementation(draws(seed));
    const strategy = new StandardRetryStrategy(4);
    let refused = 0;
    for (const [i, { outcomes, at }] of script.entries()) {
      const theirs = await callOf(strategy, outcomes);
      expect(
        ours[i]!.attempts.map((attempt) => attempt.at - at),
        `call ${i}`,
      ).toEqual(theirs);
      if (strategy.getCapacity() < 14) refused++;
    }
    // The quota has mattered.
    expect(refused).toBeGreaterThan(10);
  });

  test('500 tokens: 35 retries at 14 each leave 10, the 36th is refused', () => {
    const calls = Array.from({ length: 36 }, (_, i) => ({ ...failing(), at: i * 1e6 }));
    const stack = '[{ retry: { like: aws-standard, maxAttempts: 2 } }]';
    const tries = replayed(stack, calls).map(({ attempts }) => attempts.length);
    expect(tries).toEqual([...Array<number>(35).fill(2), 1]);
    const throttled = Array.from({ length: 101 }, (_, i) => ({
      ...failing('rate-limited'),
      at: i * 1e6,
    }));
    const tried = replayed(stack, throttled).map(({ attempts }) => attempts.length);
    expect(tried).toEqual([...Array<number>(100).fill(2), 1]);
  });
});
