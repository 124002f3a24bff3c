/**
 * The breaker that the engine drives against sequences recorded from sony/gobreaker itself, v1 and
 * v2: after every step it must say what the library said. The state recorded is the one before a
 * read of it would change it, as ours is.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Call, Driver } from '../engine/patterns/breakers.ts';

interface Config {
  MaxRequests: number;
  IntervalS: number;
  BucketPeriodS?: number;
  TimeoutS: number;
  ReadyToTrip: 'default' | 'ratio' | 'consec3';
}

type Step = { t: number; stateBeforeLazyRead: string; counts: number[] } & (
  | { op: 'advance'; ms: number }
  | { op: 'allow'; ok: boolean; id?: number }
  | { op: 'done'; id: number; success?: boolean; outcome?: 'success' | 'failure' | 'excluded' }
);

interface Sequence {
  config: Config;
  steps: Step[];
}

function load(name: string): Sequence[] {
  const url = new URL(`./vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as Sequence[];
}

const TRIPS = {
  default: { consecutiveFailuresAbove: 5 },
  ratio: { requests: 3, failureRatio: 0.6 },
  consec3: { consecutiveFailuresAbove: 2 },
};

const driverFor = ({ config }: Sequence): Driver =>
  new Driver('gobreaker', {
    maxRequests: config.MaxRequests,
    interval: config.IntervalS * 1000,
    bucketPeriod: (config.BucketPeriodS ?? 0) * 1000,
    timeout: config.TimeoutS * 1000,
    readyToTrip: TRIPS[config.ReadyToTrip],
    ignore: ['permanent'],
  });

const OUTCOMES = { success: 'ok', failure: 'error', excluded: 'permanent' };

const outcomeIn = (step: Extract<Step, { op: 'done' }>): string =>
  OUTCOMES[step.outcome ?? (step.success ? 'success' : 'failure')];

/** The library's counters in the order in which they were recorded; v1 knows no exclusions. */
function countsOf(driver: Driver, v2: boolean): number[] {
  const { notPermitted: _, totalExclusions, ...rest } = driver.breaker.report(0);
  const [requests, successes, failures, ...inRow] = Object.values(rest);
  const excluded = v2 ? [totalExclusions!] : [];
  return [requests!, successes!, failures!, ...excluded, ...inRow];
}

/** @returns how many comparisons were made */
function replay(sequence: Sequence, v2: boolean, index: number, revive: boolean): number {
  const driver = driverFor(sequence);
  const calls = new Map<number, Call>();
  let comparisons = 0;
  for (const step of sequence.steps) {
    const where = `sequence ${index}: ${JSON.stringify(step)}`;
    if (revive) driver.revive();
    if (step.op === 'allow') {
      const call = driver.call(step.t);
      expect(call.answer, where).toBe(step.ok ? 'pass' : 'circuit-open');
      comparisons++;
      if (step.id !== undefined) calls.set(step.id, call);
    } else if (step.op === 'done') driver.end(step.t, calls.get(step.id)!, outcomeIn(step));
    const found = [driver.state, ...countsOf(driver, v2)];
    expect(found, where).toEqual([step.stateBeforeLazyRead, ...step.counts]);
    comparisons++;
  }
  return comparisons;
}

const all = (version: 'v1' | 'v2', revive = false): number =>
  [...load(`gobreaker-${version}`), ...load(`gobreaker-${version}-boundary`)].reduce(
    (sum, sequence, index) => sum + replay(sequence, version === 'v2', index, revive),
    0,
  );

test('the breaker says what gobreaker v1 said, in all 3,441 comparisons', () => {
  expect(all('v1')).toBe(3441);
});

test('the breaker says what gobreaker v2 said, in all 3,797 comparisons', () => {
  expect(all('v2')).toBe(3797);
});

test('a breaker saved and restored before every step goes on as the recorded one', () => {
  expect(all('v2', true)).toBe(3797);
});
