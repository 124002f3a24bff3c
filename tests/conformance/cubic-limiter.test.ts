/** The rate limiter of the adaptive retry mode beside that of the AWS SDK, step by step. */
import { DefaultRateLimiter } from '@smithy/util-retry';
import { afterEach, expect, test, vi } from 'vitest';
import { restore, save } from '../../src/engine/kernel/state.ts';
import { CubicLimiter } from '../../src/engine/patterns/retry/cubic-limiter.ts';
import { always, upTo } from '../always.ts';
import { type Chance, chanceOf, turns } from '../fuzz/chance.ts';

afterEach(() => vi.useRealTimers());

/** What the SDK's limiter keeps to itself. */
interface Inside {
  enabled: boolean;
  fillRate: number;
  maxCapacity: number;
  availableTokens: number;
  measuredTxRate: number;
  lastMaxRate: number;
  timeWindow: number;
}

/** Both, on one clock. */
class Pair {
  readonly theirs = new DefaultRateLimiter();
  ours = new CubicLimiter(this.nowNs);
  waits = 0;

  get nowNs(): number {
    return Date.now() * 1e6;
  }

  answer(throttled: boolean): void {
    this.theirs.updateClientSendingRate({ errorType: throttled ? 'THROTTLING' : 'TRANSIENT' });
    this.ours.answered(this.nowNs, throttled);
  }

  /** Both wait for a token; the clock runs on as long as ours says. */
  async take(): Promise<void> {
    let wake: (() => void) | null = null;
    let delayMs = 0;
    DefaultRateLimiter['setTimeoutFn'] = (fn: () => void, delay: number) => {
      wake = fn;
      delayMs = delay;
    };
    const taken = this.theirs.getSendToken();
    for (;;) {
      const ns = this.ours.take(this.nowNs);
      if (wake === null) {
        expect(ns).toBe(0);
        return taken;
      }
      this.waits++;
      expect(ns / 1e6).toBe(Math.max(1, Math.trunc(delayMs)));
      vi.setSystemTime(Date.now() + ns / 1e6);
      const go: () => void = wake;
      wake = null;
      go();
      for (let turns = 0; turns < 5; turns++) await Promise.resolve();
    }
  }

  async step(c: Chance): Promise<void> {
    const u = c.below(20);
    // Steps onto whole and half seconds, where measuring begins anew, as well as between.
    if (u < 7) vi.setSystemTime(Date.now() + c.one([1, 7, 120, 500, 2500]));
    else if (u < 8) vi.setSystemTime(Math.ceil((Date.now() + 1) / 500) * 500);
    else if (u < 15) this.answer(c.happens(0.15));
    else await this.take();
  }

  compare(): void {
    const inside = this.theirs as unknown as Inside;
    const { enabled, rate, capacity, tokens, measured, lastMax, untilMax } = this.ours;
    expect(enabled).toBe(inside.enabled);
    const pairs = [
      [rate, inside.fillRate],
      [capacity, inside.maxCapacity],
      [tokens, inside.availableTokens],
      [measured, inside.measuredTxRate],
      [lastMax, inside.lastMaxRate],
      [untilMax, inside.timeWindow],
    ] as const;
    for (const [found, wanted] of pairs)
      expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-6 * (1 + Math.abs(wanted)));
  }
}

test('rate, tokens and waits are the library’s over thousands of random steps', async () => {
  let waits = 0;
  await always(12, upTo(800, turns), async (steps) => {
    vi.useRealTimers();
    vi.useFakeTimers({ toFake: ['Date'], now: 1000 });
    const pair = new Pair();
    for (const [i, turn] of steps.entries()) {
      await pair.step(chanceOf(turn));
      pair.compare();
      if (i % 50 === 0) {
        const again = new CubicLimiter(0);
        restore(again, save(pair.ours));
        pair.ours = again;
      }
    }
    waits += pair.waits;
  });
  expect(waits).toBeGreaterThan(100);
});

test('a cut to 70 %, then back to the old rate after ∛(0.3 ÷ 0.4 × rate) seconds', () => {
  const limiter = new CubicLimiter(0);
  // Eight answers a second for 20 s.
  let nowMs = 0;
  for (; nowMs < 20_000; nowMs += 125) limiter.answered(nowMs * 1e6, false);
  expect(limiter.measured).toBeCloseTo(8, 1);
  expect(limiter.take(nowMs * 1e6)).toBe(0);
  limiter.answered(nowMs * 1e6, true);
  const old = limiter.lastMax;
  expect(limiter.rate).toBeCloseTo(old * 0.7, 6);
  const backMs = Math.cbrt((old * 0.3) / 0.4) * 1000;
  expect(limiter.untilMax).toBeCloseTo(backMs / 1000, 6);
  const throttledMs = nowMs;
  for (; nowMs < throttledMs + backMs; nowMs += 125) limiter.answered(nowMs * 1e6, false);
  limiter.answered((throttledMs + Math.round(backMs)) * 1e6, false);
  expect(limiter.rate).toBeCloseTo(old, 3);
});
