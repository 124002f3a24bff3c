/** Where results go: nothing that was given is written over, and nothing is lost on the way. */
import { linkSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandIn, folderOf, processIn, scenario } from './command.ts';

const text = scenario();
const folder = folderOf({ 'it.yaml': text, 'old.csv': 'what was there before\n'.repeat(9999) });
const cli = commandIn(folder);
const start = processIn(folder);
const inside = (name: string) => join(folder, name);
symlinkSync('it.yaml', inside('linked.csv'));
linkSync(inside('it.yaml'), inside('hard.csv'));

describe.concurrent('--csv', () => {
  test.each(['it.yaml', './it.yaml', 'linked.csv', 'hard.csv'])(
    'does not write over the scenario: %s',
    async (file) => {
      const { status, stdout, stderr } = await cli(['run', 'it.yaml', '--csv', file, '--json']);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toBe(`--csv ${file}: this is the scenario itself; choose another file\n`);
      expect(readFileSync(inside('it.yaml'), 'utf8')).toBe(text);
    },
  );

  test('replaces a file that is there, all of it', async () => {
    expect((await cli(['run', 'it.yaml', '--csv', 'old.csv'])).status).toBe(0);
    expect((await cli(['run', 'it.yaml', '--csv', 'new.csv'])).status).toBe(0);
    const [old, fresh] = ['old.csv', 'new.csv'].map((file) => readFileSync(inside(file), 'utf8'));
    expect(old).toBe(fresh);
    expect(old).toMatch(/^tMs,/);
  });

  test('nor over one that comes on stdin', async () => {
    writeFileSync(inside('in.yaml'), text);
    const { status, stdout, stderr } = await start(['run', '-', '--csv', 'in.yaml'], {
      from: 'in.yaml',
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe('--csv in.yaml: this is the scenario itself; choose another file\n');
    expect(readFileSync(inside('in.yaml'), 'utf8')).toBe(text);
  });

  test('a run that comes to nothing leaves what was there', async () => {
    writeFileSync(inside('last.csv'), 'of the last run');
    const endless = scenario({ duration: '720h' });
    const { status } = await start(['run', '-', '--csv', 'last.csv'], {
      started: (child) => {
        child.stdin!.end(endless);
        setTimeout(() => child.kill('SIGKILL'), 3000);
      },
    });
    expect(status).toBeNull();
    expect(readFileSync(inside('last.csv'), 'utf8')).toBe('of the last run');
  });

  test('a scenario with problems leaves it as it is', async () => {
    writeFileSync(inside('kept.csv'), 'kept');
    const { status } = await cli(['run', '-', '--csv', 'kept.csv'], { input: 'nonsense' });
    expect(status).toBe(2);
    expect(readFileSync(inside('kept.csv'), 'utf8')).toBe('kept');
  });

  test('a folder, or a place that does not exist, is said before the run', async () => {
    for (const file of ['.', 'nowhere/out.csv']) {
      const { status, stdout, stderr } = await cli(['run', 'it.yaml', '--csv', file]);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(new RegExp(`^--csv ${file}: `));
    }
  });
});

// A disk that is full from the start.
describe.runIf(process.platform === 'linux')('a full disk', () => {
  test('does not lose the result of the run, and the status says so', async () => {
    const whole = await cli(['run', 'it.yaml', '--json']);
    const { status, stdout, stderr } = await cli([
      'run',
      'it.yaml',
      '--csv',
      '/dev/full',
      '--json',
    ]);
    expect(status).toBe(1);
    const digest = (json: string) => (JSON.parse(json) as { digest: string }).digest;
    expect(digest(stdout)).toBe(digest(whole.stdout));
    expect(stderr).toMatch(/^--csv \/dev\/full: .*no space.*\n$/i);
    const table = await cli(['run', 'it.yaml', '--csv', '/dev/full']);
    expect([table.status, table.stdout]).toEqual([1, expect.stringContaining('digest')]);
  });
});

test('names of a stranger steer no terminal', async () => {
  const hostile = 'a\\u001b[2J\\u202eb\\u0301\\u0301\\u0301\\u0301';
  const titled = scenario().replace('version: 1', `version: 1\ntitle: "${hostile}"`);
  const steering = /(?!\n)[\p{Cc}\p{Cf}]|\p{M}{3}/u;
  for (const args of [
    ['run', '-'],
    ['validate', '-', '--advice'],
  ]) {
    const { stdout, stderr } = await cli(args, { input: titled });
    expect(stdout + stderr).not.toMatch(steering);
  }
  const wrong = scenario().replace('version: 1', `version: 1\n"${hostile}": 1`);
  const { status, stderr } = await cli(['validate', '-'], { input: wrong });
  expect(status).toBe(2);
  expect(stderr).not.toMatch(steering);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});
