// `npm start`: serves the page on this machine only. Unless there is a build of the sources as they
// are, it installs what is missing and builds first. A folder that was copied together with its
// build therefore needs neither packages nor a network.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuilt } from '../build/sources.mjs';
import { install } from './install.mjs';
import { serve } from './serve.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const vite = join(root, 'node_modules/.bin/vite');
const dist = join(root, 'dist');
// Beyond these lie ports that browsers refuse.
const PORTS = Array.from({ length: 17 }, (_, i) => 4173 + i);

function build() {
  const { status } = spawnSync(process.execPath, [vite, 'build'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** An older page is better than none: without a network there is no other. */
function fallBack() {
  if (!existsSync(join(dist, 'index.html'))) process.exit(1);
  console.log('Packages could not be installed: this is an earlier build, of other sources.');
}

async function firstFree() {
  for (const port of PORTS) if (await serve(dist, port)) return port;
  throw new Error(`all ports from ${PORTS[0]} to ${PORTS.at(-1)} are in use`);
}

if (!isBuilt(root)) {
  if (install(root)) build();
  else fallBack();
}
const port = await firstFree();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit());
console.log(`Faultline is at http://127.0.0.1:${port}/ (end it with Ctrl+C)`);
