// Measures the engine and the page and prints the figures: npm run bench [-- ratio | start | long |
// told | memory | checkpoints | parts | curves | page …]. It judges but never fails: a figure
// depends on the machine, and on its neighbours.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, load as loaded } from './load.mjs';
import { page } from './page.mjs';
import * as measured from './sections.mjs';

const sections = { ...measured, page };
const here = dirname(fileURLToPath(import.meta.url));
const ORDER = [
  'ratio',
  'start',
  'long',
  'told',
  'memory',
  'checkpoints',
  'parts',
  'curves',
  'page',
];

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !ORDER.includes(name));
if (unknown !== undefined) {
  console.error(`there is no section '${unknown}'; there are ${ORDER.join(', ')}`);
  process.exit(2);
}

/** Runs a script in a process of its own, which prints JSON. */
function child(script, args, flags = []) {
  const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
  return JSON.parse(
    execFileSync(process.execPath, [...flags, join(here, script), ...args], options),
  );
}

const fromMs = performance.now();
const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
try {
  const path = await bundle(folder);
  const load = loadavg()[0].toFixed(1);
  console.log(
    `node ${process.version}, V8 ${process.versions.v8}, ${process.platform} ${process.arch}, ` +
      `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown'}, load ${load}`,
  );
  console.log(`  ${'median'.padStart(55)} ${'min–max'.padStart(15)}`);
  const tools = {
    yardstick: () => child('two-tier.mjs', ['300', '2000']),
    measure: (name, options, flags) =>
      child('child.mjs', [path, name, JSON.stringify(options)], flags),
    root: dirname(dirname(here)),
    fragmentOf: (scenario) => {
      const { read, experimentOf, labOf, toFragment } = loaded(path);
      const { spec } = read(JSON.stringify(scenario));
      return toFragment(labOf(experimentOf(null, spec)), 0);
    },
  };
  for (const name of ORDER)
    if (wanted.length === 0 || wanted.includes(name)) await sections[name](tools);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`\n${((performance.now() - fromMs) / 1000).toFixed(0)} s`);
