/**
 * The command line. What a command needs is loaded when it is called, so that those that are asked
 * often and in a hurry, such as `validate`, start at once.
 */
import { Command, CommanderError } from 'commander';
import { allowClosedPipes, complain } from './output.ts';
import { BAD, BadInput, FAILED } from './status.ts';
import { WIDTH } from './table.ts';
import type { ReplayCommandOptions } from './replay.ts';
import type { RunCommandOptions } from './run.ts';

const NAME = 'npm run -s cli --';

const PURPOSE =
  'Faultline simulates how a system of services fails, and what retries, timeouts, circuit ' +
  'breakers and other patterns do about it. It reads a scenario in YAML or JSON; the same ' +
  'scenario with the same seed gives the same run, here and on the page.';

const AFTER = `
Examples:
  ${NAME} run scenarios/retry-storm.yaml
  ${NAME} run retry-storm.yaml --set services.db.threads=64 --seed 7 --json
  ${NAME} replay calls.csv --patterns stack.yaml --json
  ${NAME} validate scenarios/*.yaml
  ${NAME} help retry

Exit status:
  0  done
  1  an assertion of --check failed, or output could not be written; later: a verdict failed
  2  the input was bad: all problems are on stderr as file:line: path: message, nothing on stdout
  3  a limit or a signal ended the run: stdout holds the whole object, with what there was by then`;

const collect = (value: string, all: readonly string[] = []): string[] => [...all, value];

function program(): Command {
  const top = new Command(NAME).description(PURPOSE).addHelpText('after', AFTER);
  // Inherited by the commands below. What a command line lacks is bad input, not an error of ours.
  top.exitOverride().helpCommand(false).showSuggestionAfterError().showHelpAfterError(HINT);
  top.configureOutput({ getOutHelpWidth: width, getErrHelpWidth: width });
  addRun(top);
  addReplay(top);
  addValidate(top);
  addSchema(top);
  top
    .command('help')
    .description('explain a command, a pattern or a fault')
    .argument('[topic]', 'a command, `patterns`, `faults`, `stacks`, or the name of one of them')
    .action(async (topic?: string) => {
      const { help } = await import('./help.ts');
      process.exitCode = help(top, topic);
    });
  return top;
}

/** Longer lines are hard to read, even where they fit. */
const width = (): number => Math.min(process.stdout.columns ?? WIDTH, WIDTH);

const HINT = '(--help tells what there is)';

function addRun(top: Command): void {
  top
    .command('run')
    .description('simulate a scenario and print what came of it')
    .argument('<file>', 'a scenario, or - for stdin')
    .option('--seed <seed>', "a seed in place of the scenario's own")
    .option('--until <duration>', 'end the run earlier, such as 60s: up to there it is the same')
    .option('--set <path=value>', 'change the scenario from the start; may be repeated', collect)
    .option('--json', 'print one JSON object instead of tables')
    .option('--series', 'with --json: the figures of each interval as well')
    .option('--csv <file>', 'write the figures of each interval to a file, or over it')
    .option('--check', "assert conservation, bounds and Little's law while running")
    .addHelpText('after', RUN_AFTER)
    .action(async (file: string, options: RunCommandOptions) => {
      const { run } = await import('./run.ts');
      process.exitCode = await run(file, options);
    });
}

const RUN_AFTER = `
A path is the one that problems print: services.api.steps[1].patterns[0].retry.maxAttempts.
Ctrl-C ends the run and prints what there is, with \`interrupted\` as limit and exit status 3.`;

function addReplay(top: Command): void {
  top
    .command('replay')
    .description('put logged calls through a stack of patterns, without network or services')
    .argument('<file>', 'calls as JSON or YAML, with patterns or without, or as CSV; - for stdin')
    .option('--patterns <file>', "a stack of patterns in place of the file's own")
    .option('--seed <seed>', 'the seed of jitter and the like')
    .option('--json', 'print one JSON object instead of tables')
    .addHelpText('after', REPLAY_AFTER)
    .action(async (file: string, options: ReplayCommandOptions) => {
      const { replay } = await import('./replay.ts');
      process.exitCode = await replay(file, options);
    });
}

const REPLAY_AFTER = `
The calls: { patterns: [...], calls: [{ at: 0, latency: 12, outcome: ok }, ...] }, in ms, or CSV
with the columns at,latency,outcome. A latency that is null, or empty in CSV, never ends; lists of
latencies and outcomes have one entry per attempt, the last one repeated. Values that the library
would refuse are run, with a warning.`;

function addValidate(top: Command): void {
  top
    .command('validate')
    .description('print all that is wrong with scenarios, or nothing')
    .argument('<files...>', 'scenarios, or - for stdin')
    .option('--advice', 'also print what is not wrong but hardly wise, with figures and why')
    .action(async (files: string[], options: { advice?: boolean }) => {
      const { validate } = await import('./validate.ts');
      process.exitCode = await validate(files, options);
    });
}

function addSchema(top: Command): void {
  top
    .command('schema')
    .description('print the JSON Schema of a scenario, for editors')
    .action(async () => {
      const { schema } = await import('./schema.ts');
      process.exitCode = schema();
    });
}

async function main(): Promise<void> {
  allowClosedPipes();
  try {
    await program().parseAsync();
  } catch (error) {
    process.exitCode = statusOf(error);
  }
}

function statusOf(error: unknown): number {
  // Commander has printed it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : BAD;
  if (error instanceof BadInput) {
    complain(...error.lines);
    return BAD;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  complain('An error of Faultline itself, or an assertion of --check that does not hold:');
  complain(...text.split('\n'));
  return FAILED;
}

void main();
