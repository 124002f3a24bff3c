import { expect, test } from 'vitest';
import { shown } from '../runs.ts';
import { momentsOf } from '../../../src/ui/state/moments.ts';
import { specOf } from '../../simulate.ts';

const spec = (disabled: boolean) =>
  specOf(`
duration: 60s
clients: { web: { load: { rate: 1/s }, steps: [{ call: db }] } }
services: { db: {} }
faults:
  - { at: 10s, for: 5s, on: db, slow: 2 }
  - { at: 30s, for: 5s, on: db, slow: 2, disabled: ${disabled} }
edits: [{ at: 20s, set: services.db.threads, to: 3 }]`);

test('the playhead steps to faults, their ends and edits, but not to what is switched off', () => {
  expect(momentsOf(spec(false), [], null)).toEqual([10_000, 15_000, 20_000, 30_000, 35_000]);
  expect(momentsOf(spec(true), [], null)).toEqual([10_000, 15_000, 20_000]);
});

test('it steps to the collapse and the recovery as well, and to each instant once', () => {
  const { spec: queue, store, transitions } = shown('queue-too-long');
  const own = momentsOf(queue, transitions, null);
  const turns = momentsOf(queue, transitions, store).filter((ms) => !own.includes(ms));
  expect(own).toEqual([60_000, 120_000]);
  const [collapse, recovery, ...more] = turns;
  expect(more).toEqual([]);
  expect(collapse).toBeGreaterThan(60_000);
  expect(collapse).toBeLessThan(80_000);
  expect(recovery).toBeGreaterThan(200_000);
  const breaker = shown('breaker-saves-the-caller');
  const stops = momentsOf(breaker.spec, breaker.transitions, breaker.store);
  expect(new Set(stops.map((ms) => Math.floor(ms / 100))).size).toBe(stops.length);
});
