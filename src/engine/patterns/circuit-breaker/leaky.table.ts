/** What `leaky.ts` says about itself: parameters, words and what it does to calls. */
import { count, type Values } from '../../model/params.ts';
import type { MachineConfig, Variant } from '../../model/table.ts';
import { machine as consecutive, params as common } from './consecutive.table.ts';
import { opens } from './nature.ts';

export const params = {
  ...common,
  failureThreshold: count(5, 'Open when the counter of failures, less successes, reaches this.', {
    min: 1,
  }),
  halfOpenMaxCalls: count(1, 'Probes let through when half-open, and successes that close it.', {
    min: 1,
  }),
} as const;

export type Params = Values<typeof params>;

export const machine = { ...consecutive, id: 'leaky' } as const satisfies MachineConfig;

export const variant = {
  of: 'the textbook, with a counter that leaks',
  help: 'Counts failures, less one for each success; several probes.',
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
