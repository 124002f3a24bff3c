/**
 * The textbook circuit breaker: counts consecutive failures and allows one probe. A result counts
 * in the state at its arrival; in open it is ignored.
 */
import { CIRCUIT_OPEN, type Outcome } from '../../model/outcome.ts';
import { PASS } from '../../model/pattern.ts';
import type { MachineConfig } from '../../model/table.ts';
import type { PatternParams } from '../../spec.ts';
import {
  Breaker,
  CLOSED,
  HALF_OPEN,
  IGNORED,
  inRow,
  type Listener,
  OPEN,
  CALL_FAILED,
  type Standing,
  SUCCESS,
  WAIT_OVER,
} from './breaker.ts';
import { OnLink } from './on-link.ts';
import { nsOf } from '../../kernel/ns.ts';
import { machine, type Params } from './consecutive.table.ts';

export class Consecutive<P extends Params = Params> extends Breaker<P> {
  /** Failures counted towards the threshold. */
  protected failures = 0;
  /** Since the last half-open: probes allowed, and successful ones. */
  private admitted = 0;
  /** Number of half-open states so far: each probe belongs to one. */
  private halfOpens = 0;
  private succeeded = 0;
  protected p: P;

  constructor(params: P, _nowNs: number, listener: Listener, config: MachineConfig = machine) {
    super(config, params, listener);
    this.p = params;
  }

  override configure(params: P, nowNs: number): void {
    this.p = params;
    this.honor(params);
    if (this.state === HALF_OPEN) this.decide(nowNs);
  }

  /** Number of probes allowed, and of successes that close it. */
  protected get probesMax(): number {
    return 1;
  }

  /** Failure count after a success. */
  protected forgive(): number {
    return 0;
  }

  protected words(): string {
    return inRow(this.failures, this.p.failureThreshold);
  }

  protected override begin(state: number, nowNs: number): void {
    super.begin(state, nowNs);
    if (state === OPEN) this.untilNs = nowNs + nsOf(this.p.recoveryTimeout);
    else if (state === HALF_OPEN) {
      this.halfOpens++;
      this.admitted = this.succeeded = 0;
    } else this.failures = 0;
  }

  override enter(nowNs: number, kept: Float64Array, place: number): number {
    kept[place] = 0;
    if (this.state === CLOSED) return PASS;
    if (this.state === OPEN && nowNs >= this.untilNs)
      this.move('recoveryTimeoutOver', nowNs, WAIT_OVER);
    if (this.state === HALF_OPEN && this.admitted < this.probesMax) {
      this.admitted++;
      kept[place] = this.halfOpens;
      return PASS;
    }
    this.notPermitted++;
    return CIRCUIT_OPEN;
  }

  override leave(nowNs: number, o: Outcome, kept: Float64Array, place: number): void {
    const result = this.resultOf(o);
    if (this.state === HALF_OPEN) this.probed(nowNs, result, kept[place] === this.halfOpens);
    else if (this.state === CLOSED) this.counted(nowNs, result);
  }

  private counted(nowNs: number, result: number): void {
    if (result === IGNORED) return;
    if (result === SUCCESS) {
      this.failures = this.forgive();
      return;
    }
    this.failures++;
    if (this.failures >= this.p.failureThreshold)
      this.move('thresholdReached', nowNs, this.words());
  }

  /** @param probe whether it holds a probe slot, which an ignored failure releases */
  private probed(nowNs: number, result: number, probe: boolean): void {
    if (result === IGNORED) this.admitted -= probe ? 1 : 0;
    else if (result !== SUCCESS) this.move('probeFailed', nowNs, CALL_FAILED);
    else {
      this.succeeded++;
      this.decide(nowNs);
    }
  }

  /** Half-open: whether enough calls have succeeded. */
  private decide(nowNs: number): void {
    const { succeeded, probesMax } = this;
    if (succeeded < probesMax) return;
    const calls = succeeded === 1 ? 'call' : 'calls';
    const why = `${succeeded} ${calls} succeeded in half-open, threshold ${probesMax}`;
    this.move('probesSucceeded', nowNs, why);
  }

  override standing(): Standing {
    const calls = this.p.failureThreshold;
    const probes = Math.max(0, this.probesMax - this.admitted);
    return { calls, failed: Math.min(calls, this.failures), slow: 0, minimum: 0, probes };
  }

  override report(): Record<string, number> {
    return { failures: this.failures, notPermitted: this.notPermitted };
  }
}

export class ConsecutiveOnLink extends OnLink<Consecutive> {
  static override readonly slots = 1;

  protected override create(params: PatternParams, nowNs: number, listener: Listener) {
    return new Consecutive(params as unknown as Params, nowNs, listener);
  }
}
