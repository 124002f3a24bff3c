/**
 * The SDK's adaptive strategy as a whole, back-off, quota and rate of attempts together, beside
 * ours: calls that overlap, of a callee that throttles for a while, draw for draw.
 */
import { AdaptiveRetryStrategy, DefaultRateLimiter } from '@smithy/util-retry';
import { afterEach, expect, test, vi } from 'vitest';
import type { ScriptedCall } from '../../src/engine/index.ts';
import { Stream } from '../../src/engine/kernel/random.ts';
import { draws, replayed } from './retrying.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const MAX_ATTEMPTS = 5;
const TYPES = {
  error: 'TRANSIENT',
  'rate-limited': 'THROTTLING',
  permanent: 'CLIENT_ERROR',
} as const;

/** Throttled from 2 s to 6 s. */
const script = (chance: Stream): ScriptedCall[] =>
  Array.from({ length: 20 }, () => {
    const at = 1 + chance.below(10_000);
    const isThrottled = at > 2000 && at < 6000;
    const outcomes = Array.from({ length: MAX_ATTEMPTS }, () => {
      const u = chance.double();
      if (u < (isThrottled ? 0.6 : 0.02)) return 'rate-limited';
      if (u > 0.97) return 'permanent';
      return isThrottled && u < 0.75 ? 'error' : 'ok';
    });
    return { at, latencies: [1 + chance.below(200)], outcomes };
  });

/** When the callee was called, in ms, and whether the call ended well. */
interface Told {
  attempts: number[];
  ok: boolean;
}

/** The strategy declares less of its tokens than it gives, and wants back. */
type Token = Parameters<AdaptiveRetryStrategy['recordSuccess']>[0];

const later = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

/** A call as the SDK's middleware makes it. */
async function call(strategy: AdaptiveRetryStrategy, script: ScriptedCall): Promise<Told> {
  const told: Told = { attempts: [], ok: false };
  await later(script.at);
  let token = (await strategy.acquireInitialRetryToken('')) as Token;
  for (;;) {
    const outcome = script.outcomes[told.attempts.push(Date.now()) - 1]!;
    await later(script.latencies[0]!);
    if (outcome === 'ok') {
      strategy.recordSuccess(token);
      return { ...told, ok: true };
    }
    const errorType = TYPES[outcome as keyof typeof TYPES];
    const next = await strategy.refreshRetryTokenForRetry(token, { errorType }).catch(() => null);
    if (next === null) return told;
    token = next as Token;
  }
}

/**
 * All calls through the library; null where one that comes, ends or has waited out a back-off does
 * so in the same ms as another does anything: which is first is chance. Those who wait for a token
 * often look for it in the same ms, in the order in which they came.
 */
async function theirs(calls: readonly ScriptedCall[], seed: string): Promise<Told[] | null> {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: 0 });
  vi.spyOn(Math, 'random').mockImplementation(draws(seed));
  const { setTimeout } = globalThis;
  const looks: number[] = [];
  const others: number[] = [];
  const noting = (ends: number[]) => (end: () => void, ms: number) =>
    setTimeout(() => {
      ends.push(Date.now());
      end();
    }, ms);
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(noting(others) as typeof setTimeout);
  // Node's timers take a millisecond at least, fake ones none: the limiter would look for ever.
  DefaultRateLimiter['setTimeoutFn'] = (fn: () => void, ms: number) =>
    void noting(looks)(fn, Math.max(1, ms));
  const strategy = new AdaptiveRetryStrategy(MAX_ATTEMPTS);
  const all = Promise.all(calls.map((one) => call(strategy, one)));
  await vi.runAllTimersAsync();
  vi.restoreAllMocks();
  vi.useRealTimers();
  const told = await all;
  const instants = [...others, ...new Set(looks)];
  return new Set(instants).size < instants.length ? null : told;
}

test('attempts are made when the SDK’s adaptive strategy makes them', async () => {
  let [compared, late] = [0, 0];
  for (let round = 0; round < 150; round++) {
    const seed = String(round);
    const calls = script(new Stream(seed, 'adaptive'));
    const wanted = await theirs(calls, seed);
    if (wanted === null) continue;
    compared++;
    const retry = `retry: { like: aws-adaptive, maxAttempts: ${MAX_ATTEMPTS} }`;
    const found = replayed(`[{ ${retry} }]`, calls, seed).map(({ attempts, outcome }): Told => ({
      attempts: attempts.map(({ at }) => at),
      ok: outcome === 'ok',
    }));
    expect(found, `round ${round}`).toEqual(wanted);
    late += found.filter(({ attempts }, i) => attempts[0]! > calls[i]!.at).length;
  }
  expect(compared).toBeGreaterThan(100);
  // First attempts that waited for a token.
  expect(late).toBeGreaterThan(1000);
});
