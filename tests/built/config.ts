/**
 * The tests of the engine once more, against what people get. Scenarios run in the built worker, in
 * the very file that a page loads; whatever else a test asks of the engine comes from a bundle of
 * all its modules, made with the worker's options. `npx vitest run --config tests/built/config.ts`,
 * after `npm run build`.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import config from '../../vite.config.ts';
import { ALSO_BUILT } from './also.mjs';
import { inOneFile, root } from './bundle.ts';

function worker(): string {
  const folder = join(root, 'dist/assets');
  const file = readdirSync(folder).find((name) => /^worker-.*\.js$/.test(name));
  if (!file) throw new Error('there is no built worker: npm run build');
  return join(folder, file);
}

export default defineConfig({
  root,
  plugins: [inOneFile(true, worker())],
  test: {
    ...config.test,
    include: ['tests/built/*.claim.ts', ...ALSO_BUILT],
    // A worker listens to the page that started it; here there is none.
    setupFiles: ['tests/built/no-page.ts'],
  },
});
