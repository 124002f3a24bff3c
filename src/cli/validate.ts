/** `validate`: all that is wrong with scenarios, and nothing when nothing is. */
import { read } from '../scenario/read.ts';
import { isError, linesOf, readInput, SCENARIO_BYTES_MAX } from './input.ts';
import { complain } from './output.ts';
import { BAD, BadInput, DONE } from './status.ts';

export async function validate(files: readonly string[]): Promise<number> {
  let status = DONE;
  for (const file of files) {
    const { lines, bad } = await problemsOf(file);
    complain(...lines);
    if (bad) status = BAD;
  }
  return status;
}

async function problemsOf(file: string): Promise<{ lines: readonly string[]; bad: boolean }> {
  try {
    const { problems } = read(await readInput(file, SCENARIO_BYTES_MAX));
    return { lines: linesOf(file, problems), bad: problems.some(isError) };
  } catch (error) {
    // One file that cannot be read does not hide what is wrong with the others.
    if (error instanceof BadInput) return { lines: error.lines, bad: true };
    throw error;
  }
}
