/** `run`: simulates a scenario and prints the results. */
import { check, type Spec } from '../engine/index.ts';
import { read } from '../scenario/read.ts';
import { opened, save } from './csv-file.ts';
import { seriesCsv } from '../analysis/csv.ts';
import { drive, type Driven } from './drive.ts';
import { baseName, linesOf, readInput, SCENARIO_BYTES_MAX } from './input.ts';
import { complain, paintFor, print, printJson } from './output.ts';
import { report } from './report.ts';
import { readSets, readUntil, shorten } from './run-options.ts';
import { BadInput, DONE, FAILED, STOPPED } from './status.ts';

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
  const csv = options.csv === undefined ? null : opened(options.csv, [file]);
  const driven = await drive(spec, { check: options.check ? check : null });
  const { result, series, wallMs } = driven;
  const unsaved = csv === null ? null : save(csv, options.csv!, seriesCsv(series()), INTERVALS);
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

const INTERVALS = 'the values of the intervals were not written';

/** All problems are reported at once, from the file and from the options. */
async function specOf(file: string, options: RunCommandOptions): Promise<Spec> {
  const { sets, wrong } = readSets(options.set ?? []);
  const untilMs = readUntil(options.until, wrong);
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
