/**
 * Variants of a scenario. Each is read as the scenario with its changes made would be, so nothing
 * holds for a variant that does not hold for a scenario.
 */
import {
  findPath,
  isSame,
  type Path,
  type Plain,
  printPath,
  type Spec,
  valueAt,
} from '../engine/index.ts';
import { concerns, setIn } from './change.ts';
import { once } from './kit.ts';
import { LIMITS } from './limits.ts';
import { type Change, experimentOf, specOf } from './experiment.ts';
import type { RawVariant, Variant } from './notes.ts';
import { type Flaw, flaw } from './problems.ts';
import { documentOf, statedChanges } from './write.ts';

/** The scenario whose variants these are. */
interface Base {
  spec: Spec;
  /** As it is written. */
  stated: () => Plain;
}

/** Reads data that has no variants. */
type Check = (data: Plain) => { spec: Spec | null; flaws: Flaw[] };

/**
 * Reads the variants of a scenario.
 * @param document the scenario without its notes
 * @param spec its spec
 * @param known flaws of the scenario itself, which are not those of a variant
 */
export function readVariants(
  document: Plain,
  spec: Spec,
  raw: readonly RawVariant[],
  known: readonly Flaw[],
  check: Check,
): { variants: Variant[]; flaws: Flaw[] } {
  const values = raw.length > 0 ? raw.length * valuesIn(document) : 0;
  if (values > LIMITS.variants) {
    const message = `wanted at most ${LIMITS.variants} values in all, found ${values}`;
    return { variants: [], flaws: [flaw(['variants'], message)] };
  }
  const base: Base = { spec, stated: once(() => documentOf(spec)) };
  const idOf = ({ path, message }: Flaw): string => `${printPath(path)}: ${message}`;
  const repeated = new Set(known.map(idOf));
  const variants: Variant[] = [];
  const flaws: Flaw[] = [];
  for (const [index, variant] of raw.entries()) {
    const own = structuredClone(document);
    const made = make(variant, own);
    const reading = check(own);
    const found = reading.flaws.filter((one) => !repeated.has(idOf(one)));
    for (const one of [...made.flaws, ...found.map((one) => placedIn(variant, made.paths, one))])
      flaws.push({ ...one, path: ['variants', index, ...one.path] });
    if (reading.spec && made.flaws.length === 0)
      variants.push(variantOf(base, reading.spec, variant));
  }
  return { variants, flaws };
}

/** Each variant is read whole: the time that it takes grows with the scenario. */
function valuesIn(data: unknown): number {
  if (typeof data !== 'object' || data === null) return 1;
  return Object.values(data).reduce((sum: number, part) => sum + valuesIn(part), 1);
}

/** Makes the changes in a document, except those that are impossible. */
function make({ changes, edits }: RawVariant, document: Plain): { paths: Path[]; flaws: Flaw[] } {
  const flaws: Flaw[] = [];
  const paths = changes.map(({ set, to }, index) => {
    const fixed = FIXED.exec(set)?.[0];
    const path = fixed
      ? `a variant cannot change the \`${fixed}\` of its scenario`
      : setIn(document, set, structuredClone(to));
    if (typeof path !== 'string') return path;
    flaws.push(flaw(['changes', index, 'set'], path));
    return [];
  });
  if (edits) document['edits'] = edits;
  return { paths, flaws };
}

/** All variants have the same seeds, and what affects no run differs in no variant. */
const FIXED = /^(seed|variants|layout|look)(?![^.[])/;

/** A flaw of a variant's scenario, placed where the variant states it. */
function placedIn({ edits }: RawVariant, paths: readonly Path[], one: Flaw): Flaw {
  const { path, key = false, message } = one;
  if (edits && path[0] === 'edits') return one;
  const index = paths.findLastIndex((set) => concerns(path, set, key));
  const set = paths[index];
  if (!set) {
    const words = path.length === 0 ? message : `${printPath(path)}: ${message}`;
    return { ...one, path: ['changes'], message: words, key: true };
  }
  const inKey = key && path.length <= set.length;
  const inside = inKey ? ['set'] : ['to', ...path.slice(set.length)];
  return { ...one, path: ['changes', index, ...inside], key: key && !inKey };
}

/** The changes and edits that lead from a spec to that of a variant. */
function variantOf(base: Base, result: Spec, { name, changes, edits }: RawVariant): Variant {
  const own = edits !== null || !isSame(result.edits, base.spec.edits);
  const pathsOf = (stated: readonly Change[]): Path[] =>
    stated.map(({ set }) => findPath(set, result).path);
  const found = changesTo(base.spec, result, pathsOf(changes));
  // Those that are read again once these are written.
  const stated = statedChanges(base.stated(), result, found);
  return {
    name,
    changes: changesTo(base.spec, result, pathsOf(stated)),
    edits: own ? result.edits : null,
  };
}

/**
 * A path is shortened until what lies below it is all that differs: setting a library, for example,
 * changes the other parameters of the pattern, too.
 */
function changesTo(base: Spec, result: Spec, written: readonly Path[]): Change[] {
  let paths = distinct(written.filter(([top]) => top !== undefined && top !== 'edits'));
  for (;;) {
    const changes = paths.map((path) => ({ set: printPath(path), to: valueAt(result, path) }));
    const made = specOf({ ...experimentOf(null, base), changes, edits: result.edits });
    if (isSame(made, result)) return structuredClone(changes);
    const differ = (one: readonly Path[]): Path[] =>
      one.filter((path) => !isSame(valueAt(made, path), valueAt(result, path)));
    const above = distinct(paths.map((path) => path.slice(0, -1)).filter(({ length }) => length));
    const short = new Set(differ(above).map(printPath));
    const tops = Object.keys(result).map((key) => [key]);
    paths =
      short.size === 0
        ? differ(tops)
        : distinct(
            paths.map((path) =>
              short.has(printPath(path.slice(0, -1))) ? path.slice(0, -1) : path,
            ),
          );
  }
}

/** The last of equal paths stays. */
const distinct = (paths: readonly Path[]): Path[] => [
  ...new Map(paths.map((path) => [printPath(path), path])).values(),
];
