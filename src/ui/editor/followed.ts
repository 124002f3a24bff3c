/** What is selected stays selected when operations move it, or give it another name. */
import { findPath, printPath, type Spec } from '../../engine/index.ts';
import { mapped, type Operation } from '../../scenario/operation.ts';
import { sameSelection, type Selection } from '../kit/selection.ts';
import { exists, holdersOf } from '../state/selected.ts';

/** @returns null: it is gone */
export function followed(
  selection: Selection | null,
  before: Spec,
  operations: readonly Operation[],
  after: Spec,
): Selection | null {
  if (!selection) return null;
  const held = [...holdersOf(before)].find(([, one]) => sameSelection(one, selection));
  // What one variant alone has is where no operation reaches.
  if (!held) return exists(after, selection) ? selection : null;
  let place: ReturnType<typeof mapped> = findPath(held[0], before).path;
  for (const operation of operations) place = place && mapped(place, operation);
  return (place && holdersOf(after).get(printPath(place))) ?? null;
}
