// Runs one command as a step of the gate: its output is kept, its end certain, its count real.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A package's command, for Node to run. */
export const tool = (name, ...args) => [join('node_modules/.bin', name), ...args];

/** A step that hangs is a failed step; the whole gate has eight minutes. */
const MINUTES_MAX = 15;
const running = new Set();

/** Ends a step with all that it started; it leads a process group of its own. */
function end(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It was gone already.
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    for (const child of running) end(child);
    console.log(`stopped by ${signal}`);
    process.exit(1);
  });

/**
 * A step is `{ name, run: [file, ...args], counts?, report? }`: a script for Node, one test in the
 * count unless `counts` reads real numbers from the JSON file `report` that it writes. A step with
 * `aloud` has the terminal to itself.
 */
export async function runStep(step, { cwd, env = {} }) {
  if (step.report) rmSync(step.report, { force: true });
  const from = Date.now();
  const { code, output } = await execute(step, cwd, { ...env, ...step.env });
  return { ...countOf(step, code), output, code, seconds: (Date.now() - from) / 1000 };
}

function execute(step, cwd, env) {
  const { minutesMax = MINUTES_MAX } = step;
  const all = { ...process.env, ...env };
  // Tools behave differently in "production", and this is none.
  delete all.NODE_ENV;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, step.run, {
      cwd,
      detached: true,
      env: all,
      stdio: step.aloud ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    const late = setTimeout(() => {
      output += `\nstill running after ${minutesMax} minutes\n`;
      if (step.aloud) console.log(output);
      end(child);
    }, minutesMax * 60_000);
    const done = (code, more = '') => {
      clearTimeout(late);
      running.delete(child);
      end(child);
      resolve({ code, output: output + more });
    };
    child.on('error', (error) => done(1, String(error)));
    child.on('close', (code, signal) => done(code ?? 1, signal ? `\nended by ${signal}\n` : ''));
  });
}

/** What the step adds to the sum. What cannot be read, or contradicts the exit code, failed. */
function countOf(step, code) {
  if (!step.counts) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  let count;
  try {
    count = step.counts(JSON.parse(readFileSync(step.report, 'utf8')));
    if (!Object.values(count).every(Number.isInteger)) throw new Error('no numbers');
  } catch (error) {
    return { passed: 0, failed: 1, skipped: 0, note: `no readable report: ${error.message}` };
  }
  if (count.failed === 0 && (code !== 0 || count.passed === 0))
    return { ...count, failed: 1, note: `ended with code ${code}, ${count.passed} passed` };
  return count;
}

/**
 * Vitest's JSON report. A file that does not load has no tests to fail, so it counts itself; a test
 * whose process died is neither passed nor failed there, so whatever did not pass has failed.
 */
function vitestCounts(report) {
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((t) => t.status === 'failed'),
  );
  const passed = report.numPassedTests;
  const skipped = report.numPendingTests + report.numTodoTests;
  return { passed, failed: report.numTotalTests - passed - skipped + broken.length, skipped };
}

export const vitestStep = (name, report, ...options) => ({
  name,
  run: tool(
    'vitest',
    'run',
    ...options,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ),
  report,
  counts: vitestCounts,
  aloud: true,
});

/** What neither passed nor was skipped has failed, and so has a flaky one. */
function playwrightCounts({ stats, errors }) {
  const { expected, unexpected, flaky, skipped } = stats;
  return { passed: expected, failed: unexpected + flaky + errors.length, skipped };
}

export const playwrightStep = (report, ...files) => ({
  name: 'end to end',
  run: tool('playwright', 'test', ...files, '--reporter=list,json'),
  env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  report,
  counts: playwrightCounts,
  aloud: true,
});

export function sum(results) {
  const of = (key) => results.reduce((total, result) => total + result[key], 0);
  const skipped = of('skipped') ? `, ${of('skipped')} skipped` : '';
  return `${of('passed')} passed, ${of('failed')} failed${skipped}`;
}
