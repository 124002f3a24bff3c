/**
 * The token bucket beside npm `limiter` 4.1.0 under a fake clock. Its bucket starts empty, ours
 * full: the tokens are taken at the start. Rates are eighths of a token per ms, so that both sums
 * are exact and every decision must be the same, at the very ms at which a token is whole as well.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { always, upTo } from '../always.ts';
import { Alone } from '../engine/patterns/alone.ts';

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'performance'] });
});
afterAll(() => {
  vi.useRealTimers();
});

const cases = fc.record({
  capacity: fc.constantFrom(1, 2, 5, 30),
  perSec: fc.constantFrom(125, 250, 1000, 2500),
  pauses: upTo(2000, fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 8, 40)),
});

test('waiting calls get their tokens when limiter gives them, in thousands of steps', async () => {
  const { TokenBucket } = await import('limiter');
  let waited = 0;
  await always(20, cases, async ({ capacity, perSec, pauses }) => {
    // It looks at whole ms only, and what flows into a smaller bucket until then is lost.
    const bucketSize = perSec > 1000 ? Math.max(5, capacity) : capacity;
    const theirs = new TokenBucket({
      bucketSize,
      tokensPerInterval: perSec,
      interval: 1000,
    });
    const limits = { capacity: bucketSize, refill: perSec, initial: 0, maxWait: 3_600_000 };
    const ours = new Alone('rateLimiter', 'plain', limits);
    const startMs = performance.now();
    const [due, left]: [number[], number[]] = [[], []];
    for (const ms of pauses.slice(0, 500)) {
      ours.advance(ms);
      await vi.advanceTimersByTimeAsync(ms);
      const id = ours.enter();
      const waitNs = ours.timers.get(`${id}/-1`) ?? 0;
      if (waitNs > 0) waited++;
      due.push(Math.ceil((ours.nowNs + waitNs) / 1e6));
      void theirs.removeTokens(1).then(() => (left[id] = performance.now() - startMs));
    }
    await vi.advanceTimersByTimeAsync(10_000);
    expect(left).toEqual(due);
  });
  expect(waited).toBeGreaterThan(1000);
});

test('tokens and decisions are those of limiter, in thousands of random steps', async () => {
  const { TokenBucket } = await import('limiter');
  let [refused, admitted] = [0, 0];
  await always(20, cases, ({ capacity, perSec, pauses }) => {
    const theirs = new TokenBucket({
      bucketSize: capacity,
      tokensPerInterval: perSec,
      interval: 1000,
    });
    const ours = new Alone('rateLimiter', 'plain', { capacity, refill: perSec });
    for (let i = 0; i < capacity; i++) expect(ours.admits()).toBe(true);
    for (const ms of pauses) {
      ours.advance(ms);
      vi.advanceTimersByTime(ms);
      const admits = theirs.tryRemoveTokens(1);
      expect(ours.admits()).toBe(admits);
      expect(ours.gauges['tokens']).toBe(theirs.content);
      if (admits) admitted++;
      else refused++;
    }
  });
  expect(Math.min(admitted, refused)).toBeGreaterThan(2000);
});
