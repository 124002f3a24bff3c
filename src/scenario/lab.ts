/**
 * A lab: variants of one scenario, for comparison on one seed. Immutable, so undo keeps earlier
 * ones. A change of a value belongs to one variant. An operation changes what all of them start
 * from, and everything that refers to a place follows it there.
 */
import { type EditSpec, findPath, type Path, printPath, type Spec } from '../engine/index.ts';
import { type Change, changed, type Experiment } from './experiment.ts';
import type { Notes } from './notes.ts';
import { type Copied, mapped, type Operation, performed } from './operation.ts';

export interface LabVariant {
  /** Stays when others come and go; never written anywhere. */
  id: number;
  /** Empty: only its letter. */
  name: string;
  changes: readonly Change[];
  edits: readonly EditSpec[];
}

export interface Lab {
  /** Name of the built-in scenario that is the base; null: another one. */
  name: string | null;
  /** What all variants start from. */
  base: Spec;
  seed: string;
  /** Positions of clients and services on the stage, in px. */
  layout: Notes['layout'];
  /** Where the scenario says that the playhead starts, in ms; null: it does not say. */
  look: number | null;
  /** At least one. */
  variants: readonly LabVariant[];
  /** Index of the variant that knobs act on. */
  shown: number;
}

/** Maximum number of variants side by side. */
export const VARIANTS_MAX = 4;

/** The letter of the variant at an index: A, B, C, D. */
export const letterOf = (index: number): string => String.fromCharCode(65 + index);

/** A lab with one variant. */
export const labOf = ({ name, base, seed, changes, edits }: Experiment): Lab => ({
  ...{ name, base, seed, layout: {}, look: null, shown: 0 },
  variants: [{ id: 0, name: '', changes, edits }],
});

/** One variant by itself. */
export function experimentIn({ name, base, seed, variants }: Lab, index: number): Experiment {
  const { changes, edits } = variants[index]!;
  return { name, base, seed, changes, edits };
}

/** The shown variant becomes this experiment, which has the lab's base; its seed is everyone's. */
export const withExperiment = (lab: Lab, { seed, changes, edits }: Experiment): Lab => ({
  ...lab,
  seed,
  variants: lab.variants.with(lab.shown, { ...lab.variants[lab.shown]!, changes, edits }),
});

/** Keeps the shown variant as it is now, as another one in front of it. */
export function withKept(lab: Lab, names: { kept: string; shown: string }): Lab {
  const { variants, shown } = lab;
  const current = variants[shown]!;
  const id = 1 + Math.max(...variants.map((variant) => variant.id));
  const pair = [
    { ...current, id, name: names.kept },
    { ...current, name: names.shown },
  ];
  return { ...lab, variants: variants.toSpliced(shown, 1, ...pair), shown: shown + 1 };
}

/** Renames a variant. */
export const withName = (lab: Lab, index: number, name: string): Lab => ({
  ...lab,
  variants: lab.variants.with(index, { ...lab.variants[index]!, name }),
});

/** Removes a variant; the last one stays. */
export function withoutVariant(lab: Lab, index: number): Lab {
  const variants = lab.variants.toSpliced(index, 1);
  if (variants.length === 0) return lab;
  const shown = Math.min(lab.shown > index ? lab.shown - 1 : lab.shown, variants.length - 1);
  return { ...lab, variants, shown };
}

/** Performs operations on the base of all variants. @returns why one is impossible */
export function operated(
  lab: Lab,
  operations: readonly Operation[],
  copied?: Copied,
): Lab | string {
  let { base, variants } = lab;
  for (const operation of operations) {
    const result = performed(base, operation, copied);
    if (typeof result === 'string') return result;
    const before = base;
    const after = result.data as Spec;
    variants = variants.map((variant) => followed(variant, before, after, operation));
    base = { ...after, edits: [...editsAfter(after.edits, before, after, operation)] };
  }
  return { ...lab, name: null, base, variants };
}

/** A variant whose changes and edits are where the operation put what they are about. */
function followed(
  variant: LabVariant,
  before: Spec,
  after: Spec,
  operation: Operation,
): LabVariant {
  const changes: Change[] = [];
  let [was, is] = [before, after];
  // A list that the variant has replaced is its own: the operation leaves it alone.
  const own: Path[] = [];
  for (const change of variant.changes) {
    const { path, rest } = findPath(change.set, was);
    const next = rest === '' ? pathAfter(path, operation, own) : null;
    const moved = next && { ...change, set: printPath(next) };
    if (!moved || findPath(moved.set, is).rest !== '') continue;
    changes.push(moved.set === change.set ? change : moved);
    own.push(path);
    was = changed(was, [change]).spec;
    is = changed(is, [moved]).spec;
  }
  return { ...variant, changes, edits: editsAfter(variant.edits, was, is, operation, own) };
}

function editsAfter(
  edits: readonly EditSpec[],
  before: Spec,
  after: Spec,
  operation: Operation,
  own: readonly Path[] = [],
): readonly EditSpec[] {
  const next = edits.flatMap((edit): EditSpec[] => {
    const { path, rest } = findPath(edit.set, before);
    const there = rest === '' ? pathAfter(path, operation, own) : null;
    const set = there && printPath(there);
    return set !== null && findPath(set, after).rest === '' ? [{ ...edit, set }] : [];
  });
  return next.length === edits.length && next.every(({ set }, i) => set === edits[i]!.set)
    ? edits
    : next;
}

/** @param own paths whose values are not those of the base */
function pathAfter(path: Path, operation: Operation, own: readonly Path[]): Path | null {
  const isIn = (at: Path, root: Path): boolean => root.every((key, i) => at[i] === key);
  const within = operation.path.slice(0, -1);
  const left = own.some((root) => isIn(within, root) && isIn(path, root));
  return left ? path : mapped(path, operation);
}
