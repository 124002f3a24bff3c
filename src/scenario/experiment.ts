/** An experiment: a scenario and a user's changes to it. Immutable, so undo keeps earlier ones. */
import {
  type EditSpec,
  findPath,
  isSame,
  placesOf,
  printPath,
  type Spec,
  valueAt,
} from '../engine/index.ts';
import { LIMITS } from './limits.ts';
import { put, silent } from './sharing.ts';

/** Maximum length of a seed. */
export const SEED_MAX = LIMITS.seed;

/** A value set for the whole run: path in the spec, value in the spec's units. */
export interface Change {
  set: string;
  to: unknown;
}

export interface Experiment {
  /** Name of the built-in scenario it started from; null if a link carried the whole scenario. */
  name: string | null;
  /** The spec it started from. */
  base: Spec;
  seed: string;
  /** Changes for the whole run. */
  changes: readonly Change[];
  edits: readonly EditSpec[];
}

/** Delay from the start of a fault until its effect shows, in ms. */
const SHOWS_MS = 6000;

/** Initial playhead of a scenario: when its first fault shows. */
export function firstLook({ duration, faults }: Spec): number {
  const begins = faults.filter(({ disabled }) => !disabled).map(({ at }) => at);
  const first = begins.length > 0 ? Math.min(...begins) : duration / 4;
  return Math.min(duration, first + SHOWS_MS);
}

/** An experiment without changes. */
export const experimentOf = (name: string | null, base: Spec): Experiment => ({
  name,
  base,
  seed: base.seed,
  changes: [],
  edits: base.edits,
});

/** The resulting spec, which shares with the base what is unchanged; unknown paths are ignored. */
export function specOf({ base, seed, changes, edits }: Experiment): Spec {
  return { ...changed(base, changes).spec, seed, edits: [...edits] };
}

/** Paths of changes that do not exist: they were made in another scenario. */
export const astray = ({ base, changes }: Experiment): readonly string[] =>
  changed(base, changes).astray;

/** Applies changes in order. */
export function changed(
  base: Spec,
  changes: readonly Change[],
): { spec: Spec; astray: readonly string[] } {
  const astray: string[] = [];
  const spec = changes.reduce((before, change) => {
    const after = withValue(before, change);
    if (!after) astray.push(change.set);
    return after ?? before;
  }, base);
  return { spec, astray };
}

/** The spec with one value, in all entries of a shared pattern; null: it has no such path. */
function withValue(spec: Spec, { set, to }: Change): Spec | null {
  const { path, rest } = findPath(set, spec);
  if (rest !== '') return null;
  return placesOf(spec, path, to).reduce<Spec | null>((before, place) => {
    const result = before && put(before, place, to, silent);
    return result === null || typeof result === 'string' ? null : (result.data as Spec);
  }, spec);
}

/**
 * The experiment after validation: it shows exactly what was checked. Values are in the spec's
 * units, and unknown paths are removed. If no list of changes produces the checked spec, that spec
 * becomes the base.
 * @param spec the reader's result for `specOf(experiment)`
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

/** The spec at a time, including the edits made by then. */
export function specAt(experiment: Experiment, atMs: number): Spec {
  const spec = specOf(experiment);
  return changed(
    spec,
    spec.edits.filter(({ at }) => at <= atMs),
  ).spec;
}

/** Adds a change for the whole run; it replaces an earlier one of the same path. */
export const withChange = (experiment: Experiment, change: Change): Experiment => ({
  ...experiment,
  changes: [...experiment.changes.filter(({ set }) => set !== change.set), change],
});

export const withoutChange = (experiment: Experiment, path: string): Experiment => ({
  ...experiment,
  changes: experiment.changes.filter(({ set }) => set !== path),
});

/** Adds an edit; it replaces one of the same path and time. */
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
