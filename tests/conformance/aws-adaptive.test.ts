/**
 * The SDK's adaptive strategy as a whole, back-off, quota and rate of attempts together, beside
 * ours: calls that overlap, of a callee that throttles for a while, draw for draw.
 */
import { AdaptiveRetryStrategy, DefaultRateLimiter } from '@smithy/util-retry';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import type { ScriptedCall } from '../../src/engine/index.ts';
import { always } from '../always.ts';
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

/** Of a hundred: throttled from 2 s to 6 s, and otherwise hardly ever. */
function outcomeOf(percent: number, at: number): string {
  const isThrottled = at > 2000 && at < 6000;
  if (percent < (isThrottled ? 60 : 2)) return 'rate-limited';
  if (percent >= 97) return 'permanent';
  return isThrottled && percent < 75 ? 'error' : 'ok';
}

const upTo = (max: number) => fc.noBias(fc.integer({ min: 1, max }));
const call = fc.record({
  at: upTo(10_000),
  latency: upTo(200),
  percents: fc.array(fc.noBias(fc.nat(99)), { minLength: MAX_ATTEMPTS, maxLength: MAX_ATTEMPTS }),
});
const scripts: fc.Arbitrary<ScriptedCall[]> = fc
  .array(call, { minLength: 20, maxLength: 20 })
  .map((calls) =>
    calls.map(({ at, latency, percents }) => ({
      at,
      latencies: [latency],
      outcomes: percents.map((percent) => outcomeOf(percent, at)),
    })),
  );

/** When the callee was called, in ms, and whether the call ended well. */
interface Told {
  attempts: number[];
  ok: boolean;
}

/** The strategy declares less of its tokens than it gives, and wants back. */
type Token = Parameters<AdaptiveRetryStrategy['recordSuccess']>[0];

const later = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

/** A call as the SDK's middleware makes it. */
async function made(strategy: AdaptiveRetryStrategy, script: ScriptedCall): Promise<Told> {
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
  const all = Promise.all(calls.map((one) => made(strategy, one)));
  await vi.runAllTimersAsync();
  vi.restoreAllMocks();
  vi.useRealTimers();
  const told = await all;
  const instants = [...others, ...new Set(looks)];
  return new Set(instants).size < instants.length ? null : told;
}

test('attempts are made when the SDK’s adaptive strategy makes them', async () => {
  let late = 0;
  await always(100, fc.tuple(scripts, fc.nat().map(String)), async ([calls, seed]) => {
    const wanted = await theirs(calls, seed);
    fc.pre(wanted !== null);
    const retry = `retry: { like: aws-adaptive, maxAttempts: ${MAX_ATTEMPTS} }`;
    const found = replayed(`[{ ${retry} }]`, calls, seed).map(({ attempts, outcome }): Told => ({
      attempts: attempts.map(({ at }) => at),
      ok: outcome === 'ok',
    }));
    expect(found).toEqual(wanted);
    late += found.filter(({ attempts }, i) => attempts[0]! > calls[i]!.at).length;
  });
  // First attempts that waited for a token.
  expect(late).toBeGreaterThan(500);
});
