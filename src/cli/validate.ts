/** `validate`: prints all problems of scenarios; nothing if there are none. */
import { speedsOf } from '../analysis/speeds.ts';
import { advise, type PlacedFinding, read } from '../scenario/read.ts';
import { isError, linesOf, readInput, SCENARIO_BYTES_MAX, shownName } from './input.ts';
import { harmless } from '../scenario/problems.ts';
import { complain, print } from './output.ts';
import { BAD, BadInput, DONE } from './status.ts';

interface Verdict {
  lines: readonly string[];
  bad: boolean;
  findings: readonly string[];
}

/** @param advice whether to print advice on stdout as well */
export async function validate(
  files: readonly string[],
  { advice = false }: { advice?: boolean } = {},
): Promise<number> {
  let status = DONE;
  for (const file of files) {
    const { lines, bad, findings } = await verdictOn(file, advice);
    complain(...lines);
    print(findings.map(harmless));
    if (bad) status = BAD;
  }
  return status;
}

async function verdictOn(file: string, advice: boolean): Promise<Verdict> {
  try {
    const text = await readInput(file, SCENARIO_BYTES_MAX);
    const { problems } = read(text);
    return {
      lines: linesOf(file, problems),
      bad: problems.some(isError),
      findings: advice ? advise(text, speedsOf).map((finding) => lineOf(file, finding)) : [],
    };
  } catch (error) {
    // A file that cannot be read does not hide problems of the others.
    if (error instanceof BadInput) return { lines: error.lines, bad: true, findings: [] };
    throw error;
  }
}

function lineOf(file: string, { line, path, rule, message, why }: PlacedFinding): string {
  const where = line === null ? shownName(file) : `${shownName(file)}:${line}`;
  return `${where}: ${path}: ${message}. ${why} (${rule})`;
}
