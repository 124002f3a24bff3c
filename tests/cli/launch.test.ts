import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from './command.ts';

const copy = mkdtempSync(join(tmpdir(), 'faultline-copy-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

test('the command is that of the sources as they are, also right after a change', () => {
  for (const part of ['src', 'package.json', 'tsconfig.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const schema = () =>
    execFileSync(process.execPath, [join(copy, 'src/cli/launch.mjs'), 'schema'], {
      encoding: 'utf8',
    });
  const [before, after] = ['How long the run is,', 'What the clock shows at the end,'];
  const table = join(copy, 'src/engine/world-params.ts');
  const text = readFileSync(table, 'utf8');
  expect(schema()).toContain(before);
  writeFileSync(table, text.replace(before, after));
  for (let time = 0; time < 2; time++) expect(schema()).toContain(after);
  writeFileSync(table, text);
  expect(schema()).not.toContain(after);
});
