/**
 * The breaker that the engine drives against sequences recorded from resilience4j 2.3.0 itself:
 * after every step it must say what the library said.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { restore, save } from '../../src/engine/kernel/state.ts';
import { Resilience4j } from '../../src/engine/patterns/circuit-breaker/resilience4j.ts';
import type {
  Params,
  StateName,
} from '../../src/engine/patterns/circuit-breaker/resilience4j.table.ts';

interface Snapshot {
  state: string;
  buffered: number;
  failed: number;
  slow: number;
  slowFailed: number;
  notPermitted: number;
  failureRate: number;
  slowRate: number;
}

type Step = Snapshot & { t: number } & (
    | { op: 'advance'; ms: number }
    | { op: 'acquire'; permitted: boolean }
    | { op: 'success' | 'error'; durMs: number }
    | { op: 'ignored' }
    | { op: 'transition'; to: string; illegal?: boolean }
  );

interface Config {
  slidingWindowType: 'COUNT_BASED' | 'TIME_BASED';
  slidingWindowSize: number;
  minimumNumberOfCalls: number;
  failureRateThreshold: number;
  slowCallRateThreshold: number;
  slowCallDurationThresholdMs: number;
  permittedNumberOfCallsInHalfOpenState: number;
  waitDurationInOpenStateMs?: number;
  waitIntervalFunctionInOpenState?: { initialMs: number; multiplier: number; maxMs: number };
}

interface Sequence {
  seed: number;
  startEpochMs: number;
  config: Config;
  steps: Step[];
}

interface Intervals {
  initialMs: number;
  multiplier: number;
  maxMs: number | null;
  attempt1to12: number[];
}

function load<T>(name: string): T[] {
  const url = new URL(`./vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as T[];
}

function paramsOf(config: Config): Params {
  const wait = config.waitIntervalFunctionInOpenState;
  return {
    slidingWindowType: config.slidingWindowType,
    slidingWindowSize: config.slidingWindowSize,
    minimumNumberOfCalls: config.minimumNumberOfCalls,
    failureRateThreshold: config.failureRateThreshold,
    slowCallRateThreshold: config.slowCallRateThreshold,
    slowCallDurationThreshold: config.slowCallDurationThresholdMs,
    permittedNumberOfCallsInHalfOpenState: config.permittedNumberOfCallsInHalfOpenState,
    maxWaitDurationInHalfOpenState: 0,
    transitionToStateAfterWaitDuration: 'OPEN',
    waitDurationInOpenState: wait
      ? { initial: wait.initialMs, multiplier: wait.multiplier, max: wait.maxMs }
      : config.waitDurationInOpenStateMs!,
    automaticTransitionFromOpenToHalfOpenEnabled: false,
    initialState: 'CLOSED',
    recordExceptions: null,
    ignore: [],
  };
}

const NS_PER_MS = 1e6;
const wordsOf = (state: string): string => state.toLowerCase().replace('_', '-');

/** One breaker, driven by a sequence. */
class Replayed {
  breaker: Resilience4j;
  nowNs: number;

  constructor({ startEpochMs, config }: Sequence) {
    // Windows of time know whole seconds of the clock; which second it is makes no difference.
    this.nowNs = (startEpochMs % 1000) * NS_PER_MS;
    this.breaker = new Resilience4j(paramsOf(config), this.nowNs, () => {});
  }

  /** @returns what the step itself says beside the state after it; undefined: nothing */
  take(step: Step): { said: unknown; wanted: unknown } | undefined {
    const { breaker, nowNs } = this;
    switch (step.op) {
      case 'advance':
        this.nowNs += step.ms * NS_PER_MS;
        return;
      case 'acquire':
        return { said: breaker.acquire(nowNs), wanted: step.permitted };
      case 'success':
      case 'error':
        return void breaker.record(nowNs, step.op === 'error', step.durMs * NS_PER_MS);
      case 'ignored':
        return void breaker.ignored();
      case 'transition': {
        const wanted = !(step.illegal ?? false);
        if (step.to === 'RESET') {
          breaker.reset(nowNs);
          return { said: true, wanted };
        }
        return { said: breaker.transition(wordsOf(step.to) as StateName, nowNs), wanted };
      }
    }
  }

  snapshot(): Snapshot {
    const { breaker, nowNs } = this;
    const failureRate = breaker.failureRate(nowNs);
    const slowRate = breaker.slowRate(nowNs);
    const { calls: buffered, failed, slow, slowFailed } = breaker.window;
    const { stateName: state, notPermitted } = breaker;
    return { state, buffered, failed, slow, slowFailed, notPermitted, failureRate, slowRate };
  }
}

const recorded = (step: Step): Snapshot => ({
  state: wordsOf(step.state),
  buffered: step.buffered,
  failed: step.failed,
  slow: step.slow,
  slowFailed: step.slowFailed,
  notPermitted: step.notPermitted,
  failureRate: Math.fround(step.failureRate),
  slowRate: Math.fround(step.slowRate),
});

/** @returns how many comparisons were made */
function replay(sequence: Sequence): number {
  const replayed = new Replayed(sequence);
  let comparisons = 0;
  for (const [index, step] of sequence.steps.entries()) {
    const where = `sequence ${sequence.seed}, step ${index}: ${JSON.stringify(step)}`;
    const answer = replayed.take(step);
    if (answer) {
      expect(answer.said, where).toBe(answer.wanted);
      comparisons++;
    }
    expect(replayed.snapshot(), where).toEqual(recorded(step));
    comparisons++;
  }
  return comparisons;
}

test('the breaker says what resilience4j said, in all 8,981 comparisons', () => {
  const random = load<Sequence>('resilience4j-circuitbreaker-2.3.0');
  const boundary = load<Sequence>('resilience4j-circuitbreaker-boundary-2.3.0');
  expect([random.length, boundary.length]).toEqual([16, 27]);
  let comparisons = 0;
  for (const sequence of [...random, ...boundary]) comparisons += replay(sequence);
  expect(comparisons).toBe(8981);
});

test('a breaker saved and restored after every step goes on as the recorded one', () => {
  const sequences = load<Sequence>('resilience4j-circuitbreaker-boundary-2.3.0');
  for (const sequence of sequences) {
    const replayed = new Replayed(sequence);
    for (const [index, step] of sequence.steps.entries()) {
      const saved = save(replayed.breaker);
      replayed.breaker = new Resilience4j(paramsOf(sequence.config), 0, () => {});
      restore(replayed.breaker, saved);
      replayed.take(step);
      expect(replayed.snapshot(), `${sequence.seed}, step ${index}`).toEqual(recorded(step));
    }
  }
});

/** A breaker that opens at the first failure. */
function touchy(waitDurationInOpenState: Params['waitDurationInOpenState']): Resilience4j {
  const params = paramsOf({
    slidingWindowType: 'COUNT_BASED',
    slidingWindowSize: 1,
    minimumNumberOfCalls: 1,
    failureRateThreshold: 50,
    slowCallRateThreshold: 100,
    slowCallDurationThresholdMs: 60_000,
    permittedNumberOfCallsInHalfOpenState: 1,
    waitDurationInOpenStateMs: 1,
  });
  return new Resilience4j({ ...params, waitDurationInOpenState }, 0, () => {});
}

test.each(load<Intervals>('resilience4j-intervalfunction-2.3.0'))(
  'open times grow as those of the library: $initialMs ms × $multiplier up to $maxMs ms',
  ({ initialMs, multiplier, maxMs, attempt1to12 }) => {
    const breaker = touchy({ initial: initialMs, multiplier, max: maxMs });
    const opened = attempt1to12.map((_, i) => breaker.openNs(i + 1) / NS_PER_MS);
    expect(opened).toEqual(attempt1to12);
  },
);

test('each opening in a row refuses up to the end of its open time, and no longer', () => {
  for (const intervals of load<Intervals>('resilience4j-intervalfunction-2.3.0')) {
    const { initialMs, multiplier, maxMs, attempt1to12 } = intervals;
    const breaker = touchy({ initial: initialMs, multiplier, max: maxMs });
    let nowNs = 0;
    for (const ms of attempt1to12) {
      expect(breaker.acquire(nowNs)).toBe(true);
      breaker.record(nowNs, true, 0);
      expect(breaker.stateName).toBe('open');
      nowNs += ms * NS_PER_MS;
      expect(breaker.acquire(nowNs)).toBe(false);
      nowNs += 1;
    }
  }
});
