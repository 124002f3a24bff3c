import { expect, test } from 'vitest';
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
  expect(momentsOf(spec(false), [])).toEqual([10_000, 15_000, 20_000, 30_000, 35_000]);
  expect(momentsOf(spec(true), [])).toEqual([10_000, 15_000, 20_000]);
});
