/** `npm start` in a folder that was copied with its build, to where nothing is installed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { digestOf, RECORD } from '../../src/build/sources.mjs';
import { serve } from '../../src/cli/serve.mjs';
import { root } from './command.ts';

const copy = mkdtempSync(join(tmpdir(), 'faultline-stick-'));
afterAll(() => rmSync(copy, { recursive: true }));

function put(path: string, text: string): void {
  const full = join(copy, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
}
for (const path of ['build/sources.mjs', 'cli/install.mjs', 'cli/serve.mjs', 'cli/start.mjs'])
  cpSync(join(root, 'src', path), join(copy, 'src', path));
for (const path of ['LICENSE', 'index.html', 'svelte.config.js', 'vite.config.ts']) put(path, path);
put('package-lock.json', '{ "packages": { "node_modules/a": { "version": "1.0.0" } } }');
put('public/icon.svg', '<svg/>');
put('scenarios/a.yaml', 'version: 1');
// Stands in for npm where there is no network.
put('no-npm.mjs', 'process.exit(1);');

/** Starts it, until it says where the page is or ends. */
async function start(): Promise<{ said: string; process: ChildProcess }> {
  const env = { ...process.env, npm_execpath: join(copy, 'no-npm.mjs') };
  const child = spawn(process.execPath, [join(copy, 'src/cli/start.mjs')], { env });
  let said = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    said += String(text);
    if (said.includes('Faultline is at')) break;
  }
  return { said, process: child };
}

async function page(said: string): Promise<string> {
  return (await fetch(/http:\S+/.exec(said)![0])).text();
}

async function end({ process }: { process: ChildProcess }): Promise<void> {
  if (process.exitCode !== null) return;
  process.kill();
  await once(process, 'exit');
}

test('without a build and without packages it ends', async () => {
  const started = await start();
  expect(started.said).toMatch(/^npm ci: nothing is installed/);
  if (started.process.exitCode === null) await once(started.process, 'exit');
  expect(started.process.exitCode).toBe(1);
});

test('a build of these very sources is served as it is, whatever the times of files', async () => {
  put('dist/index.html', 'the page');
  put(`dist/${RECORD}`, digestOf(copy));
  const [old, late] = [new Date('2001-01-01'), new Date('2101-01-01')];
  utimesSync(join(copy, 'dist/index.html'), old, old);
  utimesSync(join(copy, 'index.html'), late, late);
  // Left behind by a file manager.
  put('src/.DS_Store', '');
  const started = await start();
  expect(started.said).toMatch(/^Faultline is at http:\/\/127\.0\.0\.1:41\d\d\/ /);
  expect(await page(started.said)).toBe('the page');
  await end(started);
});

test('where nothing can be installed, an earlier build is served and called so', async () => {
  put('scenarios/a.yaml', 'version: 2');
  const started = await start();
  expect(started.said).toContain('this is an earlier build, of other sources');
  expect(await page(started.said)).toBe('the page');
  await end(started);
});

test('the server gives the files of its folder, by type, and nothing else', async () => {
  put('dist/assets/a.js', 'a();');
  const server = (await serve(join(copy, 'dist'), 0))!;
  const { port } = server.address() as AddressInfo;
  /** Addresses as they are: `fetch` would straighten them. */
  const ask = async (path: string, method = 'GET') => {
    const asked = request({ host: '127.0.0.1', port, path, method }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    return `${answer.statusCode} ${answer.headers['content-type']}`;
  };
  expect(await ask('/?a=1')).toBe('200 text/html; charset=utf-8');
  expect(await ask('/assets/a.js', 'HEAD')).toBe('200 text/javascript; charset=utf-8');
  expect(await ask('/', 'POST')).toMatch(/^405/);
  const others = ['/assets', '/assets/', '/b.js', '/../LICENSE', '/%2e%2e/LICENSE'];
  for (const path of [...others, '/..%2fLICENSE', '/..%5cLICENSE', '/%00', '/%', '//LICENSE'])
    expect(await ask(path), path).toMatch(/^404/);
  expect(await serve(join(copy, 'dist'), port)).toBeNull();
  server.close();
});
