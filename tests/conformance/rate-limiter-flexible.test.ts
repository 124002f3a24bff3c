/**
 * The fixed window beside rate-limiter-flexible 11.4.0 in memory. The sliding log can be compared
 * with it as long as every window opens on an empty log: bursts within a window, with a pause of
 * more than a window after them.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { always, upTo } from '../always.ts';
import { PASS } from '../../src/engine/model/pattern.ts';
import { Alone } from '../engine/patterns/alone.ts';
import { hintOf } from '../../src/engine/model/flight/frame.ts';

const WINDOW_MS = 2000;

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'performance'] });
});
afterAll(() => {
  vi.useRealTimers();
});

/** One step: who calls, the pause before, and now and then other limits. */
const step = fc.record({
  user: fc.nat(2),
  // Windows of 1 and 2 s end at the instant of some calls.
  ms: fc.constantFrom(0, 0, 0, 1, 10, 250, 500, 1000),
  points: fc.constantFrom(...Array<null>(9).fill(null), 0, 1, 3, 6),
  seconds: fc.constantFrom(...Array<null>(9).fill(null), 1, 2),
});

test('the fixed window admits, counts and hints as it does, in thousands of steps', async () => {
  const { RateLimiterMemory } = await import('rate-limiter-flexible');
  let [admitted, refused] = [0, 0];
  await always(10, upTo(1000, step), async (steps) => {
    let [points, seconds] = [3, 1];
    const theirs = new RateLimiterMemory({ points, duration: seconds });
    const limits = () => ({ points, duration: seconds * 1000, per: 'user' });
    const ours = new Alone('rateLimiter', 'fixed-window', limits());
    for (const { user, ms, ...edit } of steps) {
      theirs.points = points = edit.points ?? points;
      theirs.duration = seconds = edit.seconds ?? seconds;
      ours.configure(limits());
      ours.advance(ms);
      await vi.advanceTimersByTimeAsync(ms);
      type Answer = { msBeforeNext: number; remainingPoints: number };
      const [admits, answer] = await theirs.consume(`${user}`).then(
        (one: Answer) => [true, one] as const,
        (one: Answer) => [false, one] as const,
      );
      const id = ours.enter({ user });
      expect(ours.fates[id] === PASS).toBe(admits);
      expect(ours.gauges['tokens']).toBe(answer.remainingPoints);
      if (!admits) expect(hintOf(ours.frames[id]!) / 1e6).toBe(answer.msBeforeNext);
      if (admits) admitted++;
      else refused++;
    }
  });
  expect(Math.min(admitted, refused)).toBeGreaterThan(1000);
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
