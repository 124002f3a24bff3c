/** Breakers of small configurations for tests, driven in ms. */
import { Breaker, type StateName } from '../../../src/engine/patterns/circuit-breaker/breaker.ts';
import { params, type Params } from '../../../src/engine/patterns/circuit-breaker/params.ts';
import { defaultOf } from '../../../src/engine/model/params.ts';

export function paramsWith(changes: Partial<Params>): Params {
  const defaults = Object.entries(params).map(([name, param]) => [name, defaultOf(param)]);
  return { ...(Object.fromEntries(defaults) as Params), ...changes };
}

/** A breaker with a clock in ms and a log of its transitions. */
export class Bench {
  readonly breaker: Breaker;
  readonly log: string[] = [];
  private params: Params;

  constructor(changes: Partial<Params> = {}, nowMs = 0) {
    this.params = paramsWith(changes);
    this.breaker = new Breaker(this.params, nowMs * 1e6, (from, to, why) => {
      this.log.push(`${from} → ${to}: ${why}`);
    });
  }

  edit(ms: number, changes: Partial<Params>): void {
    this.params = { ...this.params, ...changes };
    this.breaker.configure(this.params, ms * 1e6);
  }
  acquire(ms: number): boolean {
    return this.breaker.acquire(ms * 1e6);
  }
  success(ms: number, tookMs = 0): void {
    this.breaker.record(ms * 1e6, false, tookMs * 1e6);
  }
  failure(ms: number, tookMs = 0): void {
    this.breaker.record(ms * 1e6, true, tookMs * 1e6);
  }
  to(ms: number, state: StateName): boolean {
    return this.breaker.transition(state, ms * 1e6);
  }
  alarm(ms: number): void {
    this.breaker.alarm(ms * 1e6);
  }

  get state(): StateName {
    return this.breaker.stateName;
  }
  /** State, calls/failed and failure rate. */
  at(ms: number): [StateName, string, number] {
    const { breaker } = this;
    const rate = breaker.failureRate(ms * 1e6);
    const { calls, failed } = breaker.window;
    return [breaker.stateName, `${calls}/${failed}`, Math.round(rate * 10) / 10];
  }
}
