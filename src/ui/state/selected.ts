/** What is selected, found in a spec. */
import { type SpecLayer, stackOf, topologyOf } from '../../engine/signs.ts';
import type { Spec } from '../../engine/index.ts';
import type { Selection } from '../kit/selection.ts';

/** @param id of a link or service; @returns its stack */
export const layersOf = (spec: Spec, id: string): SpecLayer[] => stackOf(topologyOf(spec), id);

interface Holder {
  root: string;
  selection: Selection;
}

/** All that can be selected, with the paths of the spec that they stand for. */
export function holdersOf(spec: Spec): Holder[] {
  const { links, stacks } = topologyOf(spec);
  return [
    ...Object.keys(spec.clients).map((id) => holder(`clients.${id}`, { kind: 'client', id })),
    ...Object.keys(spec.services).map((id) => holder(`services.${id}`, { kind: 'service', id })),
    ...links.map((link) => holder(link.path, { kind: 'link', id: link.id })),
    ...[...links.map(({ id, layers }) => ({ id, layers })), ...stackList(stacks)].flatMap(
      ({ id, layers }) =>
        layers.map(({ path: root }, layer) => holder(root, { kind: 'pattern', id, layer })),
    ),
  ];
}

/** The smallest of them that holds this path. */
export function holderOf(holders: readonly Holder[], path: string): Selection | null {
  let smallest: Holder | null = null;
  for (const one of holders)
    if (isWithin(path, one.root) && one.root.length > (smallest?.root.length ?? 0)) smallest = one;
  return smallest?.selection ?? null;
}

const holder = (root: string, selection: Selection): Holder => ({ root, selection });
const stackList = (stacks: ReadonlyMap<string, SpecLayer[]>) =>
  [...stacks].map(([id, layers]) => ({ id, layers }));

/** Whether a path of the spec is this one or leads into it. */
export const isWithin = (path: string, root: string): boolean =>
  path.startsWith(root) && ['', '.', '['].includes(path.charAt(root.length));

/** Whether a selection is in the spec: another scenario may have been opened since. */
export function exists(spec: Spec, selection: Selection): boolean {
  const { kind, id } = selection;
  if (kind === 'client') return Object.hasOwn(spec.clients, id);
  if (kind === 'service') return Object.hasOwn(spec.services, id);
  if (kind === 'pattern') return layersOf(spec, id)[selection.layer] !== undefined;
  return topologyOf(spec).links.some((link) => link.id === id);
}
