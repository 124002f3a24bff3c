/**
 * The command line: what commands and options there are. What they do is a script of its own, which
 * is loaded when one is called (see launch.mjs), so that help is there at once.
 */
import { Command, CommanderError } from 'commander';
import type {
  CompareCommandOptions,
  ReplayCommandOptions,
  RunCommandOptions,
  StoryCommandOptions,
  TraceCommandOptions,
} from './commands.ts';
import { BAD } from './status.ts';
import { allowClosedPipes, WIDTH } from './terminal.ts';

export { mapStacks } from './stacks.ts';

/** As it was called. */
const NAME = process.env['npm_lifecycle_event'] === 'cli' ? 'npm run -s cli --' : 'npx faultline';

const PURPOSE =
  'Faultline simulates how distributed services fail, and how retries, timeouts, circuit ' +
  'breakers and other patterns change the outcome. It reads a scenario in YAML or JSON. The ' +
  'same scenario with the same seed gives the same run, here and on the page.';

const AFTER = `
Examples:
  ${NAME} run scenarios/retry-storm.yaml
  ${NAME} run retry-storm.yaml --set services.db.threads=64 --seed 7 --json
  ${NAME} compare retry-storm.yaml --variant 'more threads: services.db.threads=64'
  ${NAME} story scenarios/thread-exhaustion.yaml
  ${NAME} trace scenarios/retry-storm.yaml --failed
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
  addCompare(top);
  addStory(top);
  addTrace(top);
  addReplay(top);
  addValidate(top);
  addSchema(top);
  top
    .command('help')
    .description('explain a command, a pattern or a fault')
    .argument('[topic]', 'a command, `patterns`, `faults`, `stacks`, or the name of one of them')
    .action(async (topic?: string) => {
      const { help } = await import('./commands.ts');
      process.exitCode = help(top, topic);
    });
  return top;
}

const width = (): number => Math.min(process.stdout.columns ?? WIDTH, WIDTH);

const HINT = '(--help lists them)';

function addRun(top: Command): void {
  top
    .command('run')
    .description('simulate a scenario and print the results')
    .argument('<file>', 'a scenario, or - for stdin')
    .option('--seed <seed>', 'override the seed of the scenario')
    .option(
      '--until <duration>',
      'end the run earlier, such as 60s; the run is the same until then',
    )
    .option('--set <path=value>', 'change a value for the whole run; may be repeated', collect)
    .option('--json', 'print one JSON object instead of tables')
    .option('--series', 'with --json: include the values of each interval')
    .option('--csv <file>', 'write the values of each interval to a file, replacing it')
    .option('--check', "assert conservation, bounds and Little's law while running")
    .addHelpText('after', RUN_AFTER)
    .action(async (file: string, options: RunCommandOptions) => {
      const { run } = await import('./commands.ts');
      process.exitCode = await run(file, options);
    });
}

const RUN_AFTER = `
A path is the one that problems print: services.api.steps[1].patterns[0].retry.maxAttempts.
Ctrl-C ends the run and prints what there is, with \`interrupted\` as limit and exit status 3.`;

function addCompare(top: Command): void {
  top
    .command('compare')
    .description('run variants of a scenario on the same seeds and print the differences')
    .argument('<file>', 'a scenario, or - for stdin')
    .argument('[other]', 'another scenario, to compare with the first')
    .option(
      '--variant <changes>',
      "'NAME: PATH=VALUE, …', in place of the scenario’s own variants; may be repeated",
      collect,
    )
    .option('--set <path=value>', 'change a value in all variants; may be repeated', collect)
    .option('--seed <seed>', 'override the seed of the scenario')
    .option('--seeds <n>', 'run each variant on so many seeds (default: 1)')
    .option('--until <duration>', 'end the runs earlier, such as 60s')
    .option(
      '--metric <metric>',
      "compare by this metric, such as 'shoppers p99'; may be repeated",
      collect,
    )
    .option('--json', 'print one JSON object instead of tables')
    .option('--csv <file>', 'write a row per variant and metric to a file, replacing it')
    .addHelpText('after', COMPARE_AFTER)
    .action(async (file: string, other: string | undefined, options: CompareCommandOptions) => {
      const { compare } = await import('./commands.ts');
      process.exitCode = await compare(file, other, options);
    });
}

const COMPARE_AFTER = `
A metric is a path into the result of \`run\`, such as clients.shoppers.latencyMs.p99, or an id with
failed, success, degraded, goodput, rate, mean, p50, p90, p95, p99, p999, utilization, queue or
amplification, or \`collapsed\`. Ctrl-C ends the command and prints what has been run by then.`;

function addStory(top: Command): void {
  top
    .command('story')
    .description('simulate a scenario and tell what happened, in order, and why')
    .argument('<file>', 'a scenario, or - for stdin')
    .option('--seed <seed>', 'override the seed of the scenario')
    .option('--until <duration>', 'end the run earlier, such as 60s')
    .option('--set <path=value>', 'change a value for the whole run; may be repeated', collect)
    .option('--json', 'print one JSON object, with the numbers that each sentence rests on')
    .option('--csv <file>', 'write a row per sentence to a file, replacing it')
    .action(async (file: string, options: StoryCommandOptions) => {
      const { story } = await import('./commands.ts');
      process.exitCode = await story(file, options);
    });
}

function addTrace(top: Command): void {
  top
    .command('trace')
    .description('run a scenario and show what became of one of its requests')
    .argument('<file>', 'a scenario, or - for stdin')
    .option('--nth <n>', 'the nth request to begin, from 1 (default: 1)')
    .option('--slowest', 'the longest that ended well after the warm-up')
    .option('--failed', 'the first that failed')
    .option('--client <id>', 'only among the requests of this client')
    .option('--seed <seed>', 'override the seed of the scenario')
    .option('--until <duration>', 'end the run earlier, such as 60s')
    .option('--set <path=value>', 'change a value for the whole run; may be repeated', collect)
    .option('--json', 'print one JSON object instead of a waterfall')
    .option('--otlp', 'print an OpenTelemetry ExportTraceServiceRequest in JSON')
    .option('--csv <file>', 'write a row per span to a file, replacing it')
    .addHelpText('after', TRACE_AFTER)
    .action(async (file: string, options: TraceCommandOptions) => {
      const { trace } = await import('./commands.ts');
      process.exitCode = await trace(file, options);
    });
}

const TRACE_AFTER = `
A bar of # is on the critical path: what the request waited for. A dotted one is work that goes on
after the caller has left. Exit status 1: there is no such request.`;

function addReplay(top: Command): void {
  top
    .command('replay')
    .description('run recorded calls through a stack of patterns, without network or services')
    .argument(
      '<file>',
      'recorded calls as JSON or YAML, with or without patterns, or as CSV; - for stdin',
    )
    .option('--patterns <file>', "use this stack of patterns instead of the file's own")
    .option('--seed <seed>', 'the seed of jitter and other random draws')
    .option('--json', 'print one JSON object instead of tables')
    .addHelpText('after', REPLAY_AFTER)
    .action(async (file: string, options: ReplayCommandOptions) => {
      const { replay } = await import('./commands.ts');
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
    .description('print all problems of scenarios')
    .argument('<files...>', 'scenarios, or - for stdin')
    .option('--advice', 'also print advice on valid but risky settings, with numbers and reasons')
    .action(async (files: string[], options: { advice?: boolean }) => {
      const { validate } = await import('./commands.ts');
      process.exitCode = await validate(files, options);
    });
}

function addSchema(top: Command): void {
  top
    .command('schema')
    .description('print the JSON Schema of a scenario, for editors')
    .action(async () => {
      const { schema } = await import('./commands.ts');
      process.exitCode = schema();
    });
}

/** Runs one command. Its exit status is `process.exitCode`. @param args without Node and script */
export async function main(args: readonly string[]): Promise<void> {
  allowClosedPipes();
  try {
    await program().parseAsync(args, { from: 'user' });
  } catch (error) {
    // Commander has printed it already.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : BAD;
    else process.exitCode = (await import('./commands.ts')).ended(error);
  }
}
