/** What is selected, found in a spec. */
import {
  type PatternTable,
  patternTables,
  type SpecLayer,
  stackOf,
  topologyOf,
  type Variant,
} from '../../engine/tables.ts';
import type { Spec } from '../../engine/index.ts';
import type { Selection } from '../kit/selection.ts';

/** @param id of a link or service; @returns its stack */
export const layersOf = (spec: Spec, id: string): SpecLayer[] => stackOf(topologyOf(spec), id);

/** What a layer is: its table, and that of the library it behaves like. */
export function tableOf({
  name,
  params,
}: SpecLayer): { table: PatternTable; variant: Variant } | null {
  const table = patternTables.get(name);
  if (!table) return null;
  return { table, variant: table.variants[params.like ?? 'plain'] ?? table.variants.plain };
}

/** Whether a selection is in the spec: another scenario may have been opened since. */
export function exists(spec: Spec, selection: Selection): boolean {
  const { kind, id } = selection;
  if (kind === 'client') return Object.hasOwn(spec.clients, id);
  if (kind === 'service') return Object.hasOwn(spec.services, id);
  if (kind === 'pattern') return layersOf(spec, id)[selection.layer] !== undefined;
  return topologyOf(spec).links.some((link) => link.id === id);
}
