/** Changes to a document for the whole run, from the command line: `--set PATH=VALUE`. */
import { concerns, setIn, targetOf } from './change.ts';
import { readDocument } from './document.ts';
import type { Path, Plain } from '../engine/index.ts';
import { type Flaw, type Problem, wholeProblem, printed } from './problems.ts';

export type SetOption = readonly [path: string, value: string];

export interface Applied {
  text: string;
  path: Path;
}

/** Applies the values in order. */
export function applySets(
  document: Plain,
  sets: readonly SetOption[],
): { applied: Applied[]; problems: Problem[] } {
  const applied: Applied[] = [];
  const problems: Problem[] = [];
  for (const [text, raw] of sets) {
    const value = readDocument(raw);
    const broken = value.flaws[0]?.message;
    const target =
      broken === undefined ? setIn(document, text, value.value) : targetOf(text, document);
    const message = typeof target === 'string' ? target : broken && `bad value: ${broken}`;
    if (message !== undefined) problems.push({ ...wholeProblem(message), path: label(text) });
    else if (typeof target !== 'string') applied.push({ text, path: target });
  }
  return { applied, problems };
}

const label = (text: string): string => `--set ${printed(text.split('.'))}`;

/** Problems caused by an option get the option as their path, and no line. */
export function labelled(
  flaws: readonly Flaw[],
  problems: readonly Problem[],
  applied: readonly Applied[],
): Problem[] {
  if (applied.length === 0) return [...problems];
  const labels = new Map<string, string>();
  for (const { path, key } of flaws) {
    const option = applied.findLast((one) => concerns(path, one.path, key ?? false));
    if (option) labels.set(printed(path), label(option.text));
  }
  return problems.map((problem) => {
    const path = labels.get(problem.path);
    return path === undefined ? problem : { ...problem, path, line: null, column: null };
  });
}
