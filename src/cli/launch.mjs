#!/usr/bin/env node
// Starts the command line from its sources: there is nothing to build, and nothing is ever stale.
// Scripts are kept under the hash of all that they were made from, each with V8's code for it, so
// that whoever asks for the second time waits for neither. Whether the sources are still those of
// the last time is told by their sizes and times, and by what is in them only where these differ.
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

const source = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(dirname(source), 'node_modules');
const cache = join(modules, '.cache/faultline');
const require = createRequire(import.meta.url);
/** So many versions are kept: one that was left is often wanted again. */
const KEPT = 4;
/** Some file systems tell times of so many ms apart. */
const SETTLED_MS = 2000;

/** What is kept in a file; null: nothing is. */
const kept = (path, encoding) => (fs.existsSync(path) ? fs.readFileSync(path, encoding) : null);

/** Nobody ever reads half of it. What cannot be kept is made each time. */
function keep(path, data) {
  try {
    fs.mkdirSync(dirname(path), { recursive: true });
    const draft = `${path}.${process.pid}`;
    fs.writeFileSync(draft, data);
    fs.renameSync(draft, path);
  } catch {
    return;
  }
}

/** The files in a folder, and in those below it. Node's own `recursive` takes ten times as long. */
const filesIn = (folder) =>
  fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : path;
  });

/** All that may be in a script, how it is read, the packages installed, and these files here. */
function inputs() {
  const parts = fs.readdirSync(source).filter((part) => part !== 'ui' && part !== 'worker');
  return [
    join(modules, '.package-lock.json'),
    join(source, '../tsconfig.json'),
    ...parts.flatMap((part) => filesIn(join(source, part))).sort(),
  ];
}

/** The hash of these, known from the last time if none has changed. */
function version() {
  const paths = inputs();
  let times = process.version;
  let newest = 0;
  for (const path of paths) {
    const { size, mtimeMs, ctimeMs } = fs.statSync(path);
    times += `\n${path} ${size} ${mtimeMs} ${ctimeMs}`;
    newest = Math.max(newest, ctimeMs);
  }
  const last = join(cache, 'last');
  const known = kept(last, 'utf8');
  if (known?.endsWith(times)) return known.slice(0, -times.length);
  const hash = require('node:crypto').createHash('sha256').update(process.version);
  for (const path of paths) hash.update(path).update(fs.readFileSync(path));
  const made = hash.digest('hex');
  // A file that has just changed may change again without its time being another.
  if (Date.now() - newest > SETTLED_MS) keep(last, made + times);
  return made;
}

/** Throws out the oldest versions. */
function forget() {
  try {
    const ageOf = (name) => fs.statSync(join(cache, name)).mtimeMs;
    const names = fs.readdirSync(cache).sort((a, b) => ageOf(b) - ageOf(a));
    for (const name of names.slice(KEPT)) fs.rmSync(join(cache, name), { recursive: true });
  } catch {
    return;
  }
}

if (!fs.existsSync(join(modules, '.package-lock.json'))) {
  console.error('nothing is installed yet: run `npm ci`');
  process.exit(1);
}
const hash = version();
const folder = join(cache, hash);
const COMMANDS = './commands.ts';
/** What each script exports. */
const contents = {
  main: "export * from './cli/main.ts'",
  commands: "export * from './cli/commands.ts'",
};
/** Scripts that were made just now. */
const made = new Map();

/** What makes scripts is TypeScript itself, and small. */
function maker() {
  const { buildSync } = createRequire(require.resolve('tsx/package.json'))('esbuild');
  const { outputFiles } = buildSync({
    entryPoints: [join(source, 'build/script.ts')],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    define: { 'import.meta.dirname': JSON.stringify(join(source, 'build')) },
    write: false,
  });
  const module = { exports: {} };
  new Function('exports', 'require', 'module', outputFiles[0].text)(
    module.exports,
    require,
    module,
  );
  return module.exports;
}

/** Makes the scripts. */
async function make() {
  const { scriptOf } = maker();
  for (const [name, text] of Object.entries(contents)) {
    const { script, map } = await scriptOf(text, folder, [COMMANDS]);
    made.set(name, script);
    // Unless somebody has changed a source since.
    if (version() !== hash) continue;
    keep(join(folder, `${name}.js.map`), map);
    keep(join(folder, `${name}.js`), script);
  }
  forget();
}

const loaded = new Map();

/** What a script exports. */
function load(name) {
  if (!loaded.has(name)) loaded.set(name, run(name));
  return loaded.get(name);
}

function run(name) {
  const path = join(folder, `${name}.js`);
  const text = made.get(name) ?? fs.readFileSync(path, 'latin1');
  const cachedData = kept(`${path}.code`) ?? undefined;
  const script = new Script(text, { filename: path, cachedData });
  // At the end, when it is known which functions are wanted.
  if (!cachedData || script.cachedDataRejected)
    process.on('exit', () => keep(`${path}.code`, script.createCachedData()));
  const module = { exports: {} };
  const demand = (id) => (id === COMMANDS ? load('commands') : require(id));
  script.runInThisContext()(module.exports, demand, module);
  return module.exports;
}

if (!Object.keys(contents).every((name) => fs.existsSync(join(folder, `${name}.js`)))) await make();
const { main, mapStacks } = load('main');
mapStacks();
void main(process.argv.slice(2));
