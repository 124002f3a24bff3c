/** The scenario of a command that runs one, with what its options change. */
import type { Spec } from '../engine/index.ts';
import { read } from '../scenario/read.ts';
import { linesOf, readInput, SCENARIO_BYTES_MAX } from './input.ts';
import { complain } from './output.ts';
import { readSets, readUntil, shorten } from './run-options.ts';
import { BadInput } from './status.ts';

export interface ScenarioOptions {
  seed?: string;
  until?: string;
  set?: readonly string[];
}

/** All problems are reported at once, from the file and from the options. */
export async function specOf(file: string, options: ScenarioOptions): Promise<Spec> {
  const { sets, wrong } = readSets(options.set ?? []);
  const untilMs = readUntil(options.until, wrong);
  const text = await readInput(file, SCENARIO_BYTES_MAX);
  const { seed } = options;
  const { spec, problems } = read(text, { set: sets, ...(seed === undefined ? {} : { seed }) });
  if (spec && untilMs !== null) wrong.push(...shorten(spec, untilMs));
  const lines = [...wrong, ...linesOf(file, problems)];
  if (!spec || wrong.length > 0) throw new BadInput(...lines);
  complain(...lines);
  return spec;
}
