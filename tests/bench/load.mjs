// The engine as the command line has it: the same modules, made into one script in the same way.
// Here that is done once per bench and every process gets the same text, so that all rounds measure
// the same sources even while somebody edits them.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

const here = dirname(fileURLToPath(import.meta.url));

/** The command line's script, and what a process may want of it: parts that are timed alone. */
const ENTRY = `
  export * from './cli/commands.ts';
  export { createRun } from './engine/every-kind.ts';
  export { read } from './scenario/read.ts';
  export { experimentOf } from './scenario/experiment.ts';
  export { labOf } from './scenario/lab.ts';
  export { toFragment } from './scenario/url.ts';
  export { IntervalStore } from './analysis/intervals.ts';
  export { storyOf } from './analysis/story/story.ts';
  export { Asked } from './analysis/why/asked.ts';
  export { whyOf } from './analysis/why/why.ts';
  export { traceOf } from './analysis/trace/trace.ts';
  export { slowestOf } from './analysis/trace/slowest.ts';
  export { slowestIn } from './engine/tracing.ts';
  export { contrastOf } from './analysis/contrast.ts';
  export { EventQueue } from './engine/kernel/queue.ts';
  export { Stream } from './engine/kernel/random.ts';
  export { Distribution } from './engine/distributions/distribution.ts';
  export { exp, ln } from './engine/kernel/math.ts';
  export { Digest } from './engine/kernel/digest.ts';
  export { Histogram } from './engine/metrics/histogram.ts';
  export { Pool } from './engine/model/flight/pool.ts';
  export { Timers } from './engine/model/flight/timers.ts';
`;

/** Writes the script into a folder. @returns its path */
export async function bundle(folder) {
  // Not in the processes that measure: V8 compiles its lexers beside the engine.
  const { tsImport } = await import('tsx/esm/api');
  const { scriptOf } = await tsImport('../../src/build/script.ts', import.meta.url);
  const path = join(folder, 'engine.js');
  writeFileSync(path, (await scriptOf(ENTRY, folder)).script);
  return path;
}

/** Runs the script. */
export function load(path) {
  const module = { exports: {} };
  const script = new Script(readFileSync(path, 'utf8'), { filename: path });
  script.runInThisContext()(module.exports, createRequire(import.meta.url), module);
  return module.exports;
}

/** The spec of a scenario in this folder. */
export function specOf(read, name) {
  const { spec, problems } = read(readFileSync(join(here, `${name}.yaml`), 'utf8'));
  if (!spec) throw new Error(`${name}.yaml: ${JSON.stringify(problems)}`);
  return spec;
}

/**
 * The two tiers for another purpose: so many `seconds`; `busier` times the rate and the capacity;
 * everything `slower` by a factor, with the capacity for it, so that as many times more calls are
 * in flight at the same rate; and `only` these patterns.
 */
export function twoTier(read, { seconds = 300, busier = 1, slower = 1, only = null } = {}) {
  const spec = specOf(read, 'two-tier');
  const { web } = spec.clients;
  const { a, b } = spec.services;
  spec.duration = seconds * 1000;
  web.load.rate *= busier;
  for (const service of [a, b]) service.threads *= busier * slower;
  a.steps[0].work.exponential *= slower;
  b.work.exponential *= slower;
  for (const call of [web.steps[0], a.steps[1]]) {
    if (only) call.patterns = call.patterns.filter((pattern) => Object.keys(pattern)[0] === only);
    for (const { timeout } of call.patterns) if (timeout) timeout.after *= slower;
  }
  return spec;
}
