/** From data to a checked spec, for all readers: a document, a link, another program. */
import { isDeeper, type Spec } from '../engine/index.ts';
import { readEdits } from './edits.ts';
import { parse } from './kit.ts';
import { type Flaw, placed, type Problem, wholeProblem } from './problems.ts';
import { referenceFlaws } from './references.ts';
import { scenarioSchema } from './schema.ts';
import { LIMITS, TOO_DEEP } from './limits.ts';
import { totalFlaws } from './totals.ts';
import { warningsOf } from './warnings.ts';

export interface Reading {
  spec: Spec | null;
  problems: Problem[];
}

/** Reads a scenario that is already data, for example a spec from a link. */
export function readData(data: unknown): Reading {
  if (isDeeper(data, LIMITS.depth)) return { spec: null, problems: [wholeProblem(TOO_DEEP)] };
  const { spec, flaws } = check(data);
  const problems = placed(flaws, () => null);
  return { spec: problems.some(({ severity }) => severity === 'error') ? null : spec, problems };
}

/** The spec, if the data has no flaws beyond its names; and all flaws. */
export function check(data: unknown): { spec: Spec | null; flaws: Flaw[] } {
  const reading = parse(scenarioSchema(), data);
  const names = referenceFlaws(data);
  if ('flaws' in reading) return { spec: null, flaws: [...reading.flaws, ...names] };
  if (names.length > 0) return { spec: null, flaws: names };
  const spec: Spec = { ...reading.value, edits: [] };
  const much = totalFlaws(spec);
  if (much.length > 0) return { spec: null, flaws: much };
  const { edits, flaws } = readEdits(spec, reading.value.edits);
  spec.edits = edits;
  return { spec, flaws: [...flaws, ...warningsOf(spec)] };
}
