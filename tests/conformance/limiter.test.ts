/**
 * The token bucket beside npm `limiter` 4.1.0 under a fake clock. Its bucket starts empty, ours
 * full: the tokens are taken at the start. Rates are eighths of a token per ms, so that both sums
 * are exact and every decision must be the same, at the very ms at which a token is whole as well.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Chance } from '../fuzz/chance.ts';
import { Alone } from '../engine/patterns/alone.ts';

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'performance'] });
});
afterAll(() => {
  vi.useRealTimers();
});

test('tokens and decisions are those of limiter, in 20,000 random steps', async () => {
  const { TokenBucket } = await import('limiter');
  let [comparisons, admitted] = [0, 0];
  for (let seed = 1; seed <= 20; seed++) {
    const c = new Chance(seed);
    const capacity = c.one([1, 2, 5, 30]);
    const perSec = c.one([125, 250, 1000, 2500]);
    const theirs = new TokenBucket({
      bucketSize: capacity,
      tokensPerInterval: perSec,
      interval: 1000,
    });
    const ours = new Alone('rateLimiter', 'plain', { capacity, refill: perSec });
    for (let i = 0; i < capacity; i++) expect(ours.admits()).toBe(true);
    for (let step = 0; step < 1000; step++) {
      const ms = c.one([0, 0, 0, 1, 1, 2, 3, 8, 40]);
      ours.advance(ms);
      vi.advanceTimersByTime(ms);
      const admits = theirs.tryRemoveTokens(1);
      expect(ours.admits(), `seed ${seed}, step ${step}`).toBe(admits);
      expect(ours.gauges['tokens'], `seed ${seed}, step ${step}`).toBe(theirs.content);
      comparisons++;
      if (admits) admitted++;
    }
  }
  expect(comparisons).toBe(20_000);
  expect(admitted).toBeGreaterThan(2000);
  expect(admitted).toBeLessThan(18_000);
});
