import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { root } from './command.ts';

const copy = mkdtempSync(join(tmpdir(), 'faultline-copy-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));
for (const part of ['src', 'package.json', 'tsconfig.json'])
  cpSync(join(root, part), join(copy, part), { recursive: true });
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

const launch = join(copy, 'src/cli/launch.mjs');
const schema = () => execFileSync(process.execPath, [launch, 'schema'], { encoding: 'utf8' });

describe('the command is that of the sources as they are', () => {
  const table = join(copy, 'src/engine/world-params.ts');
  const text = readFileSync(table, 'utf8');
  const [before, after] = ['Simulated duration of', 'Time on the clock after'];

  test('also right after a change', () => {
    expect(schema()).toContain(before);
    writeFileSync(table, text.replace(before, after));
    expect(schema()).toContain(after);
    writeFileSync(table, text);
    expect(schema()).not.toContain(after);
  });

  test('also where neither the size nor the time of a file tells', () => {
    expect(schema()).toContain(before);
    const { atime, mtime } = statSync(table);
    const other = before.replace('duration', 'DURATION');
    writeFileSync(table, text.replace(before, other));
    utimesSync(table, atime, mtime);
    expect(schema()).toContain(other);
    writeFileSync(table, text);
  });
});

test('before anything is installed it says what is to be done', () => {
  const bare = mkdtempSync(join(tmpdir(), 'faultline-bare-'));
  cpSync(join(root, 'src'), join(bare, 'src'), { recursive: true });
  const args = [join(bare, 'src/cli/launch.mjs'), '--help'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  rmSync(bare, { recursive: true });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toBe('nothing is installed yet: run `npm ci` (`npm start` does that, too)\n');
});

test('a stack names the file and line that was written', () => {
  const source = join(copy, 'src/cli/schema.ts');
  const text = readFileSync(source, 'utf8');
  const lines = text.split('\n');
  const line = lines.findIndex((one) => one.includes('process.stdout.write'));
  writeFileSync(source, lines.with(line, "  throw new Error('of ours');").join('\n'));
  const { status, stderr } = spawnSync(process.execPath, [launch, 'schema'], { encoding: 'utf8' });
  writeFileSync(source, text);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    new RegExp(`Error: of ours\n    at schema \\(${source}:${line + 1}:\\d+\\)`),
  );
});

test('package.json names it, and it runs by itself', () => {
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    bin: { faultline: string };
  };
  const help = execFileSync(join(root, bin.faultline), ['--help'], { encoding: 'utf8' });
  expect(help).toMatch(/^Usage: npx faultline /);
});
