/** `replay`: runs recorded calls through a stack of patterns and prints the results. */
import { type PatternSpec, replay as replayCalls } from '../engine/index.ts';
import { problemAt } from '../scenario/problems.ts';
import { readReplay, readStack, type ReplayCall } from '../scenario/replay.ts';
import { CALLS_BYTES_MAX, isError, linesOf, readInput, SCENARIO_BYTES_MAX } from './input.ts';
import { complain, paintFor, print, printJson } from './output.ts';
import { replayReport } from './replay-report.ts';
import { BadInput, DONE } from './status.ts';

export interface ReplayCommandOptions {
  patterns?: string;
  seed?: string;
  json?: boolean;
}

export async function replay(file: string, options: ReplayCommandOptions): Promise<number> {
  const { patterns, calls } = await scriptOf(file, options.patterns);
  const result = replayCalls(patterns, calls, options.seed);
  if (options.json) printJson(result);
  else print(replayReport(patterns, calls, result, paintFor(process.stdout)));
  return DONE;
}

interface Script {
  patterns: PatternSpec[];
  calls: ReplayCall[];
}

async function scriptOf(file: string, stackFile: string | undefined): Promise<Script> {
  if (file === '-' && stackFile === '-')
    throw new BadInput('stdin: cannot be used for both calls and --patterns');
  const log = readReplay(await readInput(file, CALLS_BYTES_MAX), { file });
  const stack =
    stackFile === undefined ? null : readStack(await readInput(stackFile, SCENARIO_BYTES_MAX));
  // Another stack replaces the file's own stack and its problems.
  const own = log.problems.filter(({ path }) => !stack || !/^patterns\b/.test(path));
  const problems = [...own, ...(stack?.problems ?? [])];
  const lines = [...linesOf(file, own), ...linesOf(stackFile ?? '', stack?.problems ?? [])];
  if (problems.some(isError)) throw new BadInput(...lines);
  const patterns = stack ? stack.patterns : log.patterns;
  if (!patterns) throw new BadInput(...lines, ...linesOf(file, [NO_PATTERNS]));
  complain(...lines);
  return { patterns, calls: log.calls };
}

const NO_PATTERNS = problemAt(
  ['patterns'],
  'missing: give a stack beside the calls, or with --patterns',
);
