/** That the service worker knows what was built, and `npm start` from what. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isBuilt } from '../../src/build/sources.mjs';
import { root } from './bundle.ts';

const dist = join(root, 'dist');
/** The worker cannot keep itself, and pages never ask for the record of the sources. */
const NOT_KEPT = ['sw.js', 'built-from.txt'];

test('the service worker lists exactly the files of the build, by what is in them', () => {
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(dist, path)).isFile() && !NOT_KEPT.includes(path))
    .map((path) => {
      const hash = createHash('sha256').update(readFileSync(join(dist, path)));
      return [path === 'index.html' ? '' : path, `sha256-${hash.digest('base64')}`];
    });
  const [, json] = /^const FILES = (.*);$/m.exec(readFileSync(join(dist, 'sw.js'), 'utf8'))!;
  expect(JSON.parse(json!)).toEqual(Object.fromEntries(files));
});

test('`npm start` takes the build for up to date', () => {
  expect(isBuilt(root)).toBe(true);
});
