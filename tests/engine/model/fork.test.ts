/** A run beside another that shares its past, and an instant that is edited again and again. */
import { expect, test } from 'vitest';
import { createRun, type EditSpec } from '../../../src/engine/index.ts';
import { full } from '../../full.ts';
import { busy, edit } from './busy.ts';

function whole(edits: EditSpec[]) {
  const run = createRun({ ...busy('30s'), edits });
  run.advance();
  return run;
}

for (const checkpoints of [true, false])
  test(`a fork ends like its run, edited or not, with checkpoints: ${checkpoints}`, () => {
    const plain = whole([]);
    const run = createRun(busy('30s'), { checkpoints, intervals: true });
    run.advance(18_000);
    const some = checkpoints ? [17_950, 0] : [17_950];
    for (const atMs of full ? [25_000, 18_000, 17_950, 12_345.678, 0] : some) {
      const nowMs = run.nowMs;
      const fork = run.fork(atMs);
      expect(fork.nowMs).toBe(atMs);
      expect(fork.series().tMs).toEqual(plain.series().tMs.slice(0, Math.floor(atMs / 100)));
      const revised = run.fork(atMs);
      revised.revise([edit(atMs + 1, 2)]);
      for (const one of [revised, fork]) one.advance();
      expect(fork.digest).toBe(plain.digest);
      expect(fork.result()).toEqual(plain.result());
      expect(fork.series()).toEqual(plain.series());
      const other = whole([edit(atMs + 1, 2)]);
      expect(revised.digest).toBe(other.digest);
      expect(revised.series()).toEqual(other.series());
      expect(run.nowMs).toBe(nowMs);
    }
    run.advance();
    expect(run.result()).toEqual(plain.result());
    expect(run.series()).toEqual(plain.series());
  });

test('an instant that was edited once is at hand when it is edited again', () => {
  const run = createRun(busy('30s'), { checkpoints: true });
  run.advance(25_000);
  const atMs = 14_321;
  run.revise([edit(atMs, 9)]);
  expect(run.nowMs).toBeLessThan(atMs - 1);
  for (let threads = 8; threads > 2; threads--) {
    run.advance(atMs + 700);
    run.revise([edit(atMs, threads)]);
    expect(run.nowMs).toBe(atMs - 1e-6);
  }
  run.advance();
  expect(run.digest).toBe(whole([edit(atMs, 3)]).digest);
});

test('in a short run, too, an edit goes back to a checkpoint and not to the start', () => {
  const run = createRun(busy('30s'), { checkpoints: true });
  run.advance();
  expect(run.events).toBeLessThan(200_000);
  run.revise([edit(29_000, 9)]);
  expect(run.nowMs).toBeGreaterThan(10_000);
});

test('an edit at the instant of a checkpoint is made once, and its interval ends once', () => {
  const edits = Array.from({ length: 60 }, (_, i) => edit(500 * (i + 1) - 100, 4 + (i % 5)));
  const run = createRun({ ...busy('30s'), edits }, { checkpoints: true });
  run.advance();
  for (let last = 59; last > 0; last -= full ? 7 : 29) {
    const kept = edits.slice(0, last);
    run.revise(kept);
    run.advance();
    const fresh = whole(kept);
    expect(run.digest).toBe(fresh.digest);
    expect(run.series()).toEqual(fresh.series());
  }
});
