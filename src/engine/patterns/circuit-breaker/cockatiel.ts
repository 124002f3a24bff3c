/**
 * cockatiel 4's circuit breaker: one of three opening conditions, and a few probes in half-open;
 * other calls wait for the probes' results. A call that began in closed counts for closed whenever
 * it ends, and can reopen a half-open circuit; a probe of an earlier half-open state is ignored.
 */
import * as at from '../../model/flight/frame.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { TIMER } from '../../kernel/queue.ts';
import { ExponentialBackoff } from '../../model/retrying/exponential-backoff.ts';
import { Line } from '../../model/flight/line.ts';
import { CANCELLED, CIRCUIT_OPEN, type Outcome } from '../../model/outcome.ts';
import { HOLD, PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import {
  Breaker,
  CLOSED,
  FAILURE,
  HALF_OPEN,
  type Listener,
  OPEN,
  type Standing,
  SUCCESS,
  WAIT_OVER,
} from './breaker.ts';
import { type Samples, samplesFor } from './cockatiel-breakers.ts';
import { machine, type Params } from './cockatiel.table.ts';
import { OnLink } from './on-link.ts';
import { nsOf } from '../../kernel/ns.ts';

const SAMPLING = { calls: 1, threshold: 0 } as const;

export class Cockatiel extends Breaker<Params> {
  private samples: Samples;
  private readonly backoff = new ExponentialBackoff();
  /** Number of half-open states so far: each probe belongs to one. */
  private halfOpens = 0;
  // Counts of this half-open state's probes.
  private inFlight = 0;
  private successes = 0;
  private failures = 0;
  private p: Params;
  private readonly random: () => number;

  constructor(params: Params, listener: Listener, random: () => number) {
    super(machine, params, listener);
    this.p = params;
    this.random = random;
    this.samples = samplesFor(params.breaker);
  }

  override configure(params: Params, nowNs: number): void {
    this.p = params;
    this.honor(params);
    if (!this.samples.take(params.breaker)) this.samples = samplesFor(params.breaker);
    if (this.state === HALF_OPEN) this.decide(nowNs);
  }

  private get sampling() {
    return this.p.halfOpenSampling ?? SAMPLING;
  }

  protected override begin(state: number, nowNs: number): void {
    if (state === OPEN) this.untilNs = nowNs + this.openNs();
    else if (state === HALF_OPEN) {
      this.halfOpens++;
      this.inFlight = this.successes = this.failures = 0;
    }
    super.begin(state, nowNs);
  }

  /** An opening from half-open uses the back-off's next delay, one from closed its first. */
  private openNs(): number {
    const { halfOpenAfter } = this.p;
    if (typeof halfOpenAfter === 'number') return nsOf(halfOpenAfter);
    if (this.state === CLOSED) this.backoff.reset();
    return nsOf(this.backoff.next(halfOpenAfter, this.random));
  }

  override enter(nowNs: number, kept: Float64Array, place: number): number {
    if (this.state === OPEN && nowNs >= this.untilNs)
      this.move('halfOpenAfterOver', nowNs, WAIT_OVER);
    if (this.state === OPEN) {
      this.notPermitted++;
      return CIRCUIT_OPEN;
    }
    kept[place] = 0;
    if (this.state === CLOSED) return PASS;
    if (this.probes === 0) return HOLD;
    this.inFlight++;
    kept[place] = this.halfOpens;
    return PASS;
  }

  private get probes(): number {
    return Math.max(0, this.sampling.calls - this.successes - this.failures - this.inFlight);
  }

  override leave(nowNs: number, o: Outcome, kept: Float64Array, place: number): void {
    const result = this.resultOf(o);
    const halfOpen = kept[place]!;
    if (halfOpen === 0) this.sampled(nowNs, result);
    else if (this.state === HALF_OPEN && halfOpen === this.halfOpens) this.probed(nowNs, result);
  }

  private sampled(nowNs: number, result: number): void {
    if (result === SUCCESS) this.samples.success(nowNs);
    else if (result === FAILURE && this.samples.failure(nowNs))
      this.move('broke', nowNs, this.samples.words());
  }

  private probed(nowNs: number, result: number): void {
    this.inFlight--;
    if (result === FAILURE) this.failures++;
    else this.successes++;
    this.decide(nowNs);
  }

  /** Half-open: decides once too many probes failed, or all ended without that. */
  private decide(nowNs: number): void {
    const { calls, threshold } = this.sampling;
    if (this.failures > threshold * calls) {
      this.samples.failure(nowNs);
      this.move('probesFailed', nowNs, this.words());
      return;
    }
    if (this.successes + this.failures < this.sampling.calls || this.inFlight > 0) return;
    this.samples.clear();
    this.samples.success(nowNs);
    this.move('probesSucceeded', nowNs, this.words());
  }

  private words(): string {
    return `${this.failures} of ${this.successes + this.failures} probes failed`;
  }

  override standing(): Standing {
    const { calls, failed, minimum } = this.samples;
    return { calls, failed, slow: 0, minimum, probes: this.probes };
  }

  override report(): Record<string, number> {
    const { calls, failed } = this.samples;
    const { notPermitted } = this;
    if ('consecutive' in this.p.breaker) return { failures: failed, notPermitted };
    return { calls, failedCalls: failed, notPermitted };
  }
}

export class CockatielOnLink extends OnLink<Cockatiel> {
  static override readonly slots = 1;
  /** Calls that wait for the probes. */
  private readonly waiting = new Line();

  protected override create(params: PatternParams, _nowNs: number, listener: Listener) {
    const random = () => this.place.stream('halfOpenAfter').double();
    return new Cockatiel(params as unknown as Params, listener, random);
  }

  override configure(w: Port, params: PatternParams): void {
    super.configure(w, params);
    if (this.waiting.count > 0) this.askAgain(w);
  }

  override enter(w: Port, f: Frame): number {
    const answer = super.enter(w, f);
    if (answer === HOLD) this.waiting.push(f);
    return answer;
  }

  override leave(w: Port, f: Frame, o: Outcome, child: Frame): number {
    super.leave(w, f, o, child);
    if (this.waiting.count > 0 && this.breaker!.state !== HALF_OPEN) this.askAgain(w);
    return o;
  }

  /** Decided: waiting calls ask again, in order of arrival. */
  private askAgain(w: Port): void {
    const waiting = this.waiting.members(w.pool.frames);
    this.waiting.clear();
    for (const f of waiting) {
      // The library checks the signal now, and only if the circuit has closed.
      const isOver = this.breaker!.state === CLOSED && w.givenUp(f);
      const answer = isOver ? CANCELLED : this.enter(w, f);
      if (answer === PASS) w.calls.grant(f);
      else if (answer !== HOLD) w.after(f, 0, TIMER);
    }
  }

  /** Rejected at this instant, or abandoned while it waited. */
  override wake(w: Port, f: Frame): void {
    f.flags |= at.LOCAL;
    const isOver = this.breaker!.state === CLOSED;
    w.calls.ascend(f, this.layerOf(f) - 1, isOver ? CANCELLED : CIRCUIT_OPEN);
  }

  override get keepsAbandoned(): boolean {
    return true;
  }

  override abandon(w: Port, f: Frame): void {
    // A rejected call has left the queue, but its event is due.
    if (f.due === 0) this.waiting.remove(f, w.pool.frames);
  }

  override report(w: Port): Record<string, number> {
    return { ...super.report(w), waiting: this.waiting.count };
  }
}
