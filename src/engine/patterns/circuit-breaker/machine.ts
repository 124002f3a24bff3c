/**
 * The states of the resilience4j circuit breaker, and which event leads from which to which: an
 * XState machine as data, without context, guards, delays or actions. XState itself draws it and
 * tests it; what runs is the table compiled from it, so that a simulator does not carry XState.
 */

/** What XState's `createMachine` takes, as far as a breaker needs it. */
export interface MachineConfig {
  id: string;
  initial: string;
  /** By state, the event that leads to another. */
  states: Readonly<Record<string, { on: Readonly<Record<string, string>> }>>;
}

/** By state and event, the state that follows. */
export type TransitionTable = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const tableOf = ({ states }: MachineConfig): TransitionTable =>
  Object.fromEntries(Object.entries(states).map(([state, { on }]) => [state, on]));

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

export const machine = {
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
} as const satisfies MachineConfig;
