/**
 * A lab: variants of one scenario, for comparison on one seed. Immutable, so undo keeps earlier
 * ones. A change of a value belongs to one variant. An operation changes what all of them start
 * from, and everything that refers to a place follows it there.
 */
import type { EditSpec, Spec } from '../engine/index.ts';
import { type Change, type Experiment, firstLook, specOf, withChange } from './experiment.ts';
import type { Notes } from './notes.ts';

export interface LabVariant {
  /** Stays when others come and go; never written anywhere. */
  id: number;
  /** Empty: only its letter. */
  name: string;
  changes: readonly Change[];
  edits: readonly EditSpec[];
}

/** A text, and what it says. */
export interface Source {
  text: string;
  spec: Spec;
  notes: Notes;
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
  /** The text that it came from, as it was written; it says what the lab was then. */
  source?: Source;
  /** A text that says something else, because it is being written or cannot be read yet. */
  draft?: Draft;
  /** Stays through all changes of what was opened as one; never written anywhere. */
  work?: number;
}

export interface Draft {
  text: string;
  /** What there was when somebody began to write; null: the text was brought from elsewhere. */
  since: Lab | null;
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

/** Where the playhead starts, in ms: as the scenario says, or where its trouble begins. */
export const lookOf = (lab: Lab): number => lab.look ?? firstLook(specOf(experimentIn(lab, 0)));

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

/** What a variant shall be called, and how it differs from the shown one. */
export interface Other {
  name: string;
  changes: readonly Change[];
}

/** Keeps the shown variant under a name; others go beside it, as many as there is room for. */
export function withOthers(lab: Lab, kept: string, others: readonly Other[]): Lab {
  const { variants, shown } = lab;
  const own = experimentIn(lab, shown);
  const [first, ...more] = others.slice(0, VARIANTS_MAX - variants.length);
  if (!first) return lab;
  /** For the whole run, whatever edits do to the same value. */
  const changedBy = ({ changes }: Other): Experiment => {
    const edits = own.edits.filter(({ set }) => !changes.some((change) => change.set === set));
    return changes.reduce(withChange, { ...own, edits });
  };
  const pair = withExperiment(withKept(lab, { kept, shown: first.name }), changedBy(first));
  const id = 1 + Math.max(...pair.variants.map((variant) => variant.id));
  const rest = more.map((other, i): LabVariant => {
    const { changes, edits } = changedBy(other);
    return { id: id + i, name: other.name, changes, edits };
  });
  return { ...pair, variants: pair.variants.toSpliced(pair.shown + 1, 0, ...rest) };
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
