// `npm start`: installs what is missing, builds the page unless the build is newer than all that it
// is made of, and serves it on this machine only.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { install } from './install.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const vite = join(root, 'node_modules/.bin/vite');
const HOST = '127.0.0.1';
// Beyond these lie ports that browsers refuse.
const PORTS = Array.from({ length: 17 }, (_, i) => 4173 + i);

const newest = (path) =>
  statSync(path).isDirectory()
    ? Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
    : statSync(path).mtimeMs;

function stale() {
  const built = join(root, 'dist/index.html');
  if (!existsSync(built)) return true;
  const inputs = [
    'src',
    'scenarios',
    'public',
    'index.html',
    'vite.config.ts',
    'package-lock.json',
  ];
  return inputs.some((input) => newest(join(root, input)) > statSync(built).mtimeMs);
}

function build() {
  const { status } = spawnSync(process.execPath, [vite, 'build'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const isFree = (port) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, HOST, () => server.close(() => resolve(true)));
  });

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, HOST, () => socket.end(() => resolve(true)));
    socket.once('error', () => resolve(false));
  });

async function firstFree() {
  for (const port of PORTS) if (await isFree(port)) return port;
  throw new Error(`all ports from ${PORTS[0]} to ${PORTS.at(-1)} are in use`);
}

if (!install(root)) process.exit(1);
if (stale()) build();
const port = await firstFree();
const options = ['--host', HOST, '--port', String(port), '--strictPort', '--logLevel', 'warn'];
const server = spawn(process.execPath, [vite, 'preview', ...options], {
  cwd: root,
  stdio: 'inherit',
});
server.on('exit', (code) => process.exit(code ?? 1));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
// Whoever reads this opens it at once.
while (!(await answers(port))) await sleep(50);
console.log(`Faultline is at http://${HOST}:${port}/ (end it with Ctrl+C)`);
