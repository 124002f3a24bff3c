/**
 * Hystrix 1.5's circuit breaker: buckets of one health-snapshot interval, evaluated when a snapshot
 * ends, so it opens up to 500 ms after the failures; one probe. A result counts in the state at its
 * arrival. Hystrix's thread pool and timeout are separate patterns (`bulkhead`, `timeout`) further
 * in.
 */
import { CIRCUIT_OPEN, type Outcome } from '../../model/outcome.ts';
import { PASS } from '../../model/pattern.ts';
import type { PatternParams } from '../../spec.ts';
import {
  Breaker,
  CLOSED,
  HALF_OPEN,
  IGNORED,
  type Listener,
  OPEN,
  CALL_FAILED,
  CALL_SUCCEEDED,
  shareOf,
  type Standing,
  SUCCESS,
  WAIT_OVER,
} from './breaker.ts';
import { Rolling } from './buckets.ts';
import { OnLink } from './on-link.ts';
import { nsOf } from '../../kernel/ns.ts';
import { machine, type Params } from './hystrix.table.ts';

const CALLS = 0;
const FAILED = 1;

/** Totals of a health snapshot. */
interface Health {
  calls: number;
  failed: number;
}

export class Hystrix extends Breaker<Params> {
  private window: Rolling;
  private p: Params;

  constructor(params: Params, nowNs: number, listener: Listener) {
    super(machine, params, listener);
    this.p = params;
    this.window = this.freshWindow(nowNs);
  }

  /** Snapshots are taken at whole intervals from now on. */
  private freshWindow(nowNs: number): Rolling {
    const { rollingStatsTimeInMilliseconds, healthSnapshotIntervalInMilliseconds } = this.p;
    const snapshots = rollingStatsTimeInMilliseconds / healthSnapshotIntervalInMilliseconds;
    // The current bucket, and those of the ended snapshots.
    const span = 1 + Math.max(1, Math.floor(snapshots));
    return new Rolling(2, nsOf(healthSnapshotIntervalInMilliseconds), span, nowNs);
  }

  override configure(params: Params, nowNs: number): void {
    const old = this.p;
    this.p = params;
    this.honor(params);
    if (
      params.rollingStatsTimeInMilliseconds === old.rollingStatsTimeInMilliseconds &&
      params.healthSnapshotIntervalInMilliseconds === old.healthSnapshotIntervalInMilliseconds
    )
      return;
    this.window = this.freshWindow(nowNs);
    this.alarmNs = Infinity;
  }

  /** Totals of the last snapshot; newer results are not included. */
  private health(nowNs: number): Health {
    const { window } = this;
    window.age(nowNs);
    const filling = window.find(window.keyOf(nowNs));
    const since = (column: number) => (filling < 0 ? 0 : window.get(filling, column));
    const [calls, failed] = window.sums;
    return { calls: calls! - since(CALLS), failed: failed! - since(FAILED) };
  }

  private count(nowNs: number, failed: boolean): void {
    const { window } = this;
    const at = window.now(nowNs);
    window.count(at, CALLS);
    if (failed) window.count(at, FAILED);
    this.expectSnapshot(nowNs);
  }

  /** Only a snapshot with enough requests can open the circuit: others need no timer. */
  private expectSnapshot(nowNs: number): void {
    const { window } = this;
    const judged = this.p.errorThresholdPercentage > 0 ? FAILED : CALLS;
    if (this.state !== CLOSED || this.alarmNs !== Infinity || window.sums[judged] === 0) return;
    this.alarmNs = window.startOf(window.keyOf(nowNs) + 1);
  }

  override alarm(nowNs: number): void {
    this.alarmNs = Infinity;
    if (this.state === CLOSED) this.judge(nowNs);
    this.expectSnapshot(nowNs);
  }

  private judge(nowNs: number): void {
    const { requestVolumeThreshold, errorThresholdPercentage } = this.p;
    const { calls, failed } = this.health(nowNs);
    if (calls < requestVolumeThreshold) return;
    const whole = calls === 0 ? 0 : Math.trunc((failed / calls) * 100);
    if (whole < errorThresholdPercentage) return;
    this.move('thresholdReached', nowNs, shareOf(failed, calls, errorThresholdPercentage / 100));
  }

  protected override begin(state: number, nowNs: number): void {
    super.begin(state, nowNs);
    if (state === OPEN) this.untilNs = nowNs + nsOf(this.p.sleepWindowInMilliseconds);
    else if (state === CLOSED) this.window = this.freshWindow(nowNs);
  }

  override enter(nowNs: number): number {
    if (this.state === CLOSED) return PASS;
    // Strictly after the sleep window.
    if (this.state === OPEN && nowNs > this.untilNs) {
      this.move('sleepWindowOver', nowNs, WAIT_OVER);
      return PASS;
    }
    this.notPermitted++;
    return CIRCUIT_OPEN;
  }

  override leave(nowNs: number, o: Outcome): void {
    const result = this.resultOf(o);
    // The circuit is updated before the counts: a probe's success is in the new window.
    if (this.state === HALF_OPEN) {
      if (result === SUCCESS) this.move('succeeded', nowNs, CALL_SUCCEEDED);
      else this.move('failed', nowNs, CALL_FAILED);
    }
    if (result !== IGNORED) this.count(nowNs, result !== SUCCESS);
  }

  override standing(nowNs: number): Standing {
    const minimum = this.p.requestVolumeThreshold;
    // The probe is in flight.
    return { ...this.health(nowNs), slow: 0, minimum, probes: 0 };
  }

  override report(nowNs: number): Record<string, number> {
    const { calls, failed } = this.health(nowNs);
    return { calls, failedCalls: failed, notPermitted: this.notPermitted };
  }
}

export class HystrixOnLink extends OnLink<Hystrix> {
  protected override create(params: PatternParams, nowNs: number, listener: Listener) {
    return new Hystrix(params as unknown as Params, nowNs, listener);
  }
}
