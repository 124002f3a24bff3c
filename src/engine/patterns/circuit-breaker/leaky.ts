/**
 * A counter that leaks: each success takes one off the failures counted, so it opens only where
 * more than half of the calls fail, whatever the threshold. Several probes, all of which must
 * succeed; otherwise as `consecutive`.
 */
import { count, type Values } from '../../model/params.ts';
import type { MachineConfig, Variant } from '../../model/table.ts';
import type { PatternParams } from '../../spec.ts';
import type { Listener } from './breaker.ts';
import { Consecutive, machine as consecutive, params as common } from './consecutive.ts';
import { OnLink } from './on-link.ts';
import { atFailures, opens } from './nature.ts';

const params = {
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

export const limits = ({ failureThreshold }: Params) => atFailures(failureThreshold);

export class Leaky extends Consecutive<Params> {
  constructor(params: Params, nowNs: number, listener: Listener) {
    super(params, nowNs, listener, machine);
  }

  protected override get probesMax(): number {
    return this.p.halfOpenMaxCalls;
  }

  protected override forgive(): number {
    return Math.max(0, this.failures - 1);
  }

  protected override words(): string {
    return `the counter is at ${this.failures}, threshold ${this.p.failureThreshold}`;
  }
}

export class LeakyOnLink extends OnLink<Leaky> {
  static override readonly slots = 1;

  protected override create(params: PatternParams, nowNs: number, listener: Listener) {
    return new Leaky(params as unknown as Params, nowNs, listener);
  }
}
