// `npm test`: the one gate. Installs what is missing, runs every step below and ends with a line
// `N passed, N failed` of real counts: a tool counts as one test, Vitest's tests as themselves.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from '../src/cli/install.mjs';
import { ALSO_BUILT } from './built/also.mjs';
import { playwrightStep, runStep, sum, tool, vitestStep } from './steps.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), 'faultline-gate-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** Mostly waits for the network, beside the others. */
const browsers = { name: 'browsers', run: ['tests/install-browsers.mjs'] };
const steps = [
  browsers,
  // The engine by itself: it sees neither the DOM's types nor Node's.
  { name: 'types of the engine', run: tool('tsgo', '-p', 'src/engine', '--noEmit') },
  {
    name: 'types',
    run: tool('svelte-check', '--tsgo', '--tsconfig', './tsconfig.json', '--fail-on-warnings'),
  },
  { name: 'format', run: tool('prettier', '--check', '.') },
  { name: 'lint', run: tool('eslint', '.', '--max-warnings', '0') },
  { name: 'imports', run: tool('depcruise', 'src') },
  { name: 'unused', run: tool('knip', '--no-progress', '--no-config-hints') },
  { name: 'build', run: tool('vite', 'build') },
  vitestStep(
    'tests',
    join(scratch, 'unit.json'),
    ...['--config', 'tests/config.ts'],
    ...ALSO_BUILT.flatMap((files) => ['--exclude', files]),
  ),
  // Of the engine: what people get.
  vitestStep(
    'tests of the build',
    join(scratch, 'built.json'),
    '--config',
    'tests/built/config.ts',
  ),
  playwrightStep(join(scratch, 'e2e.json')),
];

/** Tools go two at a time, for two cores; tests may measure time and have both to themselves. */
async function runAll() {
  const results = [];
  const note = async (step) => {
    const result = await runStep(step, { cwd: root });
    results.push(result);
    print(step, result);
  };
  const quiet = steps.filter((step) => !step.aloud && step !== browsers);
  const next = async () => {
    for (let step = quiet.shift(); step; step = quiet.shift()) await note(step);
  };
  await Promise.all([note(browsers), next(), next()]);
  for (const step of steps) if (step.aloud) await note(step);
  return results;
}

function print(step, { passed, failed, skipped, note, output, seconds }) {
  const mark = failed ? 'FAILED' : 'passed';
  const count = step.counts ? `  ${sum([{ passed, failed, skipped }])}` : '';
  console.log(`${mark}  ${step.name}  ${seconds.toFixed(1)} s${count}`);
  if (failed && note) console.log(`  ${note}`);
  if (failed && output.trim()) console.log(output.trimEnd().replace(/^/gm, '  '));
}

const from = Date.now();
const results = install(root) ? await runAll() : [{ passed: 0, failed: 1, skipped: 0 }];
console.log(`${((Date.now() - from) / 1000).toFixed(1)} s in all`);
console.log(sum(results));
process.exitCode = results.some((result) => result.failed) ? 1 : 0;
