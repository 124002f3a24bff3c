/** Operations on what the variants of a lab start from: changes and edits follow. */
import { type EditSpec, findPath, type Path, printPath, type Spec } from '../engine/index.ts';
import { type Change, changed } from './experiment.ts';
import type { Lab, LabVariant } from './lab.ts';
import { isWithin, mapped, type Operation, performed } from './operation.ts';

/** Performs operations on the base of all variants. @returns why one is impossible */
export function operated(lab: Lab, operations: readonly Operation[]): Lab | string {
  let { base, variants, layout } = lab;
  for (const operation of operations) {
    const result = performed(base, operation);
    if (typeof result === 'string') return result;
    const before = base;
    const after = result.data as Spec;
    variants = variants.map((variant) => followed(variant, before, after, operation));
    layout = placesAfter(layout, before, operation);
    base = { ...after, edits: [...editsAfter(after.edits, before, after, operation)] };
  }
  return { ...lab, name: null, base, variants, layout };
}

/** What has another name stands where it stood; what is gone, nowhere. */
function placesAfter(layout: Lab['layout'], before: Spec, operation: Operation): Lab['layout'] {
  const places = Object.entries(layout).flatMap(([id, place]) => {
    const kind = Object.hasOwn(before.clients, id) ? 'clients' : 'services';
    const path = mapped([kind, id], operation);
    return path ? [[String(path[1]), place] as const] : [];
  });
  return Object.fromEntries(places);
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
  const within = operation.path.slice(0, -1);
  const left = own.some((root) => isWithin(within, root) && isWithin(path, root));
  return left ? path : mapped(path, operation);
}
