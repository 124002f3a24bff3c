/**
 * An experiment: a scenario together with what somebody has changed in it. It is never changed in
 * place, so that going back to an earlier one is keeping it.
 */
import {
  type EditSpec,
  findPath,
  isSame,
  printPath,
  putAt,
  type Spec,
  valueAt,
} from '../engine/index.ts';
import { LIMITS } from './limits.ts';

/** Characters of a seed, wherever it is given. */
export const SEED_MAX = LIMITS.seed;

/** A value put somewhere from the start: path into the spec, value in the spec's units. */
export interface Change {
  set: string;
  to: unknown;
}

export interface Experiment {
  /** Name of the built-in scenario that it began from; null when it came whole in a link. */
  name: string | null;
  /** What it began from. */
  base: Spec;
  seed: string;
  /** Changes from the start. */
  changes: readonly Change[];
  edits: readonly EditSpec[];
}

/** How long after a fault has begun it shows, in ms. */
const SHOWS_MS = 6000;

/** The instant at which a scenario is worth looking at first: when its first fault shows. */
export function firstLook({ duration, faults }: Spec): number {
  const begins = faults.filter(({ disabled }) => !disabled).map(({ at }) => at);
  const first = begins.length > 0 ? Math.min(...begins) : duration / 4;
  return Math.min(duration, first + SHOWS_MS);
}

/** An experiment in which nothing has been changed yet. */
export const experimentOf = (name: string | null, base: Spec): Experiment => ({
  name,
  base,
  seed: base.seed,
  changes: [],
  edits: base.edits,
});

/** The spec that it stands for; a path that leads nowhere changes nothing. */
export function specOf({ base, seed, changes, edits }: Experiment): Spec {
  const spec = structuredClone(base);
  spec.seed = seed;
  make(changes, spec);
  spec.edits = structuredClone([...edits]);
  return spec;
}

/** The paths of its changes that lead nowhere: they were made in another scenario. */
export const astray = ({ base, changes }: Experiment): string[] =>
  make(changes, structuredClone(base));

/** Makes the changes. @returns the paths of those that cannot be made */
const make = (changes: readonly Change[], spec: Spec): string[] =>
  changes.flatMap(({ set, to }) => {
    const { path, rest } = findPath(set, spec);
    return rest === '' && putAt(spec, path, structuredClone(to)) ? [] : [set];
  });

/**
 * The experiment as the reader has read it: what it shows is what was checked. Values are those of
 * the spec, and what leads nowhere is gone. One that no list of changes leads to is taken whole.
 * @param spec what the reader made of `specOf(experiment)`
 */
export function asRead(experiment: Experiment, spec: Spec): Experiment {
  const whole = experimentOf(null, spec);
  if (experiment.name === null) return whole;
  const changes = experiment.changes.flatMap(({ set }): Change[] => {
    const { path, rest } = findPath(set, spec);
    return rest === '' ? [{ set: printPath(path), to: valueAt(spec, path) }] : [];
  });
  const read = { ...experiment, seed: spec.seed, changes, edits: spec.edits };
  return isSame(specOf(read), spec) ? read : whole;
}

/** The spec as it stands at an instant: the edits that have been made by then are part of it. */
export function specAt(experiment: Experiment, atMs: number): Spec {
  const spec = specOf(experiment);
  for (const { at, set, to } of spec.edits) {
    const { path, rest } = findPath(set, spec);
    if (at <= atMs && rest === '') putAt(spec, path, structuredClone(to));
  }
  return spec;
}

/** With a value changed from the start; the last change of a path is the one that counts. */
export const withChange = (experiment: Experiment, change: Change): Experiment => ({
  ...experiment,
  changes: [...experiment.changes.filter(({ set }) => set !== change.set), change],
});

export const withoutChange = (experiment: Experiment, path: string): Experiment => ({
  ...experiment,
  changes: experiment.changes.filter(({ set }) => set !== path),
});

/** With an edit; it takes the place of one of the same path at the same instant. */
export function withEdit(experiment: Experiment, edit: EditSpec): Experiment {
  const others = experiment.edits.filter(({ at, set }) => at !== edit.at || set !== edit.set);
  const place = others.findIndex(({ at }) => at > edit.at);
  const edits = [...others];
  edits.splice(place < 0 ? others.length : place, 0, edit);
  return { ...experiment, edits };
}

export const withoutEdit = (experiment: Experiment, edit: EditSpec): Experiment => ({
  ...experiment,
  edits: experiment.edits.filter((other) => other !== edit),
});

export const isChanged = ({ base, seed, changes, edits }: Experiment): boolean =>
  seed !== base.seed || changes.length > 0 || JSON.stringify(edits) !== JSON.stringify(base.edits);
