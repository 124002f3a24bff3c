/**
 * The states and events of a circuit breaker: an XState machine as data, without context, guards,
 * delays or actions. Each library's file has its own. XState tests it and the inspector draws it;
 * the engine reads the same data without XState.
 */
import type { MachineConfig } from '../../model/table.ts';

export const statesOf = ({ states }: MachineConfig): readonly string[] => Object.keys(states);
