/** The fixed window; tests/conformance has it beside the library that it follows. */
import { describe, expect, test } from 'vitest';
import { callers, fates, simulate } from '../../simulate.ts';

const through = (limiter: string, atMs: readonly number[], more = ''): string => `
duration: 60s
clients: ${callers('gw', ...atMs)}
services:
  gw: { threads: 100, steps: [{ call: api, patterns: [{ rateLimiter: { ${limiter} } }] }] }
  api: { work: 0 }
${more}`;

/** Which of the calls at these instants were let through. */
const admitted = (limiter: string, atMs: readonly number[], more = ''): number[] => {
  const ended = Object.values(fates(simulate(through(limiter, atMs, more))));
  return atMs.filter((_, i) => ended[i]!.startsWith('ok'));
};

const five = 'like: fixed-window, points: 5, duration: 1s';
const times = (n: number, ms: number): number[] => Array<number>(n).fill(ms);

test('a fixed window lets twice its limit through around a boundary', () => {
  const calls = [0, ...times(5, 999), ...times(6, 1000)];
  // Ten from 0 to 1000 ms, nine of them within the last ms; one more is refused on either side.
  expect(admitted(five, calls)).toEqual([0, ...times(4, 999), ...times(5, 1000)]);
  // A window that slides lets through what it says.
  const sliding = 'like: sliding-window, limit: 5, window: 1s';
  expect(admitted(sliding, calls)).toEqual([0, ...times(4, 999), 1000]);
});

test('a window opens with the first call after the last one ended, not by the clock', () => {
  const one = 'like: fixed-window, points: 1, duration: 1s';
  expect(admitted(one, [700, 1000, 1699.999999, 1700, 2699, 5000, 5999, 6000])).toEqual([
    700, 1700, 5000, 6000,
  ]);
});

test('no points let nobody through', () => {
  expect(admitted('like: fixed-window, points: 0, duration: 1s', [0, 1, 2000])).toEqual([]);
});

test('who is refused hears when the window ends', () => {
  const retry = 'like: polly, delay: 10ms, maxRetryAttempts: 1, shouldRetryAfterHeader: true';
  const result = simulate(`
duration: 10s
clients: ${callers(`[{ call: api, patterns: [{ retry: { ${retry} } }] }]`, 100, 250)}
services:
  api: { work: 0, patterns: [{ rateLimiter: { like: fixed-window, points: 1, duration: 1s } }] }`);
  expect(fates(result)).toEqual({ a: 'ok at 100', b: 'ok at 1100' });
});

describe('edits', () => {
  const edit = (set: string, to: string): string =>
    `edits: [{ at: 500ms, set: "services.gw.steps[0].patterns[0].rateLimiter.${set}", to: ${to} }]`;
  const two = 'like: fixed-window, points: 2, duration: 1s';

  test('other points count in the window that is open, refused calls included', () => {
    // Three have called by then.
    const calls = [...times(3, 0), ...times(3, 600)];
    expect(admitted(two, calls, edit('points', '5'))).toEqual([0, 0, 600, 600]);
  });
  test('a window that is open ends when it was to end, the next one is as long as set', () => {
    const calls = [0, 0, 700, 1000, 1000, 1200, 1300];
    expect(admitted(two, calls, edit('duration', '200ms'))).toEqual([0, 0, 1000, 1000, 1200, 1300]);
  });
});
