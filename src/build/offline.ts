/**
 * The service worker of a built page, which knows each of its files by hash, and the digest of the
 * sources that it was built from, by which `npm start` recognizes an up-to-date build.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';
import { digestOf, RECORD } from './sources.mjs';

const source = join(import.meta.dirname, '../offline/service-worker.ts');
const NAME = 'sw.js';

const hashOf = (content: Uint8Array | string) =>
  createHash('sha256').update(content).digest('base64');

/** What a page needs of a folder, by path. The folder's own address stands for its index. */
function filesIn(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path !== NAME && path !== RECORD)
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort();
  return Object.fromEntries(
    paths.map((path) => [
      path === 'index.html' ? '' : path.replaceAll(sep, '/'),
      `sha256-${hashOf(readFileSync(join(folder, path)))}`,
    ]),
  );
}

/** What of esbuild is needed here; it comes with tsx. */
interface Esbuild {
  transformSync(code: string, options: object): { code: string };
}

/** The code of the worker, without the data in front of it. */
function code(): string {
  const require = createRequire(source);
  const esbuild = createRequire(require.resolve('tsx/package.json'))('esbuild') as Esbuild;
  const options = { loader: 'ts', format: 'iife', target: 'es2022', minify: true };
  return esbuild.transformSync(readFileSync(source, 'utf8'), options).code;
}

/** Writes the service worker of a built page. Its first lines are data. */
export function writeServiceWorker(folder: string): void {
  const [files, worker] = [JSON.stringify(filesIn(folder)), code()];
  const version = hashOf(files + worker);
  const head = `const VERSION = '${version}';\nconst FILES = ${files};\n`;
  writeFileSync(join(folder, NAME), head + worker);
}

/** Makes the build complete: the last plugin to write a file. */
export function offline(): Plugin {
  let folder = '';
  let root = '';
  let digest = '';
  return {
    name: 'offline',
    apply: 'build',
    configResolved(config) {
      root = config.root;
      folder = resolve(root, config.build.outDir);
    },
    buildStart() {
      digest = digestOf(root);
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        writeServiceWorker(folder);
        writeFileSync(join(folder, RECORD), `${digest}\n`);
      },
    },
  };
}
