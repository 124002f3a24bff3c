// Makes node_modules what package-lock.json says, and leaves it alone when it is that already.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

/**
 * The first difference between what is installed and the lockfile, or null. npm writes its own list
 * of what it installed last of all, so an interrupted installation has none; each package is looked
 * at as well, because whoever deletes one by hand leaves the list as it was.
 */
export function difference(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  let installed;
  try {
    installed = packagesOf(join(root, 'node_modules/.package-lock.json'));
  } catch {
    return 'nothing is installed, or not to the end';
  }
  for (const [path, want] of wanted) {
    const have = installed.get(path);
    // Binaries for other platforms are in the lockfile, but not on this disk.
    if (!have && want.optional) continue;
    if (have?.version !== want.version || have?.integrity !== want.integrity)
      return `${path}: wanted ${want.version}, found ${have?.version ?? 'none'}`;
    if (!existsSync(join(root, path, 'package.json'))) return `${path} is gone`;
  }
  for (const path of installed.keys()) if (!wanted.has(path)) return `${path} is not wanted`;
  return null;
}

function packagesOf(lockfile) {
  const entries = Object.entries(read(lockfile).packages);
  return new Map(entries.filter(([path]) => path !== ''));
}

/** Returns whether the packages are there; npm's own words go to the terminal. */
export function install(root) {
  const why = difference(root);
  if (!why) return true;
  console.log(`npm ci: ${why}`);
  // The npm that started us, if one did: `npm` may not be in the path.
  const npm = process.env.npm_execpath;
  const [command, ...first] = npm ? [process.execPath, npm] : ['npm'];
  const args = [...first, 'ci', '--include=dev', '--include=optional'];
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (error) console.error(String(error));
  return status === 0;
}
