/**
 * The door for whoever describes, checks or draws what a spec holds: the tables of its parameters,
 * without the code that runs it. What a page draws first comes from signs.ts, which is here too.
 */
import type { Nature, PatternTable, Variant } from './model/table.ts';
import type { SpecLayer } from './model/topology.ts';
import { tables as patterns } from './patterns/tables.ts';

export { meanMsOf } from './distributions/distribution.ts';
export { tables as distributionTables } from './distributions/index.ts';
export type { DistributionTable, Figures, NamedFigures } from './distributions/law.ts';
export { REASONS, UNAVAILABLE } from './model/outcome.ts';
export * from './model/first-value.ts';
export * from './model/params.ts';
export { tables as entityTables } from './model/parts/tables.ts';
export type {
  EntityTable,
  FaultTable,
  FigureTable,
  FigureUnit,
  MachineConfig,
  Nature,
  PatternTable,
  Refusal,
  See,
  Tries,
  Trips,
  Variant,
} from './model/table.ts';
export type * from './model/spelling.ts';
export type * from './spec.ts';
export { PRIORITIES } from './model/priorities.ts';
export * from './signs.ts';
export { ENGINE } from './version.ts';
export * as world from './world-params.ts';

export const patternTables: ReadonlyMap<string, PatternTable> = new Map(Object.entries(patterns));

/** The values of `like` and their versions; `plain` without `like`, if allowed. */
export const versionsOf = ({ variants, likeRequired }: PatternTable): [string, Variant][] =>
  Object.entries(variants).filter(([like]) => like !== 'plain' || !likeRequired);

/** A pattern's table, and the version that its parameters select. */
export function versionOf({ name, params }: Pick<SpecLayer, 'name' | 'params'>): Version | null {
  const table = patternTables.get(name);
  if (!table) return null;
  return { table, variant: table.variants[params.like ?? 'plain'] ?? table.variants.plain };
}

interface Version {
  table: PatternTable;
  variant: Variant;
}

/** The behavior of a pattern with its parameters. */
export const natureOf = (layer: Pick<SpecLayer, 'name' | 'params'>): Nature =>
  versionOf(layer)?.variant.nature?.(layer.params as never) ?? {};
