/** Chains of causes: what was set to happen, with all that followed from it. */
import type { Happening } from './symptom.ts';

export interface Chain {
  /** Null: nothing was set to happen; it is so by itself. */
  trigger: Happening | null;
  /** In time order. */
  symptoms: Happening[];
}

export function chainsOf(
  triggers: readonly Happening[],
  symptoms: readonly Happening[],
  causes: ReadonlyMap<Happening, Happening>,
): Chain[] {
  const rootOf = (one: Happening): Happening => {
    const cause = causes.get(one);
    return cause ? rootOf(cause) : one;
  };
  return [...grouped(symptoms, rootOf)].map(([root, own]) => ({
    trigger: triggers.includes(root) ? root : null,
    symptoms: own,
  }));
}

/** By their key, in the order in which each comes first. */
export function grouped<T, K>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}
