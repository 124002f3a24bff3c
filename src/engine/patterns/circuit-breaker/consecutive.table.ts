/** Parameters, help and behavior of `consecutive.ts`. */
import { count, ms, reasons, type Values } from '../../model/params.ts';
import type { MachineConfig, Variant } from '../../model/table.ts';
import { opens } from './nature.ts';

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

export const variant = {
  of: 'the textbook',
  help: 'Counts consecutive failures, and allows one probe.',
  params,
  machine,
  nature: ({ failureThreshold, recoveryTimeout, ignore }: Params) =>
    opens({
      minimum: failureThreshold,
      windowMs: null,
      openMs: recoveryTimeout,
      ignores: ignore,
    }),
} satisfies Variant;
