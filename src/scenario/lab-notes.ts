/** A lab as a scenario with notes, and back: the first variant is the scenario itself. */
import { findPath, isSame, valueAt } from '../engine/index.ts';
import { type Change, changed, type Experiment } from './experiment.ts';
import { experimentIn, type Lab, labOf, type LabVariant, letterOf } from './lab.ts';
import { BASE } from './limits.ts';
import type { Notes, Variant } from './notes.ts';
import { isWithin } from './operation.ts';

/** What a scenario's notes say of a lab whose first variant is that scenario. */
export function notesOf(lab: Lab): Notes {
  const { layout, look, variants } = lab;
  const taken = new Set([BASE]);
  const [first] = variants;
  return {
    ...{ layout, look },
    variants: variants.slice(1).map((variant, index): Variant => {
      const name = nameFor(variant.name, letterOf(index + 1), taken);
      taken.add(name);
      const edits = isSame(variant.edits, first!.edits) ? null : variant.edits;
      return { name, changes: changesFrom(first!, variant, lab), edits };
    }),
  };
}

/** Names in a scenario are unique and not empty. */
function nameFor(name: string, letter: string, taken: ReadonlySet<string>): string {
  const wanted = name || letter;
  let free = wanted;
  for (let n = 2; taken.has(free); n++) free = `${wanted} ${n}`;
  return free;
}

/** The changes that make one variant of the other; those that find no place are left out. */
function changesFrom(first: LabVariant, { changes }: LabVariant, { base }: Lab): Change[] {
  const differs = first.changes.findIndex((change, i) => !isSame(change, changes[i]));
  const shared = differs < 0 ? first.changes.length : differs;
  const undone: Change[] = [];
  let spec = changed(base, first.changes.slice(0, shared)).spec;
  for (const change of first.changes.slice(shared)) {
    const { path, rest } = findPath(change.set, spec);
    if (rest === '') undone.unshift({ set: change.set, to: valueAt(spec, path) });
    spec = changed(spec, [change]).spec;
  }
  const all = [...undone, ...changes.slice(shared)].flatMap((change) => {
    const { path, rest } = findPath(change.set, spec);
    spec = changed(spec, [change]).spec;
    return rest === '' ? [{ change, path }] : [];
  });
  // What is set again, by itself or with all around it, need not be set before.
  return all
    .filter(({ path }, i) => !all.slice(i + 1).some((later) => isWithin(path, later.path)))
    .map(({ change }) => change);
}

/** The lab of an experiment and the notes on it. */
export function labFrom(first: Experiment, { layout, look, variants }: Notes): Lab {
  const lab = labOf(first);
  const others = variants.map(({ name, changes, edits }, index): LabVariant => ({
    id: index + 1,
    // One that has only its letter is named by it.
    name: name === letterOf(index + 1) ? '' : name,
    changes: [...first.changes, ...changes],
    edits: edits ?? first.edits,
  }));
  return { ...lab, layout, look, variants: [...lab.variants, ...others] };
}

/** The experiment of a lab that its notes are about. */
export const firstIn = (lab: Lab): Experiment => experimentIn(lab, 0);
