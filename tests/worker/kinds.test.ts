/** The parts of the engine that the page's worker loads for a spec. */
import { expect, test } from 'vitest';
import { createRun } from '../../src/engine/index.ts';
import { Run } from '../../src/engine/lean.ts';
import { kindsFor } from '../../src/worker/kinds.ts';
import { everyLibrary } from '../every-library.ts';
import { specOf } from '../simulate.ts';

test('a run with the parts that it needs is the one with all parts', async () => {
  const spec = everyLibrary();
  const [own, whole] = [new Run(spec, await kindsFor(spec)), createRun(spec)];
  own.advance(1000);
  whole.advance(1000);
  expect(own.digest).toBe(whole.digest);
});

test('clients and services may be called like anything, also like keys', async () => {
  const spec = specOf(`
duration: 5s
clients:
  fallback: { load: { rate: 10/s }, steps: [{ call: patterns, patterns: [{ bulkhead: {} }] }] }
services: { patterns: { work: 1ms } }`);
  const run = new Run(spec, await kindsFor(spec));
  run.advance();
  expect(run.result().clients['fallback']!.succeeded).toBeGreaterThan(0);
});
