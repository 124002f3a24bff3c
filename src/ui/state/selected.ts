/** Lookup of selected items in a spec. */
import { type SpecLayer, stackOf, topologyOf } from '../../engine/signs.ts';
import type { Spec } from '../../engine/index.ts';
import { sameSelection, type Selection } from '../kit/selection.ts';

/** @param id of a link or service; @returns its stack */
export const layersOf = (spec: Spec, id: string): SpecLayer[] => stackOf(topologyOf(spec), id);

/** All that can be selected, by the paths of the spec that they stand for. */
export type Holders = ReadonlyMap<string, Selection>;

export function holdersOf(spec: Spec): Holders {
  const { links, stacks } = topologyOf(spec);
  const holders = new Map<string, Selection>();
  for (const id of Object.keys(spec.clients)) holders.set(`clients.${id}`, { kind: 'client', id });
  for (const id of Object.keys(spec.services))
    holders.set(`services.${id}`, { kind: 'service', id });
  for (const { path, id } of links) holders.set(path, { kind: 'link', id });
  const stacked = links.map(({ id, layers }) => [id, layers] as const);
  for (const [id, layers] of [...stacked, ...stacks])
    layers.forEach(({ path }, layer) => holders.set(path, { kind: 'pattern', id, layer }));
  spec.faults.forEach(({ on }, index) =>
    holders.set(`faults[${index}]`, { kind: 'fault', id: on, index }),
  );
  return holders;
}

/** The path that a selection stands for; null: it does not exist. */
export const pathOf = (spec: Spec, selection: Selection): string | null =>
  [...holdersOf(spec)].find(([, one]) => sameSelection(one, selection))?.[0] ?? null;

/** The smallest item that contains this path. */
export function holderOf(holders: Holders, path: string): Selection | null {
  for (let root = path; root !== ''; root = root.slice(0, lastJoint(root))) {
    const found = holders.get(root);
    if (found) return found;
  }
  return null;
}

/** Where the last key or index of a path begins. */
const lastJoint = (path: string): number =>
  Math.max(0, path.lastIndexOf('.'), path.lastIndexOf('['));

/** Whether a path equals this one or is below it. */
export const isWithin = (path: string, root: string): boolean =>
  path.startsWith(root) && ['', '.', '['].includes(path.charAt(root.length));

/** Whether a selection exists in the spec: another scenario may have been opened. */
export function exists(spec: Spec, selection: Selection): boolean {
  const { kind, id } = selection;
  if (kind === 'client') return Object.hasOwn(spec.clients, id);
  if (kind === 'service') return Object.hasOwn(spec.services, id);
  if (kind === 'fault') return spec.faults[selection.index]?.on === id;
  if (kind === 'pattern') return layersOf(spec, id)[selection.layer] !== undefined;
  return topologyOf(spec).links.some((link) => link.id === id);
}
