/**
 * Any library's circuit breaker in its place on a link: calls ask it on the way down and report
 * their outcome on the way up; its timer is the engine's alarm.
 */
import * as at from '../../model/flight/frame.ts';
import type { Frame } from '../../model/flight/frame.ts';
import type { Outcome } from '../../model/outcome.ts';
import { PASS, Pattern } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { type Breaker, HALF_OPEN, type Listener, OPEN } from './breaker.ts';
import { statesOf } from './machine.ts';

export abstract class OnLink<B extends Breaker<never>> extends Pattern {
  breaker: B | null = null;
  /** The alarm, in ns; Infinity: not set. */
  private alarmNs = Infinity;

  protected abstract create(params: PatternParams, nowNs: number, listener: Listener): B;

  override configure(w: Port, params: PatternParams): void {
    // A copy: an edit changes the parameters in place, and a breaker compares them with the
    // previous ones.
    const own = { ...params };
    if (this.breaker) this.breaker.configure(own as never, w.now);
    else this.breaker = this.create(own, w.now, (...change) => w.transition(this, ...change));
    this.watch(w);
  }

  /** Updates the engine's alarm if the breaker's timer changed. */
  protected watch(w: Port): void {
    const { alarmNs } = this.breaker!;
    if (alarmNs === this.alarmNs) return;
    this.alarmNs = alarmNs;
    if (alarmNs === Infinity) this.clock.cancel();
    else this.clock.set(w, alarmNs - w.now);
  }

  override enter(w: Port, f: Frame): number {
    const breaker = this.breaker!;
    const answer = breaker.enter(w.now, w.pool.slots, f.slots + this.slot);
    if (breaker.alarmNs !== this.alarmNs) this.watch(w);
    if (answer === PASS && breaker.state === HALF_OPEN) f.flags |= at.PROBE;
    return answer;
  }

  override leave(w: Port, f: Frame, o: Outcome, _child: Frame): number {
    const breaker = this.breaker!;
    breaker.leave(w.now, o, w.pool.slots, f.slots + this.slot);
    if (breaker.alarmNs !== this.alarmNs) this.watch(w);
    return o;
  }

  override alarm(w: Port): void {
    this.alarmNs = Infinity;
    this.breaker!.alarm(w.now);
    this.watch(w);
  }

  override get states(): readonly string[] {
    return statesOf(this.breaker!.machine);
  }

  override get stateName(): string {
    return this.breaker!.stateName;
  }

  override gauges(w: Port): Record<string, number> {
    const breaker = this.breaker!;
    const { calls, failed, slow, minimum, probes } = breaker.standing(w.now);
    return {
      calls,
      failed,
      slow,
      minimum,
      probes: breaker.state === HALF_OPEN ? probes : 0,
      stillOpenMs: breaker.state === OPEN ? Math.max(0, breaker.untilNs - w.now) / 1e6 : 0,
    };
  }

  override report(w: Port): Record<string, number> {
    return this.breaker!.report(w.now);
  }
}
