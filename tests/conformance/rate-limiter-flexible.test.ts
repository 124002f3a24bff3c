/**
 * The sliding log beside rate-limiter-flexible 11.4.0 in memory, whose window is fixed: it opens at
 * the first call and ends as a whole. The two can be compared as long as every window opens on an
 * empty log: bursts within a window, with a pause of more than a window after them.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Chance } from '../fuzz/chance.ts';
import { Alone } from '../engine/patterns/alone.ts';

const WINDOW_MS = 2000;

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'performance'] });
});
afterAll(() => {
  vi.useRealTimers();
});

test('within a window just as many calls pass, and by user, in 400 windows', async () => {
  const { RateLimiterMemory } = await import('rate-limiter-flexible');
  let comparisons = 0;
  for (let seed = 1; seed <= 8; seed++) {
    const c = new Chance(seed);
    const points = c.one([1, 2, 5]);
    const theirs = new RateLimiterMemory({ points, duration: WINDOW_MS / 1000 });
    const ours = new Alone('rateLimiter', 'sliding-window', {
      limit: points,
      window: WINDOW_MS,
      per: 'user',
    });
    for (let window = 0; window < 50; window++) {
      for (let left = WINDOW_MS; left > 0;) {
        const user = c.below(3);
        const admits = await theirs.consume(`${user}`).then(
          () => true,
          () => false,
        );
        expect(ours.admits({ user }), `seed ${seed}, window ${window}`).toBe(admits);
        comparisons++;
        const ms = Math.min(left, c.one([0, 1, 10, 300, 900]));
        left -= ms;
        // Up to its last ms, and no further: at the end of a window the two differ.
        ours.advance(left > 0 ? ms : ms - 1);
        await vi.advanceTimersByTimeAsync(left > 0 ? ms : ms - 1);
      }
      ours.advance(2 * WINDOW_MS);
      await vi.advanceTimersByTimeAsync(2 * WINDOW_MS);
    }
  }
  expect(comparisons).toBeGreaterThan(3000);
});
