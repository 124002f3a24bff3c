/** Changes to a document for the whole run, from the command line: `--set PATH=VALUE`. */
import { readDocument } from './document.ts';
import { unknownName } from './names.ts';
import {
  findPath,
  isMap,
  type Path,
  type Plain,
  printPath,
  putAt,
  splitPath,
  valueAt,
} from '../engine/index.ts';
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
    const target = targetOf(text, document);
    const broken = value.flaws[0]?.message;
    const message = typeof target === 'string' ? target : broken && `bad value: ${broken}`;
    if (message !== undefined) problems.push({ ...wholeProblem(message), path: label(text) });
    else if (typeof target !== 'string') {
      if (putAt(document, target, value.value)) applied.push({ text, path: target });
      else problems.push({ ...wholeProblem(NO_PLACE), path: label(text) });
    }
  }
  return { applied, problems };
}

const NO_PLACE = 'there is no such path in the scenario';
const label = (text: string): string => `--set ${printed(text.split('.'))}`;

/** The path of a change; unset keys may be added, ids and list entries may not. */
function targetOf(text: string, document: Plain): Path | string {
  const { path, rest } = findPath(text, document);
  if (rest === '' && path.length > 0) return path;
  const more = splitPath(rest);
  if (!more || more.length === 0) return NO_PLACE;
  const whole = [...path, ...more];
  const [top, id] = whole;
  const here = valueAt(document, path);
  if ((top === 'clients' || top === 'services') && path.length < 2) {
    const known = isMap(document[top]) ? Object.keys(document[top]) : [];
    return unknownName(String(id ?? ''), known, top.slice(0, -1));
  }
  if (more.some((key) => typeof key === 'number'))
    return `${NO_PLACE} below \`${printPath(path)}\``;
  const open = here === null || here === undefined || isMap(here);
  return open ? whole : `${NO_PLACE} below \`${printPath(path)}\``;
}

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

/** The flaw is in the value set, or in a key on its path. */
function concerns(flawed: Path, set: Path, key: boolean): boolean {
  if (flawed.length < set.length && !key) return false;
  const shared = Math.min(flawed.length, set.length);
  return shared > 0 && set.slice(0, shared).every((part, index) => flawed[index] === part);
}
