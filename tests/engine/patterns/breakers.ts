/** Breakers of small configurations for tests, driven in ms. */
import { restore, save } from '../../../src/engine/kernel/state.ts';
import { nameOf, OK, outcomeOf } from '../../../src/engine/model/outcome.ts';
import { defaultOf } from '../../../src/engine/model/first-value.ts';
import { HOLD, PASS } from '../../../src/engine/model/pattern.ts';
import type { Breaker, Listener } from '../../../src/engine/patterns/circuit-breaker/breaker.ts';
import { Cockatiel } from '../../../src/engine/patterns/circuit-breaker/cockatiel.ts';
import * as consecutive from '../../../src/engine/patterns/circuit-breaker/consecutive.ts';
import * as count from '../../../src/engine/patterns/circuit-breaker/count.ts';
import * as gobreaker from '../../../src/engine/patterns/circuit-breaker/gobreaker.ts';
import * as hystrix from '../../../src/engine/patterns/circuit-breaker/hystrix.ts';
import { table } from '../../../src/engine/patterns/circuit-breaker/tables.ts';
import * as leaky from '../../../src/engine/patterns/circuit-breaker/leaky.ts';
import type { MachineConfig } from '../../../src/engine/model/table.ts';
import * as opossum from '../../../src/engine/patterns/circuit-breaker/opossum.ts';
import * as polly from '../../../src/engine/patterns/circuit-breaker/polly.ts';
import { Resilience4j } from '../../../src/engine/patterns/circuit-breaker/resilience4j.ts';
import type {
  Params,
  StateName,
} from '../../../src/engine/patterns/circuit-breaker/resilience4j.table.ts';

export type { StateName };

type Made = (params: never, nowNs: number, listener: Listener, random: () => number) => Breaker;

const MAKERS = {
  resilience4j: (params, nowNs, listener) => new Resilience4j(params, nowNs, listener),
  gobreaker: (params, nowNs, listener) => new gobreaker.Gobreaker(params, nowNs, listener),
  polly: (params, nowNs, listener) => new polly.Polly(params, nowNs, listener),
  opossum: (params, nowNs, listener) => new opossum.Opossum(params, nowNs, listener),
  cockatiel: (params, _nowNs, listener, random) => new Cockatiel(params, listener, random),
  hystrix: (params, nowNs, listener) => new hystrix.Hystrix(params, nowNs, listener),
  consecutive: (params, nowNs, listener) => new consecutive.Consecutive(params, nowNs, listener),
  leaky: (params, nowNs, listener) => new leaky.Leaky(params, nowNs, listener),
  count: (params, nowNs, listener) => new count.Count(params, nowNs, listener),
} satisfies Record<string, Made>;

export type Like = keyof typeof MAKERS;
export const LIKES = Object.keys(MAKERS) as Like[];

/** The states and events of a library's breaker, as its table has them. */
export const MACHINES = Object.fromEntries(
  LIKES.map((like) => [like, table.variants[like]!.machine!]),
) as Record<Like, MachineConfig>;

/** Of each library, a breaker that little opens, and that is soon half-open. */
export const TOUCHY: Record<Like, object> = {
  resilience4j: {
    slidingWindowSize: 2,
    minimumNumberOfCalls: 2,
    permittedNumberOfCallsInHalfOpenState: 2,
    waitDurationInOpenState: 100,
  },
  gobreaker: {
    readyToTrip: { consecutiveFailuresAbove: 1 },
    maxRequests: 2,
    timeout: 100,
    interval: 1000,
    bucketPeriod: 300,
  },
  polly: { failureRatio: 0.5, minimumThroughput: 2, samplingDuration: 1000, breakDuration: 500 },
  opossum: { timeout: 200, resetTimeout: 100, volumeThreshold: 2, capacity: 5 },
  cockatiel: {
    breaker: { count: { threshold: 0.4, size: 4, minimumNumberOfCalls: 2 } },
    halfOpenAfter: {
      generator: 'fullJitterGenerator',
      initialDelay: 100,
      maxDelay: 800,
      exponent: 2,
    },
    halfOpenSampling: { calls: 2, threshold: 0.5 },
  },
  hystrix: {
    requestVolumeThreshold: 2,
    sleepWindowInMilliseconds: 100,
    healthSnapshotIntervalInMilliseconds: 50,
    rollingStatsTimeInMilliseconds: 500,
  },
  consecutive: { failureThreshold: 2, recoveryTimeout: 100 },
  leaky: { failureThreshold: 2, recoveryTimeout: 100, halfOpenMaxCalls: 2 },
  count: { failures: 2, within: 1000, openFor: 100, probes: 2, successes: 2 },
};

/** A library's parameters: its defaults, with some changed. */
export function paramsOf(like: Like, changes: object): Record<string, unknown> {
  const { params } = table.variants[like]!;
  const defaults = Object.entries(params).map(([name, param]) => [name, defaultOf(param)]);
  return { ...Object.fromEntries(defaults), ...changes };
}

export const paramsWith = (changes: Partial<Params>): Params =>
  paramsOf('resilience4j', changes) as unknown as Params;

/** As it is written in a stack. */
export const entry = (like: Like, changes: object = TOUCHY[like]): string =>
  `circuitBreaker: ${JSON.stringify({ like, ...changes })}`;

/** How long they are open, in ms, with `waitIn`. */
export const WAIT = 1000;
/** The library's parameter for how long it is open. */
const OPEN_TIME: Record<Like, string> = {
  resilience4j: 'waitDurationInOpenState',
  gobreaker: 'timeout',
  polly: 'breakDuration',
  opossum: 'resetTimeout',
  cockatiel: 'halfOpenAfter',
  hystrix: 'sleepWindowInMilliseconds',
  consecutive: 'recoveryTimeout',
  leaky: 'recoveryTimeout',
  count: 'openFor',
};
export function waitIn(like: Like): Record<string, number> {
  return { [OPEN_TIME[like]]: WAIT };
}
/** Where two failures are not enough as they are. */
export const opensAtTwo: Partial<Record<Like, object>> = { cockatiel: { halfOpenSampling: null } };

/** What became of a request to make a call, and where the breaker keeps what it needs of it. */
export interface Call {
  /** `pass`, `wait`, or the outcome with which it was refused. */
  answer: string;
  place: number;
}

/** Numbers that a breaker keeps for a call, at most. */
const KEPT = 2;

/**
 * A breaker of any library with a clock in ms and a log of its transitions; its timers ring before
 * whatever happens at their instant.
 */
export class Driver {
  readonly like: Like;
  readonly log: string[] = [];
  breaker: Breaker;
  /** What it draws at random. */
  random = (): number => 0.5;
  private kept = new Float64Array(64);
  private calls = 0;
  private params: Record<string, unknown>;

  constructor(like: Like, changes: object = {}, nowMs = 0) {
    this.like = like;
    this.params = paramsOf(like, changes);
    this.breaker = this.make(nowMs * 1e6);
  }

  private make(nowNs: number): Breaker {
    const listener: Listener = (from, to, why) => void this.log.push(`${from} → ${to}: ${why}`);
    return MAKERS[this.like](this.params as never, nowNs, listener, () => this.random());
  }

  /** Saves it, and goes on with another one that takes over what was saved. */
  revive(): void {
    const saved = save(this.breaker);
    this.breaker = this.make(0);
    restore(this.breaker, saved);
  }

  /** Rings its timers up to an instant. */
  until(ms: number): void {
    while (this.breaker.alarmNs <= ms * 1e6) {
      const dueNs = this.breaker.alarmNs;
      this.breaker.alarm(dueNs);
    }
  }

  edit(ms: number, changes: object): void {
    this.until(ms);
    this.params = { ...this.params, ...changes };
    this.breaker.configure(this.params as never, ms * 1e6);
  }

  call(ms: number): Call {
    this.until(ms);
    const place = this.calls++ * KEPT;
    if (place + KEPT > this.kept.length) {
      const wider = new Float64Array(this.kept.length * 2);
      wider.set(this.kept);
      this.kept = wider;
    }
    const answer = this.breaker.enter(ms * 1e6, this.kept, place);
    return { answer: answer === PASS ? 'pass' : answer === HOLD ? 'wait' : nameOf(answer), place };
  }

  /** A caller who waited asks again. */
  again(ms: number, call: Call): void {
    const answer = this.breaker.enter(ms * 1e6, this.kept, call.place);
    call.answer = answer === PASS ? 'pass' : answer === HOLD ? 'wait' : nameOf(answer);
  }

  /** @param outcome `ok` or a reason of failure */
  end(ms: number, call: Call, outcome: string): void {
    this.until(ms);
    this.breaker.leave(ms * 1e6, outcome === 'ok' ? OK : outcomeOf(outcome), this.kept, call.place);
  }

  /** Calls that take no time, if they are let through. @returns what each was answered */
  run(ms: number, ...outcomes: string[]): string[] {
    return outcomes.map((outcome) => {
      const call = this.call(ms);
      if (call.answer === 'pass') this.end(ms, call, outcome);
      return call.answer;
    });
  }

  /** Of calls that take no time, whether they are let through; one that is succeeds. */
  passes(...atMs: number[]): boolean[] {
    return atMs.map((ms) => this.run(ms, 'ok')[0] === 'pass');
  }

  get state(): string {
    return this.breaker.stateName;
  }
  /** Its state, and what it judges: failed/calls. */
  at(ms: number): string {
    this.until(ms);
    const { calls, failed } = this.breaker.standing(ms * 1e6);
    return `${this.state} ${failed}/${calls}`;
  }
}

/** A resilience4j breaker with a clock in ms and a log of its transitions. */
export class Bench {
  readonly breaker: Resilience4j;
  readonly log: string[] = [];
  private params: Params;

  constructor(changes: Partial<Params> = {}, nowMs = 0) {
    this.params = paramsWith(changes);
    this.breaker = new Resilience4j(this.params, nowMs * 1e6, (from, to, why) => {
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
    return this.breaker.stateName as StateName;
  }
  /** State, calls/failed and failure rate. */
  at(ms: number): [StateName, string, number] {
    const { breaker } = this;
    const rate = breaker.failureRate(ms * 1e6);
    const { calls, failed } = breaker.window;
    return [this.state, `${calls}/${failed}`, Math.round(rate * 10) / 10];
  }
}
