// `npm run test:full`: the tests that have full numbers, with them, and what they measured, dated,
// in tests/full.md.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from '../src/cli/install.mjs';
import { playwrightStep, runStep, sum, tool, vitestStep } from './steps.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), 'faultline-full-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const figures = join(scratch, 'figures.jsonl');

/** Tables in the order of their names: which test file came first is chance. */
function tables() {
  if (!existsSync(figures)) return '';
  const rows = readFileSync(figures, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const names = [...new Set(rows.map((row) => row.name))].sort();
  const valuesOf = (name) => rows.filter((row) => row.name === name).map((row) => row.values);
  return names.map((name) => table(name, valuesOf(name))).join('\n');
}

function table(name, rows) {
  const columns = [...new Set(rows.flatMap(Object.keys))];
  const line = (cells) => `| ${cells.map(cellOf).join(' | ')} |\n`;
  const body = rows.map((row) => line(columns.map((column) => row[column] ?? '')));
  return `## ${name}\n\n${line(columns)}${line(columns.map(() => '---'))}${body.join('')}`;
}

const cellOf = (value) =>
  (typeof value === 'number' && !Number.isInteger(value)
    ? String(Number(value.toPrecision(6)))
    : String(value)
  ).replaceAll('|', '\\|');

if (!install(root)) process.exit(1);
// A night is enough.
const minutesMax = 8 * 60;
const steps = [
  { name: 'browsers', run: ['tests/install-browsers.mjs'] },
  vitestStep('tests', join(scratch, 'unit.json'), '--config', 'tests/config.ts'),
  { name: 'build', run: tool('vite', 'build') },
  // Every scenario, in every browser that is here, and what takes the page too long by day.
  playwrightStep(join(scratch, 'e2e.json')),
];
const from = Date.now();
const results = [];
for (const step of steps)
  results.push(
    await runStep(
      { ...step, minutesMax },
      { cwd: root, env: { FULL: '1', FULL_FIGURES: figures } },
    ),
  );
const seconds = Math.round((Date.now() - from) / 1000);
const date = new Date().toISOString().slice(0, 10);
const cores = `${availableParallelism()} × ${cpus()[0]?.model ?? 'CPU'}`;
const machine = `Node ${process.versions.node}, ${cores}`;
writeFileSync(
  join(root, 'tests/full.md'),
  `# The full numbers

Written by \`npm run test:full\` on ${date} in ${seconds} s: ${sum(results)}.
${machine}.

${tables()}`,
);
console.log(sum(results));
process.exitCode = results.some(({ failed }) => failed) ? 1 : 0;
