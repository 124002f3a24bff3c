/** What is in flight has a bound. Whole runs that reach it: tests/cli/limits.test.ts. */
import { expect, test } from 'vitest';
import { Pool } from '../../../src/engine/model/flight/pool.ts';
import { IN_FLIGHT_MAX, LimitReached } from '../../../src/engine/model/limits.ts';

test('a call beyond the bound is a limit reached, and those before it are there', () => {
  const pool = new Pool({ patterns: [] }, 0, 0);
  // As if so many were: to make each takes ten seconds.
  pool.frames.length = IN_FLIGHT_MAX - 1;
  pool.take(0, null);
  const one = () => pool.take(0, null);
  expect(one).toThrow(LimitReached);
  expect(one).toThrow(`${IN_FLIGHT_MAX} requests and calls are in flight`);
  expect(pool.inUse).toBe(IN_FLIGHT_MAX);
});
