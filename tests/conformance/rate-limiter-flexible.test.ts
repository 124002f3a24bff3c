/**
 * The sliding log beside rate-limiter-flexible 11.4.0 in memory, whose window is fixed: it opens at
 * the first call and ends as a whole. The two can be compared as long as every window opens on an
 * empty log: bursts within a window, with a pause of more than a window after them.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { always, upTo } from '../always.ts';
import { Alone } from '../engine/patterns/alone.ts';

const WINDOW_MS = 2000;

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'performance'] });
});
afterAll(() => {
  vi.useRealTimers();
});

/** Who calls, and how long after it the next call comes. */
const call = fc.record({ user: fc.nat(2), ms: fc.constantFrom(0, 1, 10, 300, 900) });
/** How many calls a window lets through, and the calls in each window. */
const cases = fc.tuple(fc.constantFrom(1, 2, 5), upTo(100, upTo(24, call)));

test('within a window just as many calls pass, and by user, in hundreds of windows', async () => {
  const { RateLimiterMemory } = await import('rate-limiter-flexible');
  let comparisons = 0;
  await always(8, cases, async ([points, windows]) => {
    const theirs = new RateLimiterMemory({ points, duration: WINDOW_MS / 1000 });
    const ours = new Alone('rateLimiter', 'sliding-window', {
      limit: points,
      window: WINDOW_MS,
      per: 'user',
    });
    for (const calls of windows) {
      // Up to its last ms, and no further: at the end of a window the two differ.
      let left = WINDOW_MS - 1;
      for (const { user, ms } of calls) {
        const admits = await theirs.consume(`${user}`).then(
          () => true,
          () => false,
        );
        expect(ours.admits({ user })).toBe(admits);
        comparisons++;
        const pause = Math.min(left, ms);
        left -= pause;
        ours.advance(pause);
        await vi.advanceTimersByTimeAsync(pause);
      }
      ours.advance(2 * WINDOW_MS);
      await vi.advanceTimersByTimeAsync(2 * WINDOW_MS);
    }
  });
  expect(comparisons).toBeGreaterThan(2000);
});
