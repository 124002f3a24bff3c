/** Renaming, removing and duplicating clients and services, with all that refers to them. */
import { type CallSpec, type Path, type Spec, valueAt } from '../../engine/index.ts';
import { type CallSite, callsOf, linkId } from '../calls.ts';
import type { Operation } from '../operation.ts';
import { removeCall } from './calls.ts';
import { Draft } from './draft.ts';
import { freeName, idsIn } from './names.ts';

/** A client or service. */
export interface NodeRef {
  kind: 'clients' | 'services';
  id: string;
}

/** Whether a client or a service has this id; null: neither. */
export function nodeRef({ clients, services }: Spec, id: string): NodeRef | null {
  if (Object.hasOwn(clients, id)) return { kind: 'clients', id };
  return Object.hasOwn(services, id) ? { kind: 'services', id } : null;
}

/** Calls to it, its links and faults on both follow. */
export function renameNode(spec: Spec, { kind, id }: NodeRef, to: string): Operation[] {
  const draft = new Draft(spec);
  const before = callsOf(spec).sites;
  draft.do({ kind: 'rename', path: [kind, id], to });
  if (kind === 'services')
    for (const site of before)
      if (site.to === id)
        draft.set([...draft.placeOf(site.path)!, ...(site.isProbe ? [] : ['call'])], to);
  const after = callsOf(draft.spec).sites;
  const ids = new Map(before.map((site, index) => [linkId(site), linkId(after[index]!)]));
  ids.set(id, to);
  for (const [index, { on }] of spec.faults.entries()) {
    const target = ids.get(on);
    if (target !== undefined && target !== on) draft.set(['faults', index, 'on'], target);
  }
  return draft.operations;
}

/** Calls to it go, too, and faults on it and on its links. */
export function removeNode(spec: Spec, { kind, id }: NodeRef): Operation[] {
  const draft = new Draft(spec);
  const isItsOwn = ({ from, to }: CallSite): boolean =>
    from === id || (kind === 'services' && to === id);
  // One by one: with a call its fallback goes, which may have been another one.
  for (;;) {
    const site = callsOf(draft.spec).sites.find(({ to }) => kind === 'services' && to === id);
    if (!site) break;
    removeCall(draft, site);
  }
  const gone = new Set([id, ...callsOf(spec).sites.filter(isItsOwn).map(linkId)]);
  removeFaults(draft, (on) => gone.has(on));
  draft.remove([kind, id]);
  return draft.operations;
}

/** Removes the faults on some targets. */
export function removeFaults(draft: Draft, isGone: (on: string) => boolean): void {
  for (let index = draft.spec.faults.length - 1; index >= 0; index--)
    if (isGone(draft.spec.faults[index]!.on)) draft.remove(['faults', index]);
}

/** A copy makes the same calls; nobody calls it yet. @returns its id, and the operations */
export function duplicateNode(
  spec: Spec,
  { kind, id }: NodeRef,
): { id: string; operations: Operation[] } {
  const draft = new Draft(spec);
  const copy = freeName(id, idsIn(spec));
  draft.insert([kind, copy], valueAt(spec, [kind, id]));
  const named = callsOf(draft.spec).sites.filter(
    ({ from, name, isProbe }) => from === copy && name !== null && !isProbe,
  );
  for (const { path, name } of named)
    draft.set([...path, 'name'], freeName(name!, idsIn(draft.spec)));
  return { id: copy, operations: draft.operations };
}

/** The path of the list to which a caller's calls are added, and the list. */
export function stepsOf(draft: Draft, { kind, id }: NodeRef): { path: Path; length: number } {
  const path: Path = [kind, id, 'steps'];
  if (kind === 'services') {
    const { work, steps } = draft.spec.services[id]!;
    if (!steps) {
      // The shorthand becomes the step that it stands for; what changes it goes with it.
      const isThere = Object.hasOwn(draft.spec.services[id]!, 'work') && work !== 0;
      draft.set(path, isThere ? [{}] : []);
      if (isThere) draft.do({ kind: 'move', path: [kind, id, 'work'], to: [...path, 0, 'work'] });
      else draft.remove([kind, id, 'work']);
    }
  }
  return { path, length: (valueAt(draft.spec, path) as unknown[]).length };
}

/** Adds a call as the last step. */
export function addCall(draft: Draft, from: NodeRef, call: CallSpec): Path {
  const { path, length } = stepsOf(draft, from);
  const at = [...path, length];
  draft.insert(at, call);
  return at;
}
