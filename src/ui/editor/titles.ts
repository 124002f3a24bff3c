/** What patterns and faults are called within a sentence. */
import { type FaultSpec, patternTables } from '../../engine/index.ts';
import { words } from '../kit/format.ts';
import { faultTableOf } from '../stage/faults.ts';

/** `circuit breaker` */
export const patternTitle = (name: string): string =>
  (patternTables.get(name)?.title ?? name).toLowerCase();

/** `fault slow on database` */
export const faultTitle = (fault: FaultSpec): string =>
  `fault ${words(faultTableOf(fault)?.name ?? '')} on ${fault.on}`;
