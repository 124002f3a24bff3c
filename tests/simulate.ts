/** Small scenarios for tests of the engine: text in, result out, every assertion of the run on. */
import { check, createRun, type Run, type RunResult, type Spec } from '../src/engine/index.ts';
import type { World } from '../src/engine/model/world.ts';
import { formatProblem, read } from '../src/scenario/read.ts';

/** The spec of a scenario that has no problems; `version` may be left out. */
export function specOf(yaml: string): Spec {
  const { spec, problems } = read(/^version:/m.test(yaml) ? yaml : `version: 1\n${yaml}`);
  if (!spec)
    throw new Error(problems.map((problem) => formatProblem('scenario', problem)).join('\n'));
  return spec;
}

/** A run that asserts conservation, bounds and Little's law all along. */
export const started = (yaml: string): Run => createRun(specOf(yaml), { check });

/** The world inside a run, for tests that look closer than its result does. */
export const worldOf = (run: Run): World => (run as unknown as { w: World }).w;

/** A run to its end that goes on from a checkpoint, which another one has taken then (ms). */
export function continued(yaml: string, atMs: number): Run {
  const first = started(yaml);
  first.advance(atMs);
  const second = started(yaml);
  second.restore(first.checkpoint());
  second.advance();
  return second;
}

export interface SimulateOptions {
  /** Until then, in ms; left out: to the end. */
  until?: number;
}

export function simulate(yaml: string, { until }: SimulateOptions = {}): RunResult {
  const run = started(yaml);
  run.advance(until);
  return run.result();
}

/** Clients a, b, c … of one request each, made at these instants (ms), as YAML. */
export function callers(steps: string, ...atMs: number[]): string {
  const list = steps.startsWith('[') ? steps.slice(1, -1) : `call: ${steps}`;
  const clients = atMs.map((ms, i) => {
    const load = '{ users: 1, iterations: 1 }';
    const first = list.startsWith('{') ? list : `{ ${list} }`;
    return `${letter(i)}: { load: ${load}, steps: [{ work: ${ms}ms }, ${first}] }`;
  });
  return `{ ${clients.join(', ')} }`;
}

const letter = (i: number): string => String.fromCharCode(97 + i);

/**
 * What became of the one request of each client, and when it was known: `ok at 20`,
 * `timeout at 35`, `error at 30: gw->api: timeout`, `in flight`.
 */
export function fates(result: RunResult): Record<string, string> {
  const entries = Object.entries(result.clients).map(([id, client]): [string, string] => {
    const { succeeded, degraded, latencyMs, failedLatencyMs, failures, causes } = client;
    if (succeeded + degraded > 0)
      return [id, `${succeeded ? 'ok' : 'degraded'} at ${latencyMs.max}`];
    const [reason] = Object.keys(failures);
    if (reason === undefined) return [id, 'in flight'];
    const [cause] = Object.keys(causes);
    const why = cause === undefined || cause.startsWith(`${id}->`) ? '' : `: ${cause}`;
    return [id, `${reason} at ${failedLatencyMs.max}${why}`];
  });
  return Object.fromEntries(entries);
}
