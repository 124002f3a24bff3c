/**
 * The engine in one file, in the place of its modules. Vitest otherwise runs every module by
 * itself, with a getter behind every import, which makes simulations three times slower.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'vite';
import type * as engineDoor from '../../src/engine/index.ts';
import { forVite as inline } from '../../src/build/plugins.ts';
import { workerOptions } from '../../vite.config.ts';

export const root = dirname(dirname(import.meta.dirname));
const engine = join(root, 'src/engine');
const door = join(engine, 'index.ts');
const cache = join(root, 'node_modules/.cache');
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

/** @returns the bundle's path; it lasts as long as this process */
async function bundled(minify: boolean): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const outDir = mkdtempSync(join(cache, 'engine-'));
  process.on('exit', () => rmSync(outDir, { recursive: true, force: true }));
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    plugins: [inline(), everyModule],
    build: {
      outDir,
      target: 'es2022',
      minify,
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
    outDir,
    readdirSync(outDir).find((file) => /^engine\..*js$/.test(file))!,
  );
}

/** `createRun` of a worker that has loaded all there is. @param names of all patterns */
const runsOf = (worker: string, names: readonly string[]): string => `
  import { Run, kindsFor } from ${JSON.stringify(worker)};
  const patterns = ${JSON.stringify(names.map((name) => ({ [name]: {} })))};
  const kinds = await kindsFor({ clients: {}, services: { every: { patterns } } });
  export const createRun = (spec, options) => new Run(spec, kinds, options);
`;

/**
 * Puts one file, made with the worker's options, in the place of the engine's sources.
 * @param worker where runs come from instead: the file of a page's worker, with the parts that it
 * loads for a spec
 */
export async function inOneFile(minify: boolean, worker?: string): Promise<Plugin> {
  const bundle = await bundled(minify);
  const all = (await import(pathToFileURL(bundle).href)) as Record<string, object>;
  const index = all[`m${modules.indexOf(door)}`] as Pick<typeof engineDoor, 'patternTables'>;
  const names = [...index.patternTables.keys()];
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
      const other = file === door ? worker : undefined;
      const exported = Object.keys(all[module]!).filter((name) => !other || name !== 'createRun');
      return [
        `import { ${module} as built } from ${JSON.stringify(bundle)};`,
        `export const { ${exported.join(', ')} } = built;`,
        other ? runsOf(other, names) : '',
      ].join('\n');
    },
  };
}
