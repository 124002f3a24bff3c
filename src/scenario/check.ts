/** From data to a checked spec, for all readers: a document, a link, another program. */
import { isDeeper, type Plain, type Spec } from '../engine/index.ts';
import { readEdits } from './edits.ts';
import { parse } from './kit.ts';
import { fitting, type Notes } from './notes.ts';
import { type Flaw, placed, type Problem, wholeProblem } from './problems.ts';
import { referenceFlaws } from './references.ts';
import { scenarioSchema } from './schema.ts';
import { sharedFlaws } from './shared-scope.ts';
import { LIMITS, TOO_DEEP } from './limits.ts';
import { totalFlaws } from './totals.ts';
import { readVariants } from './variants.ts';
import { warningsOf } from './warnings.ts';

export interface Reading {
  spec: Spec | null;
  /** What the scenario says beside its spec; null without a spec. */
  notes: Notes | null;
  problems: Problem[];
}

/** Reads a scenario that is already data, for example a spec from a link. */
export function readData(data: unknown): Reading {
  if (isDeeper(data, LIMITS.depth))
    return { spec: null, notes: null, problems: [wholeProblem(TOO_DEEP)] };
  const { spec, notes, flaws } = check(data);
  const problems = placed(flaws, () => null);
  const bad = problems.some(({ severity }) => severity === 'error');
  return { spec: bad ? null : spec, notes: bad ? null : notes, problems };
}

export interface Checked {
  /** If the data has no flaws beyond its names. */
  spec: Spec | null;
  notes: Notes | null;
  flaws: Flaw[];
}

/** The spec and notes of data, and all flaws. */
export function check(data: unknown): Checked {
  const none = (flaws: Flaw[]): Checked => ({ spec: null, notes: null, flaws });
  const reading = parse(scenarioSchema(), data);
  const names = referenceFlaws(data);
  if ('flaws' in reading) return none([...reading.flaws, ...names]);
  if (names.length > 0) return none(names);
  const { look, variants, layout, ...scenario } = reading.value;
  const spec: Spec = { ...scenario, edits: [] };
  const much = [...totalFlaws(spec), ...sharedFlaws(spec)];
  if (much.length > 0) return none(much);
  const { edits, flaws } = readEdits(spec, scenario.edits);
  spec.edits = edits;
  flaws.push(...warningsOf(spec));
  const { notes, flaws: unfit } = fitting(spec, { look, variants, layout });
  const read = readVariants(withoutNotes(data), spec, variants, flaws, check);
  return {
    spec,
    notes: { ...notes, variants: read.variants },
    flaws: [...flaws, ...unfit, ...read.flaws],
  };
}

const withoutNotes = (data: unknown): Plain => {
  const { look: _look, variants: _variants, layout: _layout, ...rest } = data as Plain;
  return rest;
};
