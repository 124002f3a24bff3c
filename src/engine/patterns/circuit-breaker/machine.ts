/**
 * The states of a circuit breaker, and which event leads from which to which: an XState machine as
 * data, without context, guards, delays or actions. Each library's file has its own. XState itself
 * tests it and the inspector draws it; what runs reads the same data, so that a simulator does not
 * carry XState.
 */
import type { MachineConfig } from '../../model/table.ts';

export const statesOf = ({ states }: MachineConfig): readonly string[] => Object.keys(states);
