/** Removing a call, with what would be empty without it. */
import { type Path, valueAt } from '../../engine/index.ts';
import type { CallSite } from '../calls.ts';
import type { Draft } from './draft.ts';

/** Removes a call. A branch, a step or a fallback that would be empty goes as well. */
export function removeCall(draft: Draft, { path }: Pick<CallSite, 'path'>): void {
  const gone = emptied(draft, path);
  if (gone.at(-1) === 'fallback') draft.set(gone, null);
  else draft.remove(gone);
}

/** The outermost value that has nothing else in it. */
function emptied(draft: Draft, path: Path): Path {
  for (let at = path; ;) {
    const list = at.slice(0, -1);
    const key = list.at(-1);
    const entries = valueAt(draft.spec, list);
    const isLast = Array.isArray(entries) && entries.length === 1;
    // The steps of a client or service may be none, as may what a probe calls.
    if (!isLast || (key === 'steps' && list.length === 3) || key === 'calls') return at;
    const owner = list.slice(0, -1);
    if (key === 'try') return ownerOfFallback(draft, owner);
    // `parallel` and `oneOf` are steps by themselves; `steps` is those of a branch.
    at = owner;
  }
}

/** A fallback is a layer of a stack, or a key of a call. */
function ownerOfFallback(draft: Draft, fallback: Path): Path {
  const layer = fallback.slice(0, -1);
  return typeof layer.at(-1) === 'number' && layer.at(-2) === 'patterns' ? layer : fallback;
}
