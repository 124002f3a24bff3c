/**
 * The door for whoever describes, checks or draws what a spec holds: the tables of its parameters,
 * without the code that runs it.
 */
import { faults } from './faults/index.ts';
import type { FaultTable, PatternTable, Variant } from './model/table.ts';
import { patterns } from './patterns/index.ts';

export { CLIENT_COLUMNS, LINK_COLUMNS, SERVICE_COLUMNS } from './metrics/columns.ts';
export { OUTCOMES, REASONS } from './model/outcome.ts';
export type { OutcomeName } from './model/outcome.ts';
export * from './model/params.ts';
export type {
  FaultTable,
  MachineConfig,
  Nature,
  PatternTable,
  Refusal,
  Tries,
  Variant,
} from './model/table.ts';
export * from './model/topology.ts';
export { PRIORITIES } from './model/priorities.ts';
export * as world from './world-params.ts';

const tablesOf = <T>(modules: Record<string, { table: T }>): ReadonlyMap<string, T> =>
  new Map(Object.entries(modules).map(([name, module]) => [name, module.table]));

export const patternTables: ReadonlyMap<string, PatternTable> = tablesOf(patterns);
export const faultTables: ReadonlyMap<string, FaultTable> = tablesOf(faults);

/** The values of `like` and what each stands for; `plain` for none, where that is allowed. */
export const versionsOf = ({ variants, likeRequired }: PatternTable): [string, Variant][] =>
  Object.entries(variants).filter(([like]) => like !== 'plain' || !likeRequired);
