/**
 * From text to a checked spec. All problems are returned at once with path and line; nothing is
 * thrown. A spec is returned if there are no errors; warnings may accompany it.
 */
import { findPath, isMap, type Spec } from '../engine/index.ts';
import { adviceOf, dependsOnSpeeds, type Finding, type Speeds } from './advice/index.ts';
import { check, type Reading } from './check.ts';
import { type Document, readDocument } from './document.ts';
import { found, placed, type Problem, sorted, wholeProblem } from './problems.ts';
import { applySets, labelled, type SetOption } from './set.ts';
import { labelledVariants, putVariants, type VariantOption } from './variant-options.ts';

export { formatProblem, type Problem } from './problems.ts';

export interface ReadOptions {
  /** Changes for the whole run, as made by `--set PATH=VALUE`. */
  set?: readonly SetOption[];
  /** Overrides the scenario's own seed. */
  seed?: string;
  /** Variants in place of the scenario's own. */
  variants?: readonly VariantOption[];
}

/** Reads a scenario in YAML or JSON. */
export function read(text: string, options: ReadOptions = {}): Reading {
  const document = readDocument(text);
  const textual = textProblems(document);
  if (!document.readable) return { ...NOTHING, problems: sorted(textual) };
  if (!isMap(document.value)) {
    const message = `${NO_SCENARIO}; found ${found(document.value)}`;
    return { ...NOTHING, problems: [...textual, wholeProblem(message)] };
  }
  const sets = applySets(document.value, options.set ?? []);
  if (options.seed !== undefined) document.value['seed'] = options.seed;
  const variants = options.variants && putVariants(document.value, options.variants);
  const { spec, notes, flaws } = check(document.value);
  const told = labelled(flaws, placed(flaws, document.placeOf), sets.applied);
  const problems = variants ? labelledVariants(flaws, told, variants.options) : told;
  const all = sorted([...textual, ...sets.problems, ...(variants?.problems ?? []), ...problems]);
  const bad = all.some(({ severity }) => severity === 'error');
  return { ...(bad ? NOTHING : { spec, notes }), problems: all };
}

const NOTHING = { spec: null, notes: null };

const NO_SCENARIO = 'wanted a scenario, a map with duration, clients and services';

/** Advice with the line of its path, or of the nearest ancestor. */
export type PlacedFinding = Finding & { line: number | null };

/**
 * Advice on a scenario without errors; empty otherwise.
 * @param measure tells how fast its callees answer; asked only if there may be advice on that
 */
export function advise(text: string, measure?: (spec: Spec) => Speeds): PlacedFinding[] {
  const { spec } = read(text);
  if (!spec) return [];
  const { placeOf } = readDocument(text);
  const speeds = measure && dependsOnSpeeds(spec) ? measure(spec) : null;
  return adviceOf(spec, speeds).map((finding) => {
    const { path } = findPath(finding.path, spec);
    let line: number | null = null;
    for (let end = path.length; end > 0 && line === null; end--)
      line = placeOf(path.slice(0, end), false)?.line ?? null;
    return { ...finding, line };
  });
}

/** Flaws of the text itself. */
export function textProblems(document: Document): Problem[] {
  const places = placed(document.flaws, () => null);
  return places.map((problem, index) => ({ ...problem, ...placeOf(document.flaws[index]) }));
}

function placeOf(one: Document['flaws'][number] | undefined): Partial<Problem> {
  return one && 'line' in one ? { line: one.line, column: one.column } : {};
}
