/** `story`: simulates a scenario and tells what happened, in order, and why. */
import { csvOf } from '../analysis/csv.ts';
import { clock } from '../analysis/clock.ts';
import { type Step, storyOf } from '../analysis/story/story.ts';
import { harmless } from '../scenario/problems.ts';
import { opened, save } from './csv-file.ts';
import { drive } from './drive.ts';
import { baseName } from './input.ts';
import { complain, type Paint, paintFor, print, printJson } from './output.ts';
import { type ScenarioOptions, specOf } from './spec.ts';
import { DONE, FAILED, STOPPED } from './status.ts';
import { cut, wrap } from './table.ts';
import { WIDTH } from './terminal.ts';

export interface StoryCommandOptions extends ScenarioOptions {
  json?: boolean;
  csv?: string;
}

export async function story(file: string, options: StoryCommandOptions): Promise<number> {
  const spec = await specOf(file, options);
  const csv = options.csv === undefined ? null : opened(options.csv, [file]);
  const { result, recording, wallMs } = await drive(spec, { intervals: true });
  const { steps } = storyOf(recording());
  const unsaved = csv === null ? null : save(csv, options.csv!, storyCsv(steps), LOST);
  const scenario = baseName(file);
  const { seed, engine, digest, partial } = result;
  if (options.json)
    printJson({
      ...{ command: 'story', scenario, seed, engine, digest, wallMs, partial },
      story: steps,
    });
  else {
    const title = spec.title === '' ? scenario : `${spec.title} (${scenario})`;
    const lines = [cut(harmless(title), WIDTH), `seed ${harmless(seed)}, digest ${digest}`, ''];
    print([...lines, ...linesOf(steps, paintFor(process.stdout))]);
  }
  if (unsaved !== null) complain(unsaved);
  if (partial) {
    complain(`${scenario}: ${partial.message}; the story ends there`);
    return STOPPED;
  }
  return unsaved === null ? DONE : FAILED;
}

const LOST = 'the story was not written';
const NOTHING = 'Nothing to tell: whatever is set to happen, nobody fails or waits.';

const LOUD: readonly Step['kind'][] = ['failure', 'collapse'];

function linesOf(steps: readonly Step[], paint: Paint): string[] {
  if (steps.length === 0) return [NOTHING];
  const times = steps.map(({ atMs }) => clock(atMs, 1));
  const width = Math.max(...times.map((time) => time.length));
  const kinds = Math.max(...steps.map(({ kind }) => kind.length));
  return steps.flatMap(({ kind, on, text }, i) => {
    const head = `${times[i]!.padStart(width)}  ${kind.padEnd(kinds)}  `;
    const [first = '', ...rest] = wrap(harmless(`${on}: ${text}`), head.length);
    const line = head + first.slice(head.length);
    return [LOUD.includes(kind) ? paint.alarm(line) : line, ...rest];
  });
}

const HEAD = ['atMs', 'kind', 'on', 'text', 'chain', 'because'];

const storyCsv = (steps: readonly Step[]): string =>
  csvOf([
    HEAD,
    ...steps.map(({ atMs, kind, on, text, chain, because }) => [
      ...[atMs, kind, on, text, chain, because],
    ]),
  ]);
