// Starts the command line from its sources. One pass of esbuild, the one that tsx brings, turns
// them and the packages that they use into one script. Scripts are kept under the hash of all that
// they were made from, so there is nothing to build and none is ever stale, and whoever asks for
// the second time does not wait for it.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);
const folder = dirname(self);
const source = dirname(folder);
const modules = join(dirname(source), 'node_modules');
const cache = join(modules, '.cache/faultline');
const main = join(folder, 'main.ts');
/** Scripts kept: one that was left is often wanted again. */
const KEPT = 4;

/** Of every source that may be in it, how they are read, the packages installed, and this file. */
function fingerprint() {
  const hash = createHash('sha256').update(process.version);
  const add = (path) => hash.update(path).update(fs.readFileSync(path));
  for (const path of [self, join(modules, '.package-lock.json'), join(source, '../tsconfig.json')])
    add(path);
  for (const part of ['cli', 'engine', 'scenario'])
    for (const name of fs.readdirSync(join(source, part), { recursive: true }).toSorted())
      if (/\.ts$|tsconfig\.json$/.test(name)) add(join(source, part, name));
  return hash.digest('hex');
}

function bundled() {
  const require = createRequire(import.meta.url);
  const { buildSync } = createRequire(require.resolve('tsx/package.json'))('esbuild');
  const { outputFiles } = buildSync({
    entryPoints: [main],
    bundle: true,
    platform: 'node',
    // A script, not a module: only that can be run from memory.
    format: 'cjs',
    target: 'node20',
    absWorkingDir: folder,
    outfile: 'main.js',
    sourcemap: 'inline',
    sourcesContent: false,
    write: false,
  });
  return outputFiles[0].text;
}

/** Puts a script with the others and throws out the oldest. */
function keep(path, text) {
  fs.mkdirSync(cache, { recursive: true });
  // Nobody ever reads half of it.
  const draft = `${path}.${process.pid}`;
  fs.writeFileSync(draft, text);
  fs.renameSync(draft, path);
  const ageOf = (name) => fs.statSync(join(cache, name)).mtimeMs;
  const names = fs.readdirSync(cache).sort((a, b) => ageOf(b) - ageOf(a));
  for (const name of names.slice(KEPT)) fs.rmSync(join(cache, name), { force: true });
}

function script() {
  let text = null;
  try {
    const path = join(cache, `${fingerprint()}.js`);
    if (fs.existsSync(path)) return fs.readFileSync(path, 'utf8');
    keep(path, (text = bundled()));
  } catch {
    // Where nothing can be kept it is made each time.
  }
  return text ?? bundled();
}

// A stack names the file and line that was written.
process.setSourceMapsEnabled(true);
const run = new Module(main);
run.filename = main;
run.paths = Module._nodeModulePaths(folder);
run._compile(script(), main);
