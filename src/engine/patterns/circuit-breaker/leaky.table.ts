/** Parameters, help and behavior of `leaky.ts`. */
import { count, type Values } from '../../model/params.ts';
import type { MachineConfig, Variant } from '../../model/table.ts';
import {
  machine as consecutive,
  params as common,
  spellings as shared,
} from './consecutive.table.ts';
import { opens } from './nature.ts';
import type { Spellings } from '../../model/spelling.ts';

export const params = {
  ...common,
  failureThreshold: count(5, 'Open when failures minus successes reach this number.', {
    min: 1,
  }),
  halfOpenMaxCalls: count(1, 'Probes allowed in half-open, and successes that close the circuit.', {
    min: 1,
  }),
} as const;

export type Params = Values<typeof params>;

export const machine = { ...consecutive, id: 'leaky' } as const satisfies MachineConfig;

const spellings: Spellings = {
  ...shared,
  successThreshold: 'halfOpenMaxCalls',
  permittedNumberOfCallsInHalfOpenState: 'halfOpenMaxCalls',
};

export const variant = {
  of: 'the textbook, with a leaky counter',
  help: 'Counts failures minus successes, and allows several probes.',
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
