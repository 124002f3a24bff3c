/**
 * The door for whatever a page draws first: what is drawn of patterns and said of faults, without
 * the tables of parameters and their prose, which come later (tables.ts).
 */
import { tables as faults } from './faults/tables.ts';
import type { OutcomeName } from './model/outcome.ts';
import type { FaultTable, PatternSign } from './model/table.ts';
import type { SpecLayer } from './model/topology.ts';
import { signs } from './patterns/signs.ts';

export { OUTCOMES } from './model/outcome.ts';
export type { OutcomeName } from './model/outcome.ts';
export type { Param } from './model/params.ts';
export type { PatternSign, Standing } from './model/table.ts';
export * from './model/parts/columns.ts';
export * from './model/topology.ts';

export const patternSigns: ReadonlyMap<string, PatternSign> = new Map(Object.entries(signs));
export const faultTables: ReadonlyMap<string, FaultTable> = new Map(Object.entries(faults));

type Layer = Pick<SpecLayer, 'name' | 'params'>;

/** What its sign measures one instance against, by name; see `PatternSign.limits`. */
export const limitsOf = ({ name, params }: Layer): Record<string, number> =>
  patternSigns.get(name)?.limits?.({ ...params }) ?? {};

/** With what it answers calls that it does not let pass, with the parameters that it has. */
export const refusalsOf = ({ name, params }: Layer): readonly OutcomeName[] =>
  patternSigns.get(name)?.refuses?.({ ...params }) ?? [];
