/**
 * From text to a checked spec. Whatever is wrong is found at once and handed back with path and
 * line; nothing is thrown. A spec is there when there are no errors; warnings may come with it.
 */
import type { Spec } from '../engine/index.ts';
import { type Document, readDocument } from './document.ts';
import { readEdits } from './edits.ts';
import { parse } from './kit.ts';
import { isDeeper, isMap } from '../engine/index.ts';
import { type Flaw, found, placed, type Problem, sorted, wholeProblem } from './problems.ts';
import { referenceFlaws } from './references.ts';
import { scenarioSchema } from './schema.ts';
import { applySets, labelled, type SetOption } from './set.ts';
import { LIMITS, TOO_DEEP } from './text.ts';
import { warningsOf } from './warnings.ts';

export { formatProblem, type Problem } from './problems.ts';

export interface ReadOptions {
  /** Changes to the scenario from the start, as `--set PATH=VALUE` makes them. */
  set?: readonly SetOption[];
  /** Takes the place of the scenario's own seed. */
  seed?: string;
}

export interface Reading {
  spec: Spec | null;
  problems: Problem[];
}

/** Reads a scenario in YAML or JSON. */
export function read(text: string, options: ReadOptions = {}): Reading {
  const document = readDocument(text);
  const textual = textProblems(document);
  if (!document.readable) return { spec: null, problems: sorted(textual) };
  if (!isMap(document.value)) {
    const message = `${NO_SCENARIO}; found ${found(document.value)}`;
    return { spec: null, problems: [...textual, wholeProblem(message)] };
  }
  const sets = applySets(document.value, options.set ?? []);
  if (options.seed !== undefined) document.value['seed'] = options.seed;
  const { spec, flaws } = check(document.value);
  const problems = placed(flaws, document.placeOf);
  const all = sorted([...textual, ...sets.problems, ...labelled(flaws, problems, sets.applied)]);
  const bad = all.some(({ severity }) => severity === 'error');
  return { spec: bad ? null : spec, problems: all };
}

const NO_SCENARIO = 'wanted a scenario, a map with duration, clients and services';

/** Reads a scenario that is data already: a spec, say, from a link or another program. */
export function readData(data: unknown): Reading {
  if (isDeeper(data, LIMITS.depth)) return { spec: null, problems: [wholeProblem(TOO_DEEP)] };
  const { spec, flaws } = check(data);
  const problems = placed(flaws, () => null);
  return { spec: problems.some(({ severity }) => severity === 'error') ? null : spec, problems };
}

/** What is wrong with the text itself. */
export function textProblems(document: Document): Problem[] {
  const places = placed(document.flaws, () => null);
  return places.map((problem, index) => ({ ...problem, ...placeOf(document.flaws[index]) }));
}

function placeOf(one: Document['flaws'][number] | undefined): Partial<Problem> {
  return one && 'line' in one ? { line: one.line, column: one.column } : {};
}

function check(data: unknown): { spec: Spec | null; flaws: Flaw[] } {
  const reading = parse(scenarioSchema(), data);
  const names = referenceFlaws(data);
  if ('flaws' in reading) return { spec: null, flaws: [...reading.flaws, ...names] };
  if (names.length > 0) return { spec: null, flaws: names };
  const spec: Spec = { ...reading.value, edits: [] };
  const { edits, flaws } = readEdits(spec, reading.value.edits);
  spec.edits = edits;
  return { spec, flaws: [...flaws, ...warningsOf(spec)] };
}
