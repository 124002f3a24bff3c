/** Machines of breakers, those that there are and such as others might have. */
import { type MachineConfig, patternTables } from '../../../src/engine/tables.ts';

type On = Readonly<Record<string, string>>;

const machineOf = (id: string, states: Readonly<Record<string, On>>): MachineConfig => ({
  id,
  initial: Object.keys(states)[0]!,
  states: Object.fromEntries(Object.entries(states).map(([state, on]) => [state, { on }])),
});

const isolated = { toClosed: 'closed', toIsolated: 'isolated' };

export const machines: readonly MachineConfig[] = [
  ...new Set(
    [...patternTables.values()].flatMap(({ variants }) =>
      Object.values(variants).flatMap(({ machine }) => machine ?? []),
    ),
  ),
  machineOf('two', {
    healthy: { consecutiveErrors: 'ejected' },
    ejected: { ejectionOver: 'healthy' },
  }),
  machineOf('isolating', {
    closed: { ...isolated, failureRatioReached: 'open' },
    open: { ...isolated, breakOver: 'half-open' },
    'half-open': { ...isolated, probeSucceeded: 'closed', probeFailed: 'open' },
    isolated,
  }),
  machineOf('ramping', {
    closed: { failureRateExceeded: 'open' },
    open: { waitDurationElapsed: 'half-open', stillFailing: 'open' },
    'half-open': { probesSucceeded: 'recovering', probesFailed: 'open' },
    recovering: { fullyRecovered: 'closed', failureRateExceeded: 'open' },
  }),
  machineOf('ring', {
    a: { onwards: 'b' },
    b: { onwards: 'c' },
    c: { onwards: 'd' },
    d: { onwards: 'e' },
    e: { onwards: 'a' },
  }),
  machineOf('dense', {
    closed: { errorThresholdExceeded: 'open', slowThresholdExceeded: 'throttled' },
    throttled: { recovered: 'closed', errorThresholdExceeded: 'open', drained: 'drained' },
    open: { sleepWindowOver: 'half-open', operatorGaveUp: 'drained' },
    'half-open': { probeSucceeded: 'warming', probeFailed: 'open', probeSlow: 'throttled' },
    warming: { warmedUp: 'closed', errorThresholdExceeded: 'open', stillWarming: 'warming' },
    drained: { refilled: 'closed' },
  }),
];
