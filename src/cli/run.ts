/** `run`: simulates a scenario and prints the results. */
import { check } from '../engine/index.ts';
import { opened, save } from './csv-file.ts';
import { seriesCsv } from '../analysis/csv.ts';
import { drive, type Driven } from './drive.ts';
import { baseName } from './input.ts';
import { complain, paintFor, print, printJson } from './output.ts';
import { report } from './report.ts';
import { type ScenarioOptions, specOf } from './spec.ts';
import { DONE, FAILED, STOPPED } from './status.ts';

export interface RunCommandOptions extends ScenarioOptions {
  json?: boolean;
  series?: boolean;
  csv?: string;
  check?: boolean;
}

export async function run(file: string, options: RunCommandOptions): Promise<number> {
  const spec = await specOf(file, options);
  if (options.series && !options.json) complain('--series: requires --json');
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

/** The object of the format, its keys in that order. */
function objectOf(scenario: string, { result, series, wallMs }: Driven, withSeries: boolean) {
  const { seed, engine, durationMs, warmupMs, digest, events, partial } = result;
  const { clients, services, links, transitions, decisions } = result;
  return {
    ...{ scenario, seed, engine, durationMs, warmupMs, digest, events, wallMs, partial },
    ...{ clients, services, links, transitions, decisions },
    ...(withSeries ? { series: series() } : {}),
  };
}
