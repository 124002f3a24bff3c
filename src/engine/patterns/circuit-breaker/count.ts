/**
 * A circuit breaker that counts failures within a time. A result counts only in the state in which
 * its call began: results from before it opened say nothing about the callee's recovery.
 */
import { CIRCUIT_OPEN, type Outcome } from '../../model/outcome.ts';
import { PASS } from '../../model/pattern.ts';
import type { PatternParams } from '../../spec.ts';
import {
  Breaker,
  CALL_FAILED,
  CLOSED,
  FAILURE,
  HALF_OPEN,
  IGNORED,
  type Listener,
  OPEN,
  type Standing,
  SUCCESS,
  WAIT_OVER,
} from './breaker.ts';
import { Buckets } from './buckets.ts';
import { machine, type Params } from './count.table.ts';
import { OnLink } from './on-link.ts';
import { nsOf } from '../../kernel/ns.ts';

export class Count extends Breaker<Params> {
  /** Failures within the window, by their time. */
  private readonly failed = new Buckets(1);
  /** Number of transitions so far: each call belongs to the state that began with one. */
  private period = 0;
  /** Since the last half-open: probes in flight, and successful ones. */
  private probing = 0;
  private succeeded = 0;
  private p: Params;

  constructor(params: Params, _nowNs: number, listener: Listener) {
    super(machine, params, listener);
    this.p = params;
  }

  override configure(params: Params, nowNs: number): void {
    // By the old window: what it has forgotten stays forgotten.
    this.age(nowNs);
    this.p = params;
    this.honor(params);
    if (this.state === HALF_OPEN) this.decide(nowNs);
  }

  private age(nowNs: number): void {
    const withinNs = nsOf(this.p.within);
    while (nowNs - this.failed.oldest >= withinNs) this.failed.drop();
  }

  protected override begin(state: number, nowNs: number): void {
    super.begin(state, nowNs);
    this.period++;
    this.probing = this.succeeded = 0;
    if (state === OPEN) this.untilNs = nowNs + nsOf(this.p.openFor);
    else if (state === CLOSED) this.failed.clear();
  }

  override enter(nowNs: number, kept: Float64Array, place: number): number {
    if (this.state === OPEN && nowNs >= this.untilNs) this.move('openForOver', nowNs, WAIT_OVER);
    kept[place] = this.period;
    if (this.state === CLOSED) return PASS;
    if (this.state === HALF_OPEN && this.probing < this.p.probes) {
      this.probing++;
      return PASS;
    }
    this.notPermitted++;
    return CIRCUIT_OPEN;
  }

  override leave(nowNs: number, o: Outcome, kept: Float64Array, place: number): void {
    if (kept[place] !== this.period) return;
    const result = this.resultOf(o);
    if (this.state === HALF_OPEN) this.probed(nowNs, result);
    else if (result === FAILURE) this.count(nowNs);
  }

  private count(nowNs: number): void {
    const { failed } = this;
    const { failures, within } = this.p;
    this.age(nowNs);
    failed.count(failed.at(nowNs), 0);
    const found = failed.sums[0]!;
    if (found < failures) return;
    const words = found === 1 ? '1 failure' : `${found} failures`;
    this.move('failuresReached', nowNs, `${words} within ${within} ms, threshold ${failures}`);
  }

  private probed(nowNs: number, result: number): void {
    this.probing--;
    if (result === IGNORED) return;
    if (result !== SUCCESS) return void this.move('probeFailed', nowNs, CALL_FAILED);
    this.succeeded++;
    this.decide(nowNs);
  }

  /** Half-open: whether enough probes have succeeded. */
  private decide(nowNs: number): void {
    const { succeeded, p } = this;
    if (succeeded < p.successes) return;
    const calls = succeeded === 1 ? 'call' : 'calls';
    const why = `${succeeded} ${calls} succeeded in half-open, threshold ${p.successes}`;
    this.move('probesSucceeded', nowNs, why);
  }

  override standing(nowNs: number): Standing {
    this.age(nowNs);
    const calls = this.p.failures;
    const probes = Math.max(0, this.p.probes - this.probing);
    return { calls, failed: Math.min(calls, this.failed.sums[0]!), slow: 0, minimum: 0, probes };
  }

  override report(nowNs: number): Record<string, number> {
    this.age(nowNs);
    return { failures: this.failed.sums[0]!, notPermitted: this.notPermitted };
  }
}

export class CountOnLink extends OnLink<Count> {
  static override readonly slots = 1;

  protected override create(params: PatternParams, nowNs: number, listener: Listener) {
    return new Count(params as unknown as Params, nowNs, listener);
  }
}
