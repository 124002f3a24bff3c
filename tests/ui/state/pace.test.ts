/** An estimate comes when it is worth one, follows the pace of late, and survives a rest. */
import { expect, test } from 'vitest';
import { Pace, roughly } from '../../../src/ui/state/pace.ts';

const STEP_MS = 20;

/** News every 20 ms, at so many times real time. @returns how things stand after the last */
function run(pace: Pace, speed: number, endMs: number, steps: number, clockMs = 0, nowMs = 0) {
  let left: number | null = null;
  for (let i = 0; i < steps; i++) {
    left = pace.leftMs(clockMs, nowMs, endMs);
    clockMs += STEP_MS;
    nowMs += STEP_MS * speed;
  }
  return { clockMs, nowMs, left };
}

test('what is over soon is not worth an estimate', () => {
  expect(run(new Pace(), 100, 240_000, 100).left).toBeNull();
});

test('what takes long is, but not before something is known', () => {
  expect(run(new Pace(), 100, 3_600_000, 10).left).toBeNull();
  const { left, nowMs } = run(new Pace(), 100, 3_600_000, 100);
  expect(left).toBeCloseTo((3_600_000 - nowMs) / 100, -2);
});

test('once given it is kept up to the end', () => {
  const { left } = run(new Pace(), 100, 500_000, 240);
  expect(left).not.toBeNull();
  expect(left).toBeLessThan(1000);
});

test('when load rises the pace of before is soon forgotten', () => {
  const pace = new Pace();
  const { clockMs, nowMs } = run(pace, 400, 7_200_000, 200);
  const slow = run(pace, 100, 7_200_000, 400, clockMs, nowMs);
  const rest = (7_200_000 - slow.nowMs) / 100;
  expect(slow.left! / rest).toBeGreaterThan(0.9);
  expect(slow.left! / rest).toBeLessThan(1.1);
});

test('time at rest is not counted, and the estimate is there again at once', () => {
  const pace = new Pace();
  const { clockMs, nowMs, left } = run(pace, 100, 3_600_000, 100);
  pace.rest();
  expect(pace.leftMs(clockMs + 60_000, nowMs, 3_600_000)! / left!).toBeCloseTo(1, 1);
});

test('another run begins without an opinion', () => {
  const pace = new Pace();
  run(pace, 100, 3_600_000, 100);
  pace.begin();
  expect(pace.leftMs(5000, 0, 3_600_000)).toBeNull();
});

test.each([
  [700, 'about 1 s'],
  [12_300, 'about 12 s'],
  [43_000, 'about 45 s'],
  [150_000, 'about 3 min'],
  [6_900_000, 'about 1.9 h'],
])('%d ms are %s', (ms, words) => {
  expect(roughly(ms)).toBe(words);
});
