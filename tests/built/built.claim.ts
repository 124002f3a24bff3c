/** That the second run of the tests is about what was built, and not about the sources again. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRun } from '../../src/engine/index.ts';
import { everyLibrary } from '../every-library.ts';
import { Frame } from '../../src/engine/model/flight/frame.ts';

test('runs come from the worker that a page loads', async () => {
  const folder = join(import.meta.dirname, '../../dist/assets');
  const file = readdirSync(folder).find((name) => /^worker-.*\.js$/.test(name))!;
  const worker = (await import(join(folder, file))) as { Run: new () => object };
  expect(createRun(everyLibrary())).toBeInstanceOf(worker.Run);
});

test('all else comes from a bundle that was made like it', () => {
  // As written, its name is its own, and its lines are short.
  expect(String(Frame).split('\n').length).toBeLessThan(5);
});
