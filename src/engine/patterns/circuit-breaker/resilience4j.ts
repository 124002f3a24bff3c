/**
 * resilience4j's circuit breaker: a window of calls or seconds, failure and slow-call rates,
 * several probes. A result counts in the state at its arrival, so a late one can decide for the
 * probes; a success can open it, if it reaches the minimum or is slow. Checked call by call against
 * sequences recorded from the library.
 */
import type { Saved } from '../../kernel/state.ts';
import { CIRCUIT_OPEN, DEGRADED, maskOf, type Outcome } from '../../model/outcome.ts';
import { PASS } from '../../model/pattern.ts';
import type { PatternParams } from '../../spec.ts';
import {
  Breaker,
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
import { OnLink } from './on-link.ts';
import { type Growth, grownNs } from './open-time.ts';
import { nsOf } from '../../kernel/ns.ts';
import { byHand, machine, type Params, type StateName } from './resilience4j.table.ts';
import { CountWindow, TimeWindow, type Window } from './window.ts';

const FORCED_OPEN = 3;
const DISABLED = 4;

const stateOf = (constant: string) => constant.toLowerCase().replace('_', '-') as StateName;
const indexOf = (state: StateName) => Object.keys(machine.states).indexOf(state);

export class Resilience4j extends Breaker<Params> {
  /** Openings since it was last closed. */
  attempts = 0;
  /** Probes still allowed in half-open. */
  permits = 0;
  window: Window;
  /** Totals, threshold and state are unchanged since the last call. */
  private settled = false;
  /** Minimum number of recorded calls. */
  minimum = 0;
  /** One bit per reason that counts as a failure. */
  private recorded = 0;
  private slowNs = 0.5;
  /** The thresholds in 32 bits, as in the library. */
  private failuresMost = 0.5;
  private slowMost = 0.5;
  private p: Params;

  constructor(params: Params, nowNs: number, listener: Listener) {
    super(machine, params, listener);
    this.p = params;
    this.take(params);
    this.window = this.freshWindow();
    this.begin(indexOf(stateOf(params.initialState)), nowNs);
  }

  override revive(saved: Saved): void {
    const window = saved['window'] as Saved;
    this.window = 'counts' in window ? new TimeWindow(1) : new CountWindow(1);
  }

  private take(params: Params): void {
    this.p = params;
    this.slowNs = nsOf(params.slowCallDurationThreshold);
    this.failuresMost = Math.fround(params.failureRateThreshold);
    this.slowMost = Math.fround(params.slowCallRateThreshold);
    this.recorded = params.recordExceptions === null ? -1 : maskOf(params.recordExceptions);
    this.honor(params);
  }

  override configure(params: Params, nowNs: number): void {
    const old = this.p;
    this.settled = false;
    this.take(params);
    if (params.initialState !== old.initialState)
      this.transition(stateOf(params.initialState), nowNs);
    if (this.state === HALF_OPEN) this.editProbing(old, nowNs);
    else if (
      params.slidingWindowType !== old.slidingWindowType ||
      params.slidingWindowSize !== old.slidingWindowSize
    )
      this.freshMetrics();
    else this.minimum = this.effectiveMinimum();
  }

  /**
   * An edit in half-open. A new number of probes starts a new window, and probes in flight count
   * towards it. A new maximum wait starts now.
   */
  private editProbing(old: Params, nowNs: number): void {
    const { permittedNumberOfCallsInHalfOpenState: permitted } = this.p;
    const before = old.permittedNumberOfCallsInHalfOpenState;
    if (permitted !== before) {
      const underWay = Math.max(0, before - this.permits - this.window.calls);
      this.permits = Math.max(0, permitted - underWay);
      this.window = new CountWindow(permitted);
    }
    this.minimum = Math.min(this.p.minimumNumberOfCalls, permitted);
    if (this.p.maxWaitDurationInHalfOpenState !== old.maxWaitDurationInHalfOpenState)
      this.awaitProbes(nowNs);
  }

  private awaitProbes(nowNs: number): void {
    const longest = this.p.maxWaitDurationInHalfOpenState;
    this.alarmNs = longest > 0 ? nowNs + nsOf(longest) : Infinity;
  }

  private effectiveMinimum(): number {
    const { slidingWindowType, slidingWindowSize, minimumNumberOfCalls } = this.p;
    return slidingWindowType === 'COUNT_BASED'
      ? Math.min(minimumNumberOfCalls, slidingWindowSize)
      : minimumNumberOfCalls;
  }

  private freshWindow(): Window {
    const { slidingWindowType, slidingWindowSize } = this.p;
    return slidingWindowType === 'COUNT_BASED'
      ? new CountWindow(slidingWindowSize)
      : new TimeWindow(slidingWindowSize);
  }

  private freshMetrics(): void {
    this.window = this.freshWindow();
    this.minimum = this.effectiveMinimum();
    this.notPermitted = 0;
  }

  /** Length of the nth consecutive opening, in ns. */
  openNs(n: number): number {
    const wait = this.p.waitDurationInOpenState;
    return typeof wait === 'number' ? nsOf(wait) : grownNs(n, wait as Growth);
  }

  protected override begin(state: number, nowNs: number): void {
    super.begin(state, nowNs);
    this.settled = false;
    if (state === OPEN) {
      // Keeps the window that opened it, for observers.
      this.attempts++;
      this.untilNs = nowNs + this.openNs(this.attempts);
      if (this.p.automaticTransitionFromOpenToHalfOpenEnabled) this.alarmNs = this.untilNs;
      return;
    }
    if (state === HALF_OPEN) {
      const permitted = this.p.permittedNumberOfCallsInHalfOpenState;
      this.permits = permitted;
      this.window = new CountWindow(permitted);
      this.minimum = Math.min(this.p.minimumNumberOfCalls, permitted);
      this.notPermitted = 0;
      this.awaitProbes(nowNs);
      return;
    }
    this.attempts = state === FORCED_OPEN ? this.attempts + 1 : 0;
    this.freshMetrics();
  }

  /** A manual transition. @returns false if the library rejects it */
  transition(to: StateName, nowNs: number): boolean {
    return this.move(byHand(to), nowNs, 'manual transition');
  }

  /** Closes it with an empty window, whatever the state. */
  reset(nowNs: number): void {
    this.move(byHand('closed'), nowNs, 'manual reset');
  }

  override enter(nowNs: number, kept: Float64Array, at: number): number {
    if (!this.acquire(nowNs)) return CIRCUIT_OPEN;
    kept[at] = nowNs;
    return PASS;
  }

  /** Asks for permission. @returns whether the call may be made */
  acquire(nowNs: number): boolean {
    if (this.state === CLOSED) return true;
    // Strictly after the open time: a call at its exact end is still rejected.
    if (this.state === OPEN && nowNs > this.untilNs)
      this.move('waitDurationElapsed', nowNs, WAIT_OVER);
    if (this.state === OPEN || this.state === FORCED_OPEN) {
      this.notPermitted++;
      return false;
    }
    if (this.state !== HALF_OPEN) return true;
    if (this.permits > 0) {
      this.permits--;
      return true;
    }
    this.notPermitted++;
    return false;
  }

  /** A failure that is neither ignored nor recorded is a success. */
  protected override resultOf(o: Outcome): number {
    const result = super.resultOf(o);
    return result === FAILURE && (this.recorded & (1 << o)) === 0 ? SUCCESS : result;
  }

  override leave(nowNs: number, o: Outcome, kept: Float64Array, at: number): void {
    const result = o <= DEGRADED ? SUCCESS : this.resultOf(o);
    if (result === IGNORED) this.ignored();
    else this.record(nowNs, result === FAILURE, nowNs - kept[at]!);
  }

  /** A call ended with an ignored failure. */
  ignored(): void {
    if (this.state === HALF_OPEN) this.permits++;
  }

  /** A call ended; it counts in the current state. */
  record(nowNs: number, failed: boolean, durationNs: number): void {
    if (this.state === DISABLED || this.state === FORCED_OPEN) return;
    const { window } = this;
    const changed = window.record(nowNs, failed, durationNs > this.slowNs);
    if (!changed && this.settled) return;
    this.settled = true;
    if (this.state !== CLOSED && this.state !== HALF_OPEN) return;
    // The window has just been updated.
    const failureRate = this.rate(window.failed);
    if (failureRate < 0) return;
    const slowRate = this.rate(window.slow);
    const { failureRateThreshold, slowCallRateThreshold } = this.p;
    if (failureRate >= this.failuresMost)
      this.decide('thresholdExceeded', nowNs, 'failed', failureRateThreshold);
    else if (slowRate >= this.slowMost)
      this.decide('thresholdExceeded', nowNs, 'were slow', slowCallRateThreshold);
    else if (this.state === HALF_OPEN)
      this.decide('probesSucceeded', nowNs, 'failed', failureRateThreshold);
  }

  private decide(event: string, nowNs: number, what: string, threshold: number): void {
    const { calls, failed, slow } = this.window;
    const count = what === 'failed' ? failed : slow;
    const of = this.state === HALF_OPEN ? 'probes' : 'calls';
    const why = `${count} of the last ${calls} ${of} ${what}, threshold ${threshold} %`;
    this.move(event, nowNs, why);
  }

  override alarm(nowNs: number): void {
    if (nowNs < this.alarmNs) return;
    this.alarmNs = Infinity;
    if (this.state === OPEN) this.move('waitDurationElapsed', nowNs, 'the open time elapsed');
    else if (this.state === HALF_OPEN) {
      const opens = this.p.transitionToStateAfterWaitDuration === 'OPEN';
      const event = opens ? 'probeTimeout' : 'maxWaitElapsed';
      this.move(event, nowNs, 'the maximum time in half-open elapsed');
    }
  }

  /** In percent, in 32-bit arithmetic as in the library; -1: too few calls. */
  failureRate(nowNs: number): number {
    this.window.age(nowNs);
    return this.rate(this.window.failed);
  }
  slowRate(nowNs: number): number {
    this.window.age(nowNs);
    return this.rate(this.window.slow);
  }

  private rate(count: number): number {
    const { calls } = this.window;
    if (calls === 0 || calls < this.minimum) return -1;
    if (count === 0) return 0;
    return Math.fround(Math.fround(count * 100) / calls);
  }

  override standing(nowNs: number): Standing {
    this.window.age(nowNs);
    const { calls, failed, slow } = this.window;
    return { calls, failed, slow, minimum: this.minimum, probes: this.permits };
  }

  override report(nowNs: number): Record<string, number> {
    const { calls, failed, slow } = this.standing(nowNs);
    const { notPermitted } = this;
    return { calls, failedCalls: failed, slowCalls: slow, notPermitted };
  }
}

export class Resilience4jOnLink extends OnLink<Resilience4j> {
  static override readonly slots = 1;

  protected override create(params: PatternParams, nowNs: number, listener: Listener) {
    return new Resilience4j(params as unknown as Params, nowNs, listener);
  }
}
