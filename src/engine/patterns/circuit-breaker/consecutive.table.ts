/** Parameters, help and behavior of `consecutive.ts`. */
import { count, ms, reasons, type Values } from '../../model/params.ts';
import type { MachineConfig, Variant } from '../../model/table.ts';
import { opens } from './nature.ts';
import type { Spellings } from '../../model/spelling.ts';

/** Names and defaults are those of Python's `circuitbreaker`, the textbook in one file. */
export const params = {
  failureThreshold: count(5, 'Open at this number of consecutive failures.', { min: 1 }),
  recoveryTimeout: ms(30_000, 'Stay open this long before probing.', { zero: false }),
  ignore: reasons([], 'Failures that count neither as failure nor as success.'),
} as const;

export type Params = Values<typeof params>;

export const machine = {
  id: 'consecutive',
  initial: 'closed',
  states: {
    closed: { on: { thresholdReached: 'open' } },
    open: { on: { recoveryTimeoutOver: 'half-open' } },
    'half-open': { on: { probesSucceeded: 'closed', probeFailed: 'open' } },
  },
} as const satisfies MachineConfig;

/** Names in Python's `circuitbreaker` and `pybreaker`, and of Envoy's outlier detection. */
export const spellings: Spellings = {
  // Python counts in seconds.
  recovery_timeout: { to: 'recoveryTimeout', unit: 's' },
  reset_timeout: { to: 'recoveryTimeout', unit: 's' },
  failMax: 'failureThreshold',
  maxFailures: 'failureThreshold',
  consecutive5xx: 'failureThreshold',
  consecutive5xxErrors: 'failureThreshold',
  consecutiveGatewayErrors: 'failureThreshold',
  baseEjectionTime: 'recoveryTimeout',
  openTimeout: 'recoveryTimeout',
  resetTimeout: 'recoveryTimeout',
  exclude: 'ignore',
  expectedException: { none: 'lists what counts as a failure; `ignore` lists what does not' },
  name: { none: 'has no effect on calls' },
  fallbackFunction: { none: 'is `fallback` on the call' },
  listeners: { none: 'has no effect on calls' },
};

export const variant = {
  of: 'the textbook',
  help: 'Counts consecutive failures, and allows one probe.',
  params,
  spellings,
  machine,
  nature: ({ failureThreshold, recoveryTimeout, ignore }: Params) =>
    opens({
      minimum: failureThreshold,
      windowMs: null,
      openMs: recoveryTimeout,
      ignores: ignore,
    }),
} satisfies Variant;
