/**
 * Polly v8's circuit breaker: failure ratio over sub-windows that start with traffic, one probe. A
 * result counts in the state at its arrival. Only failures open it; only closing clears the counts.
 */
import { CIRCUIT_OPEN, type Outcome } from '../../model/outcome.ts';
import { PASS } from '../../model/pattern.ts';
import type { PatternParams } from '../../spec.ts';
import {
  Breaker,
  CLOSED,
  FAILURE,
  HALF_OPEN,
  type Listener,
  OPEN,
  CALL_FAILED,
  CALL_SUCCEEDED,
  shareOf,
  type Standing,
  WAIT_OVER,
} from './breaker.ts';
import { Buckets } from './buckets.ts';
import { OnLink } from './on-link.ts';
import { type Growth, grownNs } from './open-time.ts';
import { nsOf } from '../../kernel/ns.ts';
import { machine, type Params } from './polly.table.ts';

/** Number of sub-windows; one if each would be shorter than 20 ms. */
const SUB_WINDOWS = 10;
const ROLLS_FROM_MS = 200;

const CALLS = 0;
const FAILED = 1;

export class Polly extends Breaker<Params> {
  /** Sub-windows by start time. */
  private readonly windows = new Buckets(2);
  private samplingNs = 0;
  private subWindowNs = 0;
  /** Half-open states since it was last closed. */
  private halfOpenAttempts = 0;
  private p: Params;

  constructor(params: Params, _nowNs: number, listener: Listener) {
    super(machine, params, listener);
    this.p = params;
    this.take(params);
  }

  private take(params: Params): void {
    this.p = params;
    this.honor(params);
    const { samplingDuration } = params;
    this.samplingNs = nsOf(samplingDuration);
    const parts = samplingDuration < ROLLS_FROM_MS ? 1 : SUB_WINDOWS;
    this.subWindowNs = Math.floor(this.samplingNs / parts);
  }

  override configure(params: Params): void {
    const { samplingNs } = this;
    this.take(params);
    if (samplingNs !== this.samplingNs) this.windows.clear();
  }

  /** Drops sub-windows that started a sampling duration ago or earlier. */
  private age(nowNs: number): void {
    const { windows } = this;
    while (nowNs - windows.oldest >= this.samplingNs) windows.drop();
  }

  private count(nowNs: number, failed: boolean): void {
    const { windows } = this;
    this.age(nowNs);
    const fits = nowNs - windows.newest < this.subWindowNs;
    const at = windows.at(fits ? windows.newest : nowNs);
    windows.count(at, CALLS);
    if (failed) windows.count(at, FAILED);
  }

  protected override begin(state: number, nowNs: number): void {
    super.begin(state, nowNs);
    if (state === CLOSED) {
      this.windows.clear();
      this.halfOpenAttempts = 0;
    } else if (state === HALF_OPEN) this.halfOpenAttempts++;
    else this.untilNs = nowNs + this.breakNs();
  }

  private breakNs(): number {
    const { breakDuration, breakDurationGenerator } = this.p;
    if (breakDurationGenerator === null) return nsOf(breakDuration);
    return grownNs(this.halfOpenAttempts + 1, breakDurationGenerator as Growth);
  }

  override enter(nowNs: number): number {
    if (this.state === CLOSED) return PASS;
    if (this.state === OPEN && nowNs >= this.untilNs) {
      this.move('breakOver', nowNs, WAIT_OVER);
      return PASS;
    }
    this.notPermitted++;
    return CIRCUIT_OPEN;
  }

  override leave(nowNs: number, o: Outcome): void {
    const failed = this.resultOf(o) === FAILURE;
    // A failure that reopens it is not counted.
    if (failed && this.state === HALF_OPEN) return void this.move('failed', nowNs, CALL_FAILED);
    this.count(nowNs, failed);
    if (!failed) this.move('succeeded', nowNs, CALL_SUCCEEDED);
    else if (this.state === CLOSED) this.judge(nowNs);
  }

  private judge(nowNs: number): void {
    const { failureRatio, minimumThroughput } = this.p;
    const calls = this.windows.sums[CALLS]!;
    const failed = this.windows.sums[FAILED]!;
    if (calls >= minimumThroughput && failed / calls >= failureRatio)
      this.move('ratioReached', nowNs, shareOf(failed, calls, failureRatio));
  }

  override standing(nowNs: number): Standing {
    this.age(nowNs);
    const { sums } = this.windows;
    const minimum = this.p.minimumThroughput;
    // The probe is in flight.
    return { calls: sums[CALLS]!, failed: sums[FAILED]!, slow: 0, minimum, probes: 0 };
  }

  override report(nowNs: number): Record<string, number> {
    const { calls, failed } = this.standing(nowNs);
    return { calls, failedCalls: failed, notPermitted: this.notPermitted };
  }
}

export class PollyOnLink extends OnLink<Polly> {
  protected override create(params: PatternParams, nowNs: number, listener: Listener) {
    return new Polly(params as unknown as Params, nowNs, listener);
  }
}
