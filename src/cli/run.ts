/** `run`: simulates a scenario and prints the results. */
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { check, type Spec } from '../engine/index.ts';
import { found } from '../scenario/problems.ts';
import { read } from '../scenario/read.ts';
import { formatMs, readMs } from '../scenario/units.ts';
import { seriesCsv } from './csv.ts';
import { drive, type Driven } from './drive.ts';
import { baseName, linesOf, readInput, SCENARIO_BYTES_MAX } from './input.ts';
import { complain, paintFor, print, printJson } from './output.ts';
import { report } from './report.ts';
import { BadInput, DONE, FAILED, reasonOf, STOPPED } from './status.ts';

export interface RunCommandOptions {
  seed?: string;
  until?: string;
  set?: readonly string[];
  json?: boolean;
  series?: boolean;
  csv?: string;
  check?: boolean;
}

export async function run(file: string, options: RunCommandOptions): Promise<number> {
  const spec = await specOf(file, options);
  const csv = options.csv === undefined ? null : opened(options.csv, file);
  const driven = await drive(spec, { check: options.check ? check : null });
  const { result, series, wallMs } = driven;
  const unsaved = csv === null ? null : save(csv, options.csv!, seriesCsv(series()));
  const scenario = baseName(file);
  if (options.json) printJson(objectOf(scenario, driven, options.series ?? false));
  else print(report(result, { scenario, title: spec.title, wallMs }, paintFor(process.stdout)));
  if (unsaved !== null) complain(unsaved);
  if (result.partial && options.json)
    complain(`${scenario}: ${result.partial.message}; the result is partial`);
  // A limit or a signal takes precedence over other failures.
  if (result.partial) return STOPPED;
  return unsaved === null ? DONE : FAILED;
}

/** All problems are reported at once, from the file and from the options. */
async function specOf(file: string, options: RunCommandOptions): Promise<Spec> {
  const { sets, wrong } = readSets(options.set ?? []);
  const untilMs = options.until === undefined ? null : readMs(options.until);
  if (options.until !== undefined && !(untilMs !== null && untilMs > 0))
    wrong.push(`--until: wanted a duration such as 60s, found ${found(options.until)}`);
  const text = await readInput(file, SCENARIO_BYTES_MAX);
  const { seed } = options;
  const { spec, problems } = read(text, { set: sets, ...(seed === undefined ? {} : { seed }) });
  if (spec && untilMs !== null) wrong.push(...shorten(spec, untilMs));
  const lines = [...wrong, ...linesOf(file, problems)];
  if (!spec || wrong.length > 0) throw new BadInput(...lines);
  if (options.series && !options.json) lines.push('--series: requires --json');
  complain(...lines);
  return spec;
}

function readSets(options: readonly string[]): { sets: [string, string][]; wrong: string[] } {
  const sets: [string, string][] = [];
  const wrong: string[] = [];
  for (const option of options) {
    const at = option.indexOf('=');
    if (at > 0) sets.push([option.slice(0, at), option.slice(at + 1)]);
    else wrong.push(`--set: wanted PATH=VALUE, found ${found(option)}`);
  }
  return { sets, wrong };
}

/** Ends the run earlier; until then it is the same run. */
function shorten(spec: Spec, untilMs: number): string[] {
  const { duration, warmup } = spec;
  if (untilMs > duration)
    return [
      `--until: wanted at most the duration, ${formatMs(duration)}, found ${formatMs(untilMs)}`,
    ];
  if (untilMs <= warmup)
    return [
      `--until: wanted more than the warm-up, ${formatMs(warmup)}, found ${formatMs(untilMs)}`,
    ];
  spec.duration = untilMs;
  return [];
}

/** The object of the format, its keys in that order. */
function objectOf(scenario: string, { result, series, wallMs }: Driven, withSeries: boolean) {
  const { seed, engine, durationMs, warmupMs, digest, events, partial } = result;
  const { clients, services, links, transitions } = result;
  return {
    ...{ scenario, seed, engine, durationMs, warmupMs, digest, events, wallMs, partial },
    ...{ clients, services, links, transitions },
    ...(withSeries ? { series: series() } : {}),
  };
}

/**
 * Opened before the run, to report an unwritable file early. The scenario itself is never
 * overwritten; an existing file is replaced after the run.
 */
function opened(file: string, scenario: string): number {
  try {
    // Not truncated: it may be the scenario under another name, and the run may fail.
    const descriptor = openSync(file, 'a');
    const input = scenario === '-' ? fstatSync(STDIN) : statSync(scenario);
    if (isSameFile(fstatSync(descriptor), input))
      throw new BadInput(`--csv ${file}: this is the scenario itself; choose another file`);
    return descriptor;
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(`--csv ${file}: ${reasonOf(error)}`);
  }
}

const STDIN = 0;

const isSameFile = (a: Stats, b: Stats): boolean =>
  a.isFile() && a.dev === b.dev && a.ino === b.ino;

/** @returns why it could not be saved; null: saved. The results are printed nevertheless. */
function save(descriptor: number, file: string, text: string): string | null {
  try {
    if (fstatSync(descriptor).isFile()) ftruncateSync(descriptor);
    writeFileSync(descriptor, text);
    closeSync(descriptor);
    return null;
  } catch (error) {
    return `--csv ${file}: ${reasonOf(error)}; the values of the intervals were not written`;
  }
}
