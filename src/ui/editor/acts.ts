/** What gestures, menus and the palette do to the scenario. Each is one step of the history. */
import { findPath, type Path, type SpecLink, topologyOf } from '../../engine/index.ts';
import { emptySpec } from '../../scenario/editing/empty.ts';
import { addDependency, addNode, disconnect, type Made } from '../../scenario/editing/gestures.ts';
import { duplicateNode, type NodeRef, nodeRef, removeNode } from '../../scenario/editing/nodes.ts';
import { edited, renamed } from '../../scenario/editing/perform.ts';
import { experimentOf } from '../../scenario/experiment.ts';
import { labOf } from '../../scenario/lab.ts';
import type { Operation } from '../../scenario/operation.ts';
import type { Entity, Selection } from '../kit/selection.ts';
import type { Session } from '../state/session.svelte.ts';
import { followed } from './followed.ts';
import { saidOf } from './said.ts';

/**
 * Performs operations; if that gives no scenario, says why.
 * @param selection what is selected then; not given: what is selected now, wherever it is then
 * @returns whether it was possible
 */
export function perform(
  session: Session,
  operations: readonly Operation[],
  selection?: Selection | null,
  gesture: string | null = null,
): boolean {
  const { base } = session.lab;
  const lab = edited(session.lab, operations);
  if (typeof lab === 'string') {
    session.notice = `This cannot be: ${lab}.`;
    return false;
  }
  const next =
    selection === undefined ? followed(session.selection, base, operations, lab.base) : selection;
  session.edit(lab, next, gesture);
  session.said = { text: saidOf(operations, base) };
  return true;
}

export const selectionOf = ({ kind, id }: NodeRef): Entity => ({
  kind: kind === 'clients' ? 'client' : 'service',
  id,
});

/** Begins with nothing. */
export const begin = (session: Session): void =>
  session.open(labOf(experimentOf(null, emptySpec('Untitled'))));

export const addClient = (session: Session, wanted?: string): void =>
  make(session, addNode(session.lab.base, 'clients', wanted), 'client');

export const make = (session: Session, { operations, id }: Made, kind: Selection['kind']): void =>
  void perform(session, operations, { kind, id } as Selection);

export function rename(session: Session, node: NodeRef, to: string): void {
  if (to === node.id || to === '') return;
  const lab = renamed(session.lab, node, to);
  if (typeof lab === 'string') session.notice = `This cannot be its name: ${lab}.`;
  else {
    session.edit(lab, selectionOf({ ...node, id: to }));
    session.said = { text: `${node.id} is now ${to}.` };
  }
}

export function duplicate(session: Session, node: NodeRef): void {
  const { operations, id } = duplicateNode(session.lab.base, node);
  perform(session, operations, selectionOf({ ...node, id }));
}

export const linkIn = ({ lab }: Session, id: string): SpecLink | undefined =>
  topologyOf(lab.base).links.find((link) => link.id === id);

/** The node that is selected, if one is. */
export const selectedNode = ({ lab, selection }: Session): NodeRef | null =>
  selection && ['client', 'service'].includes(selection.kind)
    ? nodeRef(lab.base, selection.id)
    : null;

interface Layer {
  id: string;
  layer: number;
}

/** Where the parameters of a pattern are; null: the scenario itself has none there. */
export function paramsOf(session: Session, { id, layer }: Layer): Path | null {
  const { base } = session.lab;
  const layers = topologyOf(base).stacks.get(id) ?? linkIn(session, id)?.layers ?? [];
  const found = layers[layer];
  return found ? findPath(found.path, base).path : null;
}

/** Where a pattern stands in its list; null: a call's own fallback is no entry of a list. */
export function placeOf(session: Session, which: Layer): Path | null {
  const path = paramsOf(session, which);
  return path?.at(-3) === 'patterns' ? path.slice(0, -1) : null;
}

/** Takes a pattern out of its list, or a call's own fallback away. */
export function removePattern(session: Session, which: Layer): boolean {
  const { id } = which;
  const [path, place] = [paramsOf(session, which), placeOf(session, which)];
  if (!path) return false;
  const removed: Operation = place
    ? { kind: 'remove', path: place }
    : { kind: 'set', path, value: null };
  return perform(session, [removed], { kind: linkIn(session, id) ? 'link' : 'service', id });
}

export const removeFault = (session: Session, index: number): boolean =>
  perform(session, [{ kind: 'remove', path: ['faults', index] }]);

/** Removes what is selected. @returns whether there was something to remove */
export function removeSelected(session: Session): boolean {
  const { selection } = session;
  const { base } = session.lab;
  if (!selection) return false;
  if (selection.kind === 'pattern') return removePattern(session, selection);
  if (selection.kind === 'fault') return removeFault(session, selection.index);
  if (selection.kind === 'link') {
    const link = linkIn(session, selection.id);
    if (!link) return false;
    const { path } = findPath(link.path, base);
    return perform(session, disconnect(base, link.id, path), null);
  }
  const node = nodeRef(base, selection.id);
  return node !== null && perform(session, removeNode(base, node), null);
}

/**
 * Adds a service that a node calls.
 * @param wanted its name, if that is free
 * @returns its id, or null
 */
export function grow(
  session: Session,
  node: NodeRef,
  gesture: string | null = null,
  wanted?: string,
): string | null {
  const { operations, id } = addDependency(session.lab.base, node, wanted);
  return perform(session, operations, { kind: 'service', id }, gesture) ? id : null;
}
