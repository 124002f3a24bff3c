/**
 * opossum's circuit breaker: buckets rotated by a timer that starts with the breaker, rejected
 * calls in the total, a built-in timeout and capacity, one probe. A result counts in the state at
 * its arrival, except for calls that timed out. Closing keeps the counts.
 */
import type { Frame } from '../../model/flight/frame.ts';
import { TELL_NOBODY } from '../../model/cancel-mode.ts';
import { BULKHEAD_FULL, CIRCUIT_OPEN, type Outcome, TIMEOUT } from '../../model/outcome.ts';
import { PASS } from '../../model/pattern.ts';
import type { Lane } from '../../model/flight/timers.ts';
import type { Port } from '../../model/port.ts';
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
} from './breaker.ts';
import { Rolling } from './buckets.ts';
import { OnLink } from './on-link.ts';
import { nsOf } from '../../kernel/ns.ts';
import { machine, type Params } from './opossum.table.ts';

// Counts, by the library's names.
const COUNTS = [
  'fires',
  'failures',
  'successes',
  'rejects',
  'timeouts',
  'semaphoreRejections',
] as const;
const FIRES = 0;
const FAILURES = 1;
const SUCCESSES = 2;
const REJECTS = 3;
const TIMEOUTS = 4;
const SEMAPHORE_REJECTIONS = 5;

export class Opossum extends Breaker<Params> {
  private window: Rolling;
  /** In-flight calls that hold a slot. */
  inUse = 0;
  /** Half-open, without a probe yet. */
  private pendingClose = false;
  /** End of the warm-up, until which it stays closed. */
  private warmNs = 0.5;
  private p: Params;

  constructor(params: Params, nowNs: number, listener: Listener) {
    super(machine, params, listener);
    this.p = params;
    this.window = this.freshWindow(nowNs);
    this.warmUp(nowNs);
  }

  private warmUp(nowNs: number): void {
    const { allowWarmUp, rollingCountTimeout } = this.p;
    this.warmNs = allowWarmUp ? nowNs + nsOf(rollingCountTimeout) : 0;
  }

  /** Its buckets start now; they are whole ms long, as the timer's interval. */
  private freshWindow(nowNs: number): Rolling {
    const { rollingCountTimeout, rollingCountBuckets } = this.p;
    const bucketMs = Math.max(1, Math.floor(rollingCountTimeout / rollingCountBuckets));
    return new Rolling(COUNTS.length, nsOf(bucketMs), rollingCountBuckets, nowNs);
  }

  override configure(params: Params, nowNs: number): void {
    const old = this.p;
    this.p = params;
    if (params.allowWarmUp !== old.allowWarmUp) this.warmUp(nowNs);
    this.honor(params);
    if (
      params.rollingCountTimeout !== old.rollingCountTimeout ||
      params.rollingCountBuckets !== old.rollingCountBuckets
    )
      this.window = this.freshWindow(nowNs);
  }

  private count(nowNs: number, column: number): void {
    const { window } = this;
    window.count(window.now(nowNs), column);
  }

  protected override begin(state: number, nowNs: number): void {
    super.begin(state, nowNs);
    this.pendingClose = state === HALF_OPEN;
    if (state === OPEN) this.alarmNs = this.untilNs = nowNs + nsOf(this.p.resetTimeout);
  }

  override alarm(nowNs: number): void {
    if (this.state === OPEN) this.move('resetTimeoutOver', nowNs, 'the reset timeout elapsed');
  }

  override enter(nowNs: number): number {
    this.count(nowNs, FIRES);
    if (this.state !== CLOSED && !this.pendingClose) {
      this.notPermitted++;
      this.count(nowNs, REJECTS);
      return CIRCUIT_OPEN;
    }
    // A call without a slot still takes the probe's place, and is its failure.
    this.pendingClose = false;
    if (this.p.capacity !== null && this.inUse >= this.p.capacity) {
      this.count(nowNs, SEMAPHORE_REJECTIONS);
      this.ended(nowNs, BULKHEAD_FULL);
      return BULKHEAD_FULL;
    }
    this.inUse++;
    return PASS;
  }

  override leave(nowNs: number, o: Outcome): void {
    this.inUse--;
    this.ended(nowNs, o);
  }

  /** The timeout has elapsed. */
  timedOut(nowNs: number): void {
    this.count(nowNs, TIMEOUTS);
    this.leave(nowNs, TIMEOUT);
  }

  private ended(nowNs: number, o: Outcome): void {
    if (this.resultOf(o) !== FAILURE) {
      this.count(nowNs, SUCCESSES);
      this.move('succeeded', nowNs, CALL_SUCCEEDED);
      return;
    }
    this.count(nowNs, FAILURES);
    if (nowNs < this.warmNs) return;
    if (this.state === HALF_OPEN) return void this.move('failed', nowNs, CALL_FAILED);
    const { errorThresholdPercentage, volumeThreshold } = this.p;
    const fires = this.window.sums[FIRES]!;
    const failures = this.window.sums[FAILURES]!;
    if (fires < volumeThreshold || (failures / fires) * 100 <= errorThresholdPercentage) return;
    this.move('failed', nowNs, shareOf(failures, fires, errorThresholdPercentage / 100));
  }

  override standing(nowNs: number): Standing {
    this.window.age(nowNs);
    const { sums } = this.window;
    const minimum = this.p.volumeThreshold;
    const probes = this.pendingClose ? 1 : 0;
    return { calls: sums[FIRES]!, failed: sums[FAILURES]!, slow: 0, minimum, probes };
  }

  override report(nowNs: number): Record<string, number> {
    this.window.age(nowNs);
    const counts = COUNTS.map((name, column) => [name, this.window.sums[column]!]);
    const { notPermitted, inUse } = this;
    return { ...Object.fromEntries(counts), inUse, notPermitted };
  }
}

export class OpossumOnLink extends OnLink<Opossum> {
  static override readonly timers = 1;
  private patience: Lane | null = null;

  protected override create(params: PatternParams, nowNs: number, listener: Listener) {
    return new Opossum(params as unknown as Params, nowNs, listener);
  }

  override configure(w: Port, params: PatternParams): void {
    super.configure(w, params);
    const timeout = Number((params as unknown as Params).timeout);
    this.patience = timeout > 0 ? w.timers.lane(nsOf(timeout)) : null;
  }

  override enter(w: Port, f: Frame): number {
    const answer = super.enter(w, f);
    if (answer === PASS && this.patience !== null)
      w.timers.start(this.patience, f, this.timer, this.layerOf(f));
    return answer;
  }

  override leave(w: Port, f: Frame, o: Outcome, child: Frame): number {
    w.timers.cancel(f, this.timer);
    return super.leave(w, f, o, child);
  }

  override wake(w: Port, f: Frame): void {
    this.breaker!.timedOut(w.now);
    this.watch(w);
    // Its action is not cancelled: inner retries continue.
    w.cancellation.giveUp(f, this.layerOf(f), TIMEOUT, TELL_NOBODY);
  }
}
