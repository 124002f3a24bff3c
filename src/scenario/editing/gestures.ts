/** What an editor's gestures do to a spec, as operations. */
import { type Path, type PatternSpec, patternTables, type Spec } from '../../engine/index.ts';
import type { CallSite } from '../calls.ts';
import type { Operation } from '../operation.ts';
import { removeCall } from './calls.ts';
import { Draft } from './draft.ts';
import { freeName, idsIn, nameOfCall } from './names.ts';
import { addCall, type NodeRef, removeFaults } from './nodes.ts';
import { newCall, newClient, newFault, newPattern, newService } from './parts.ts';

/** What a gesture has made. */
export interface Made {
  operations: Operation[];
  /** The id of a new client or service, or of a new link. */
  id: string;
}

/** A client or service by itself. */
export function addNode(spec: Spec, kind: NodeRef['kind'], wanted?: string): Made {
  const id = freeName(wanted || (kind === 'clients' ? 'client' : 'service'), idsIn(spec));
  const draft = new Draft(spec);
  draft.insert([kind, id], kind === 'clients' ? newClient() : newService());
  return { operations: draft.operations, id };
}

/** A service that the caller calls. */
export function addDependency(spec: Spec, from: NodeRef, wanted?: string): Made {
  const { operations, id } = addNode(spec, 'services', wanted);
  const draft = new Draft(spec);
  for (const operation of operations) draft.do(operation);
  addCall(draft, from, newCall(id, null));
  return { operations: draft.operations, id };
}

/** A call of a service, the last step of its caller. @returns the id of the link */
export function connect(spec: Spec, from: NodeRef, to: string): Made {
  const draft = new Draft(spec);
  const name = nameOfCall(spec, from.id, to);
  addCall(draft, from, newCall(to, name));
  return { operations: draft.operations, id: name ?? `${from.id}->${to}` };
}

/** A link, with the faults on it. @param call the path of its call */
export function disconnect(spec: Spec, id: string, call: Path): Operation[] {
  const draft = new Draft(spec);
  removeFaults(draft, (on) => on === id);
  removeCall(draft, { path: call } satisfies Pick<CallSite, 'path'>);
  return draft.operations;
}

/**
 * A pattern in a stack.
 * @param stack the path of the list; a link's is that of its call
 * @param index its place, 0 the outermost
 */
export function addPattern(
  stack: Path,
  index: number,
  [name, like]: readonly [name: string, like: string | null],
): Operation[] {
  const place = stack.length === 3 ? 'service' : 'link';
  const value = newPattern(name, like, place);
  return [{ kind: 'insert', path: [...stack, index], value }];
}

/** Where a new pattern usually stands in a stack: inside all that stand no deeper than it. */
export function usualIndex(stack: readonly PatternSpec[], name: string): number {
  const depthOf = (one: string): number => patternTables.get(one)!.depth;
  return stack.findLastIndex((layer) => depthOf(Object.keys(layer)[0]!) <= depthOf(name)) + 1;
}

/** Length of a new fault, if the run is long enough. */
const FAULT_MS = 30_000;

/**
 * A fault from an instant on.
 * @param times in ms; without `for` it lasts as long as a new one does, null is to the end
 */
export function addFault(
  spec: Spec,
  kind: string,
  on: string,
  times: { at: number; for?: number | null },
): Operation[] {
  const at = Math.round(times.at);
  const usual = at + FAULT_MS < spec.duration ? FAULT_MS : null;
  const value = newFault(kind, on, { at, for: times.for === undefined ? usual : times.for });
  return [{ kind: 'insert', path: ['faults', spec.faults.length], value }];
}
