/**
 * The state of one resilience4j circuit breaker and its rules, on its own: no engine, no chance,
 * the
 * time handed in. Checked call by call against sequences recorded from the library.
 */
import { State, type Saved } from '../../kernel/state.ts';
import { machine, tableOf } from './machine.ts';
import { STATES, type Params } from './params.ts';
import { CountWindow, TimeWindow, type Window } from './window.ts';

export type StateName = (typeof STATES)[number];

const CLOSED = 0;
const OPEN = 1;
const HALF_OPEN = 2;
const FORCED_OPEN = 3;
const DISABLED = 4;

const NEXT = tableOf(machine);

const NS_PER_MS = 1e6;

/** Events that a user causes, by the state they lead to. */
const BY_HAND: Readonly<Record<StateName, string>> = {
  closed: 'toClosed',
  open: 'toOpen',
  'half-open': 'toHalfOpen',
  'forced-open': 'toForcedOpen',
  disabled: 'toDisabled',
  'metrics-only': 'toMetricsOnly',
};

/** Is told of every transition, with the reason in words. */
export type Listener = (from: StateName, to: StateName, why: string) => void;

export class Breaker extends State {
  state = CLOSED;
  /** Openings since it was last closed. */
  attempts = 0;
  /** Probes that may still be let through when half-open. */
  permits = 0;
  /** Calls up to this instant are refused while open. */
  untilNs = 0.5;
  /** When a timer wants to be rung by `alarm`; Infinity: never. */
  alarmNs = Infinity;
  /** Calls refused since its window began. */
  notPermitted = 0;
  window: Window;
  /** Its totals, threshold and state are those of the last call, which changed nothing. */
  private settled = false;
  /** Fewer recorded calls than this are not judged. */
  minimum = 0;
  private slowNs = 0.5;
  private p: Params;
  private readonly listener: Listener;

  constructor(params: Params, nowNs: number, listener: Listener) {
    super();
    this.untilNs = 0;
    this.p = params;
    this.slowNs = params.slowCallDurationThreshold * NS_PER_MS;
    this.listener = listener;
    this.window = this.freshWindow();
    const initial = params.initialState.toLowerCase().replace('_', '-') as StateName;
    this.enterState(STATES.indexOf(initial), nowNs);
  }

  override revive(saved: Saved): void {
    const window = saved['window'] as Saved;
    this.window = 'seconds' in window ? new TimeWindow(1) : new CountWindow(1);
  }

  get stateName(): StateName {
    return STATES[this.state]!;
  }

  /** New parameters; the state is kept, a window of another kind or size begins empty. */
  configure(params: Params, nowNs: number): void {
    const old = this.p;
    this.settled = false;
    this.p = params;
    this.slowNs = params.slowCallDurationThreshold * NS_PER_MS;
    if (params.initialState !== old.initialState)
      this.transition(params.initialState.toLowerCase().replace('_', '-') as StateName, nowNs);
    if (this.state === HALF_OPEN) this.permit(old.permittedNumberOfCallsInHalfOpenState);
    else if (
      params.slidingWindowType !== old.slidingWindowType ||
      params.slidingWindowSize !== old.slidingWindowSize
    )
      this.freshMetrics();
    else this.minimum = this.effectiveMinimum();
  }

  /** Another number of probes is another window; those under way count towards the new number. */
  private permit(before: number): void {
    const permitted = this.p.permittedNumberOfCallsInHalfOpenState;
    if (permitted === before) return;
    const underWay = Math.max(0, before - this.permits - this.window.calls);
    this.permits = Math.max(0, permitted - underWay);
    this.window = new CountWindow(permitted);
    this.minimum = Math.min(this.p.minimumNumberOfCalls, permitted);
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

  /** How long the n-th opening in a row lasts, in ns; whole ms are kept when it grows. */
  openNs(n: number): number {
    const wait = this.p.waitDurationInOpenState;
    if (typeof wait === 'number') return Math.round(wait * NS_PER_MS);
    const { initial, multiplier, max } = wait!;
    let ms: number = initial;
    const longest = max ?? Number.MAX_SAFE_INTEGER / NS_PER_MS;
    for (let i = 1; i < n && ms < longest; i++) ms = Math.trunc(ms * multiplier);
    return Math.round(Math.min(ms, longest) * NS_PER_MS);
  }

  private enterState(state: number, nowNs: number): void {
    const previous = this.attempts;
    this.state = state;
    this.settled = false;
    this.alarmNs = Infinity;
    if (state === OPEN) {
      // It keeps the window that made it open, for those who look at it.
      this.attempts = previous + 1;
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
      const longest = this.p.maxWaitDurationInHalfOpenState;
      if (longest > 0) this.alarmNs = nowNs + Math.round(longest * NS_PER_MS);
      return;
    }
    this.attempts = state === FORCED_OPEN ? previous + 1 : 0;
    this.freshMetrics();
  }

  /** Every change of state goes through here. @returns false if the table has no such transition */
  private move(event: string, nowNs: number, why: string): boolean {
    const from = this.stateName;
    const to = NEXT[from]![event] as StateName | undefined;
    if (to === undefined) return false;
    this.enterState(STATES.indexOf(to), nowNs);
    this.listener(from, to, why);
    return true;
  }

  /** A transition by hand. @returns false where the library refuses it */
  transition(to: StateName, nowNs: number): boolean {
    return this.move(BY_HAND[to], nowNs, 'by hand');
  }

  /** Closed, with an empty window, whatever the state. */
  reset(nowNs: number): void {
    this.move('toClosed', nowNs, 'reset by hand');
  }

  /** Asks to make a call. @returns whether it may be made */
  acquire(nowNs: number): boolean {
    if (this.state === CLOSED) return true;
    // Strictly after the open time: a call at its very end is still refused.
    if (this.state === OPEN && nowNs > this.untilNs)
      this.move('waitOver', nowNs, 'the open time is over and a call came');
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

  /** A call ended with a failure that is to be ignored. */
  ignored(): void {
    if (this.state === HALF_OPEN) this.permits++;
  }

  /** A call ended; it counts in the state that the breaker is in now. */
  record(nowNs: number, failed: boolean, durationNs: number): void {
    if (this.state === DISABLED || this.state === FORCED_OPEN) return;
    const { window } = this;
    const changed = window.record(nowNs, failed, durationNs > this.slowNs);
    if (!changed && this.settled) return;
    this.settled = true;
    if (this.state !== CLOSED && this.state !== HALF_OPEN) return;
    // The window has just been brought up to now.
    const failureRate = this.rate(window.failed);
    if (failureRate < 0) return;
    const slowRate = this.rate(window.slow);
    if (failureRate >= this.p.failureRateThreshold)
      this.move('thresholdExceeded', nowNs, this.words('failed', this.window.failed));
    else if (slowRate >= this.p.slowCallRateThreshold)
      this.move('thresholdExceeded', nowNs, this.words('were slow', this.window.slow));
    else if (this.state === HALF_OPEN)
      this.move('probesSucceeded', nowNs, this.words('failed', this.window.failed));
  }

  private words(what: string, count: number): string {
    const { calls } = this.window;
    const threshold =
      what === 'failed' ? this.p.failureRateThreshold : this.p.slowCallRateThreshold;
    const of = this.state === HALF_OPEN ? 'probes' : 'calls';
    return `${count} of the last ${calls} ${of} ${what}, threshold ${threshold} %`;
  }

  /** A timer is over. */
  alarm(nowNs: number): void {
    if (nowNs < this.alarmNs) return;
    this.alarmNs = Infinity;
    if (this.state === OPEN) this.move('waitOver', nowNs, 'the open time is over');
    else if (this.state === HALF_OPEN)
      this.move('probesTooLate', nowNs, 'the probes did not decide in time');
  }

  /** In percent, in 32-bit arithmetic as in the library; -1 below the minimum of calls. */
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
}
