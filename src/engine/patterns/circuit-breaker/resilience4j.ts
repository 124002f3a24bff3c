/** The resilience4j breaker in its place on a link. */
import * as at from '../../model/frame.ts';
import type { Frame } from '../../model/frame.ts';
import { CIRCUIT_OPEN, DEGRADED, maskOf, type Outcome } from '../../model/outcome.ts';
import { PASS, Pattern } from '../../model/pattern.ts';
import type { World } from '../../model/world.ts';
import type { PatternParams } from '../../spec.ts';
import { Breaker } from './breaker.ts';
import type { Params } from './params.ts';

export class Resilience4jBreaker extends Pattern {
  /** When the call began. */
  static override readonly slots = 1;
  breaker: Breaker | null = null;
  private ignore = 0;
  /** The alarm that is set, in ns; Infinity when none is. */
  private alarmNs = Infinity;

  override configure(w: World, params: PatternParams): void {
    const p = params as unknown as Params;
    this.ignore = maskOf(p.ignore);
    if (this.breaker) this.breaker.configure({ ...p }, w.now);
    else this.breaker = new Breaker({ ...p }, w.now, (...change) => w.transition(this, ...change));
    this.watch(w);
  }

  /** Sets the engine's alarm when the breaker wants another one. */
  private watch(w: World): void {
    const { alarmNs } = this.breaker!;
    if (alarmNs === this.alarmNs) return;
    this.alarmNs = alarmNs;
    if (alarmNs === Infinity) this.alarmKey = 0;
    else w.setAlarm(this, alarmNs - w.now);
  }

  override enter(w: World, f: Frame): number {
    const breaker = this.breaker!;
    const admitted = breaker.acquire(w.now);
    if (breaker.alarmNs !== this.alarmNs) this.watch(w);
    if (!admitted) return CIRCUIT_OPEN;
    if (breaker.state === 2) f.flags |= at.PROBE;
    w.pool.slots[f.slots + this.slot] = w.now;
    return PASS;
  }

  override leave(w: World, f: Frame, o: Outcome): number {
    const breaker = this.breaker!;
    if (o > DEGRADED && (this.ignore & (1 << o)) !== 0) breaker.ignored();
    else {
      const began = w.pool.slots[f.slots + this.slot]!;
      breaker.record(w.now, o > DEGRADED, w.now - began);
    }
    if (breaker.alarmNs !== this.alarmNs) this.watch(w);
    return o;
  }

  override alarm(w: World): void {
    this.alarmNs = Infinity;
    this.breaker!.alarm(w.now);
    this.watch(w);
  }

  override get stateName(): string {
    return this.breaker!.stateName;
  }

  override gauges(w: World): Record<string, number> {
    const breaker = this.breaker!;
    breaker.window.age(w.now);
    const { window, minimum, permits, untilNs } = breaker;
    return {
      calls: window.calls,
      failed: window.failed,
      slow: window.slow,
      minimum,
      probes: breaker.state === 2 ? permits : 0,
      openForMs: breaker.state === 1 ? Math.max(0, untilNs - w.now) / 1e6 : 0,
    };
  }

  override report(w: World): Record<string, number> {
    const breaker = this.breaker!;
    breaker.window.age(w.now);
    return {
      calls: breaker.window.calls,
      failedCalls: breaker.window.failed,
      slowCalls: breaker.window.slow,
      notPermitted: breaker.notPermitted,
    };
  }
}
