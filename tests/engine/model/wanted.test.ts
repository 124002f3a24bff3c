/** Who waits for work is one thing, whether it is wanted another: awaited, detached, abandoned. */
import { expect, test } from 'vitest';
import {
  ABANDONED,
  AWAITED,
  BRANCH,
  CALL,
  DETACHED,
  REQUEST,
} from '../../../src/engine/model/flight/frame.ts';
import { Pool } from '../../../src/engine/model/flight/pool.ts';
import type { Frame } from '../../../src/engine/model/moves/moves.ts';
import { started, worldOf } from '../../simulate.ts';

test('what is done for a frame is wanted as it is, and abandoned with it', () => {
  const pool = new Pool({ patterns: [] }, 0, 0);
  const request = pool.take(REQUEST, null);
  const left = pool.take(CALL, request);
  const right = pool.take(CALL, request);
  const below = [pool.take(BRANCH, left), pool.take(BRANCH, left)];
  const deeper = pool.take(CALL, below[0]!);
  pool.abandon(left);
  expect([left, ...below, deeper].map(({ wanted }) => wanted)).toEqual(Array(4).fill(ABANDONED));
  expect([request, right].map(({ wanted }) => wanted)).toEqual([AWAITED, AWAITED]);
  expect(left.parent).toBeNull();
  expect(pool.take(CALL, below[1]!).wanted).toBe(ABANDONED);
});

test('detached work goes on when nobody waits, and is not counted as abandoned', () => {
  const ended = (detached: boolean) => {
    const run = started(`
duration: 1s
clients:
  web:
    load: { users: 1, iterations: 1 }
    steps: [{ call: api, patterns: [{ timeout: { after: 10ms } }] }]
services:
  api: { steps: [{ work: 50ms }, { call: db }] }
  db: { work: 50ms }`);
    run.advance(5);
    const w = worldOf(run);
    const call = w.pool.frames.find((f): f is Frame => f.kind === CALL)!;
    run.advance(20);
    if (detached) call.wanted = DETACHED;
    run.advance();
    const { services } = run.result();
    return [services['api']!, services['db']!].map(({ completed, abandoned }) => ({
      completed,
      abandoned,
    }));
  };
  const one = { completed: 1, abandoned: 1 };
  expect(ended(false)).toEqual([one, one]);
  expect(ended(true)).toEqual([
    { completed: 1, abandoned: 0 },
    { completed: 1, abandoned: 0 },
  ]);
});
