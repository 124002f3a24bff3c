/**
 * The states of the resilience4j circuit breaker, and which event leads from which to which. This
 * is
 * what is drawn and model-tested; what runs is the table compiled from it.
 */
import { createMachine } from 'xstate';

/** Transitions by hand lead from any state to any, but for the three that the library refuses. */
const BY_HAND = {
  toClosed: 'closed',
  toOpen: 'open',
  toHalfOpen: 'half-open',
  toForcedOpen: 'forced-open',
  toDisabled: 'disabled',
  toMetricsOnly: 'metrics-only',
} as const;

const { toHalfOpen: _fromClosed, ...fromClosed } = BY_HAND;
const { toHalfOpen: _half, toOpen: _open, ...fromMetricsOnly } = BY_HAND;

export const machine = createMachine({
  id: 'resilience4j',
  initial: 'closed',
  states: {
    closed: { on: { ...fromClosed, thresholdExceeded: 'open' } },
    open: { on: { ...BY_HAND, waitOver: 'half-open' } },
    'half-open': {
      on: {
        ...BY_HAND,
        thresholdExceeded: 'open',
        probesSucceeded: 'closed',
        probesTooLate: 'open',
      },
    },
    'forced-open': { on: BY_HAND },
    disabled: { on: BY_HAND },
    'metrics-only': { on: fromMetricsOnly },
  },
});

/** By state and event, the state that follows. */
export type TransitionTable = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Reads the table of transitions out of a machine without guards, delays or actions. */
export function tableOf(from: typeof machine): TransitionTable {
  const table: Record<string, Record<string, string>> = {};
  for (const [state, node] of Object.entries(from.states)) {
    const row: Record<string, string> = {};
    for (const [event, [transition]] of node.transitions) row[event] = transition!.target![0]!.key;
    table[state] = row;
  }
  return table;
}
