import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { root } from './command.ts';

const copy = mkdtempSync(join(tmpdir(), 'faultline-copy-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));
for (const part of ['src', 'package.json', 'tsconfig.json'])
  cpSync(join(root, part), join(copy, part), { recursive: true });
// Its own cache: few versions are kept, and other tests want theirs.
mkdirSync(join(copy, 'node_modules'));
for (const name of readdirSync(join(root, 'node_modules')).filter((name) => name !== '.cache'))
  symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name));

const launch = join(copy, 'src/cli/launch.mjs');
const schema = () => spawnSync(process.execPath, [launch, 'schema'], { encoding: 'utf8' });

/** Each version that is new takes seconds to make: there are two here. */
describe('the command is that of the sources as they are', () => {
  test('also where neither size nor time of a file tells; a stack names its line', async () => {
    const source = join(copy, 'src/cli/schema.ts');
    const text = readFileSync(source, 'utf8');
    const time = new Date('2020-01-01');
    utimesSync(source, time, time);
    expect(schema()).toMatchObject({ status: 0, stderr: '' });
    // What has not changed for two seconds is not looked into any more.
    await setTimeout(Math.max(0, statSync(source).ctimeMs + 2500 - Date.now()));
    expect(schema()).toMatchObject({ status: 0, stderr: '' });
    const lines = text.split('\n');
    const line = lines.findIndex((one) => one.includes('process.stdout.write'));
    const failing = "  throw new Error('of ours');".padEnd(lines[line]!.length);
    writeFileSync(source, lines.with(line, failing).join('\n'));
    utimesSync(source, time, time);
    expect(statSync(source).size).toBe(text.length);
    const { status, stderr } = schema();
    expect(status).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`Error: of ours\n    at schema \\(${source}:${line + 1}:\\d+\\)`),
    );
    writeFileSync(source, text);
    expect(schema()).toMatchObject({ status: 0, stderr: '' });
  });
});

test('before anything is installed it says what is to be done', () => {
  const bare = mkdtempSync(join(tmpdir(), 'faultline-bare-'));
  cpSync(join(root, 'src'), join(bare, 'src'), { recursive: true });
  const args = [join(bare, 'src/cli/launch.mjs'), '--help'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  rmSync(bare, { recursive: true });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toBe('nothing is installed yet: run `npm ci`\n');
});

test('package.json names it, and it runs by itself', () => {
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    bin: { faultline: string };
  };
  const help = execFileSync(join(root, bin.faultline), ['--help'], { encoding: 'utf8' });
  expect(help).toMatch(/^Usage: npx faultline /);
});
