/**
 * The tests of the engine once more, against what people get. Scenarios run in the built worker, in
 * the very file that a page loads; whatever else a test asks of the engine comes from a bundle of
 * all its modules, made with the worker's options. `npx vitest run --config tests/built/config.ts`,
 * after `npm run build`.
 */
import { readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { forVite as inline } from '../../src/build/plugins.ts';
import config, { workerOptions } from '../../vite.config.ts';

const root = dirname(dirname(import.meta.dirname));
const engine = join(root, 'src/engine');
const door = join(engine, 'index.ts');
const out = join(root, 'node_modules/.cache/faultline-built');
const ENTRY = '\0every-module';
const BUILT = '\0built:';

const modules = (readdirSync(engine, { recursive: true }) as string[])
  .filter((file) => /(?<!\.d)\.ts$/.test(file))
  .map((file) => join(engine, file));

/** All of the engine's modules, each under a name of its own. */
const everyModule: Plugin = {
  name: 'every-module',
  resolveId: (source) => (source.endsWith('every-module') ? ENTRY : null),
  load: (id) =>
    id === ENTRY
      ? modules.map((file, i) => `export * as m${i} from ${JSON.stringify(file)};`).join('\n')
      : null,
};

async function bundled(): Promise<string> {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    plugins: [inline(), everyModule],
    build: {
      outDir: out,
      emptyOutDir: true,
      target: 'es2022',
      minify: true,
      copyPublicDir: false,
      rolldownOptions: {
        ...workerOptions,
        input: 'every-module',
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: 'engine.js' },
      },
    },
  });
  return join(
    out,
    readdirSync(out).find((file) => /^engine\..*js$/.test(file))!,
  );
}

function worker(): string {
  const folder = join(root, 'dist/assets');
  const file = readdirSync(folder).find((name) => /^worker-.*\.js$/.test(name));
  if (!file) throw new Error('there is no built worker: npm run build');
  return join(folder, file);
}

/** Puts what was built in the place of the engine's sources. */
async function built(): Promise<Plugin> {
  const bundle = await bundled();
  const all = (await import(pathToFileURL(bundle).href)) as Record<string, object>;
  return {
    name: 'built',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!source.startsWith('.') || !importer || importer.startsWith(BUILT)) return null;
      const file = resolve(dirname(importer), source);
      return modules.includes(file) ? BUILT + relative(engine, file) : null;
    },
    load(id) {
      if (!id.startsWith(BUILT)) return null;
      const file = join(engine, id.slice(BUILT.length));
      const module = `m${modules.indexOf(file)}`;
      const names = Object.keys(all[module]!).filter(
        (name) => file !== door || name !== 'createRun',
      );
      return [
        `import { ${module} as built } from ${JSON.stringify(bundle)};`,
        `export const { ${names.join(', ')} } = built;`,
        file === door ? `export { createRun } from ${JSON.stringify(worker())};` : '',
      ].join('\n');
    },
  };
}

export default defineConfig({
  root,
  plugins: [built()],
  test: {
    ...config.test,
    include: [
      'tests/built/*.claim.ts',
      'tests/golden/golden.test.ts',
      'tests/fuzz/*.test.ts',
      'tests/conformance/*.test.ts',
    ],
    // Beside the recorded vectors, libraries that run on timers take their time.
    exclude: ['tests/conformance/{stacks,retry-libraries,aws-adaptive}.test.ts'],
    // A worker listens to the page that started it; here there is none.
    setupFiles: ['tests/built/no-page.ts'],
  },
});
