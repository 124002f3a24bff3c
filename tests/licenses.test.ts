/** What licenses.txt says of a package; that all of them are in it is tested on the built page. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { licenseOf } from '../vite.config.ts';

test('a license is the text of its file', () => {
  const text = licenseOf('node_modules/uplot', []);
  expect(text).toMatch(/^uplot \d+\.\d+\.\d+ \(MIT\)\n/);
  expect(text).toContain('Permission is hereby granted');
});

test('without a file it is in the readme and in the heads of what is shipped', () => {
  const text = licenseOf('node_modules/seedrandom', ['node_modules/seedrandom/lib/alea.js']);
  expect(text).toContain('Copyright 2019 David Bau');
  expect(text).toContain('Copyright (C) 2010 by Johannes Baagøe');
});

test('the bundler adds its own code only, not that of its tools', () => {
  expect(licenseOf('node_modules/vite', [])).not.toContain('Bundled dependencies');
});

test('a package without a license text is refused by name', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-'));
  const about = { name: 'bare', version: '1.0.0', license: 'MIT' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(about));
  writeFileSync(join(folder, 'README.md'), '# bare\n\nHas a license.\n');
  expect(() => licenseOf(folder, [])).toThrow('bare 1.0.0 (MIT) has no license text');
  rmSync(folder, { recursive: true });
});
