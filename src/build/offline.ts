/**
 * The service worker of a built page, which knows each of its files by hash, and the digest of the
 * sources that it was built from, by which `npm start` recognizes an up-to-date build.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { build, type Plugin } from 'vite';
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

/** @returns the code of the worker without what it knows of the files */
async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: { input: source, output: { format: 'iife' } },
    },
  });
  const [{ output }] = [result].flat() as [{ output: [{ code: string }] }];
  return output[0].code;
}

/** Writes the service worker of a built page. Its first lines are data. */
export async function writeServiceWorker(folder: string): Promise<void> {
  const [files, code] = [JSON.stringify(filesIn(folder)), await bundle()];
  const version = hashOf(files + code);
  const head = `const VERSION = '${version}';\nconst FILES = ${files};\n`;
  writeFileSync(join(folder, NAME), head + code);
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
      async handler() {
        await writeServiceWorker(folder);
        writeFileSync(join(folder, RECORD), `${digest}\n`);
      },
    },
  };
}
