// Which sources a build of the page was made from. Times of files say nothing once the folder has
// been copied, so contents are compared.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The file of a build that holds the digest of its sources. */
export const RECORD = 'built-from.txt';
const INPUTS = [
  'LICENSE',
  'index.html',
  'package-lock.json',
  'public',
  'scenarios',
  'src',
  'svelte.config.js',
  'vite.config.ts',
];

/** Hidden files are left out: file managers leave some behind. */
function addTo(hash, root, path) {
  const full = join(root, path);
  if (statSync(full).isDirectory()) {
    const names = readdirSync(full).filter((name) => !name.startsWith('.'));
    for (const name of names.sort()) addTo(hash, root, `${path}/${name}`);
  } else {
    const content = readFileSync(full);
    hash.update(`${path}\n${content.length}\n`).update(content);
  }
}

/** Of everything that the page is made of. */
export function digestOf(root) {
  const hash = createHash('sha256');
  for (const path of INPUTS) addTo(hash, root, path);
  return hash.digest('hex');
}

/** Whether there is a build of the sources as they are. */
export function isBuilt(root) {
  const record = join(root, 'dist', RECORD);
  return existsSync(record) && readFileSync(record, 'utf8').trim() === digestOf(root);
}
