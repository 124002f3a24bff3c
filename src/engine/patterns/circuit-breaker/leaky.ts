/**
 * A leaky counter: each success decrements the failure count, so it opens only if more than half of
 * the calls fail, whatever the threshold. Several probes, all of which must succeed; otherwise as
 * `consecutive`.
 */
import type { PatternParams } from '../../spec.ts';
import type { Listener } from './breaker.ts';
import { Consecutive } from './consecutive.ts';
import { OnLink } from './on-link.ts';
import { machine, type Params } from './leaky.table.ts';

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
