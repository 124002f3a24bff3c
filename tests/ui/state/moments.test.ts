import { expect, test } from 'vitest';
import { momentsOf } from '../../../src/ui/state/moments.ts';
import { specOf } from '../../simulate.ts';

test('what is switched off is no moment to step to', () => {
  const spec = specOf(`
duration: 60s
clients: { c: { load: { rate: 1/s }, steps: [{ call: s }] } }
services: { s: {} }
faults:
  - { at: 10s, for: 5s, on: s, slow: 2x }
  - { at: 20s, for: 5s, on: s, slow: 2x, disabled: true }`);
  expect(momentsOf(spec, [])).toEqual([10_000, 15_000]);
});
