// Starts the command line from its sources. One pass of esbuild, the one that tsx brings, turns
// them into one script in memory: nothing is built on disk, so nothing is ever stale, and it takes
// half the time of loading file by file. Packages stay outside and are loaded as installed.
import Module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const main = join(folder, 'main.ts');
const require = createRequire(import.meta.url);
const { buildSync } = createRequire(require.resolve('tsx/package.json'))('esbuild');

const { outputFiles } = buildSync({
  entryPoints: [main],
  bundle: true,
  packages: 'external',
  platform: 'node',
  // A script, not a module: only that can be run from memory and still find its packages.
  format: 'cjs',
  target: 'node20',
  absWorkingDir: folder,
  outfile: 'main.js',
  sourcemap: 'inline',
  sourcesContent: false,
  write: false,
});

// A stack names the file and line that was written.
process.setSourceMapsEnabled(true);
const script = new Module(main);
script.filename = main;
script.paths = Module._nodeModulePaths(folder);
script._compile(outputFiles[0].text, main);
