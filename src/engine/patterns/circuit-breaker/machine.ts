/**
 * The states of a circuit breaker, and which event leads from which to which: an XState machine as
 * data, without context, guards, delays or actions. Each library's file has its own. XState itself
 * draws it and tests it; what runs reads the same data, so that a simulator does not carry XState.
 */

/** What XState's `createMachine` takes, as far as a breaker needs it. */
export interface MachineConfig {
  id: string;
  initial: string;
  /** By state, the event that leads to another. The first three are closed, open, half-open. */
  states: Readonly<Record<string, { on: Readonly<Record<string, string>> }>>;
}

export const statesOf = ({ states }: MachineConfig): readonly string[] => Object.keys(states);
