/**
 * Two or three policies of one library around a dependency, beside the library itself on a fake
 * clock: when the dependency is called, and when and how each call ends.
 */
import {
  bulkhead,
  circuitBreaker,
  ConsecutiveBreaker,
  ConstantBackoff,
  handleAll,
  type IPolicy,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import fc from 'fast-check';
import CircuitBreaker from 'opossum';
import pRetry from 'p-retry';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { replay, type ReplayedCall, type ScriptedCall } from '../../src/engine/index.ts';
import { readStack } from '../../src/scenario/replay.ts';
import { always } from '../always.ts';
import { fakeTime, sinceEpoch } from './fake-time.ts';

beforeEach(fakeTime);
afterEach(() => void vi.useRealTimers());

interface Told {
  /** When the dependency was called, in ms. */
  attempts: number[];
  /** Whether the call ended well, and when. */
  ended: { ok: boolean; at: number } | null;
}

type Execute = (attempt: () => Promise<void>) => Promise<unknown>;

/** The script through the library: all its calls, to the end of time. */
async function theirs(make: () => Execute, script: readonly ScriptedCall[]): Promise<Told[]> {
  const execute = make();
  const told = script.map((): Told => ({ attempts: [], ended: null }));
  script.forEach(({ at, latencies, outcomes }, call) => {
    const one = told[call]!;
    const attempt = () =>
      new Promise<void>((resolve, reject) => {
        const nth = one.attempts.push(sinceEpoch()) - 1;
        const latency = latencies[Math.min(nth, latencies.length - 1)]!;
        const good = outcomes[Math.min(nth, outcomes.length - 1)] === 'ok';
        setTimeout(() => (good ? resolve() : reject(new Error('no'))), latency);
      });
    const end = (ok: boolean) => (one.ended ??= { ok, at: sinceEpoch() });
    setTimeout(() => {
      execute(attempt).then(
        () => end(true),
        () => end(false),
      );
    }, at);
  });
  await vi.advanceTimersByTimeAsync(30_000);
  return told;
}

function ours(stack: string, script: ScriptedCall[]): ReplayedCall[] {
  const { patterns, problems } = readStack(stack);
  if (!patterns) throw new Error(problems.map(({ message }) => message).join('\n'));
  return replay(patterns, script).calls;
}

const toldOf = (calls: readonly ReplayedCall[]): Told[] =>
  calls.map(({ attempts, outcome, endedAt }) => ({
    attempts: attempts.filter((one) => !REFUSALS.includes(one.outcome ?? '')).map(({ at }) => at),
    ended: endedAt === null ? null : { ok: outcome === 'ok', at: endedAt },
  }));

/** The dependency never saw an attempt that ended so, or that was cancelled before it left. */
const REFUSALS = ['bulkhead-full', 'circuit-open', 'cancelled'];

/** Ten calls; each takes as long whenever it is made, and fails always or never. */
const scripts: fc.Arbitrary<ScriptedCall[]> = fc
  .array(
    fc.tuple(
      fc.noBias(fc.nat(1999)),
      fc.noBias(fc.integer({ min: 1, max: 300 })),
      fc.noBias(fc.nat(9)),
    ),
    { minLength: 10, maxLength: 10 },
  )
  .map((calls) =>
    calls.map(([late, latency, tenths], i) => ({
      at: 200 * i + late,
      latencies: [latency],
      outcomes: [tenths < 6 ? 'error' : 'ok'],
    })),
  );

const cockatiel = (...policies: IPolicy[]): Execute => {
  const policy = wrap(...policies);
  return (attempt) => policy.execute(attempt);
};
const limit = () => timeout(100, TimeoutStrategy.Aggressive);
const LIMIT = '{ timeout: { after: 100 } }';
const again = () => retry(handleAll, { maxAttempts: 3, backoff: new ConstantBackoff(83) });
const AGAIN = '{ retry: { like: cockatiel, maxAttempts: 3, backoff: 83 } }';
const breaker = () =>
  circuitBreaker(handleAll, { halfOpenAfter: 411, breaker: new ConsecutiveBreaker(2) });
const BREAKER =
  '{ circuitBreaker: { like: cockatiel, breaker: { consecutive: 2 }, halfOpenAfter: 411 } }';
const slots = () => bulkhead(1, 3);
const SLOTS = '{ bulkhead: { like: cockatiel, limit: 1, queue: 3 } }';

type Action = (attempt: () => Promise<void>) => Promise<void>;
const pRetried: Action = (attempt) => pRetry(attempt, { retries: 3, minTimeout: 83, factor: 1 });

/** The circuit's own timer is left out: it would go on for ever. */
function opossum(action: Action = pRetried): Execute {
  const circuit = new CircuitBreaker(action, {
    ...{ timeout: 100, errorThresholdPercentage: 50, resetTimeout: 411 },
    ...{ rollingCountTimeout: 1e6, rollingCountBuckets: 1 },
  });
  return (attempt) => circuit.fire(attempt);
}
function pRetryAround(): Execute {
  const execute = opossum((attempt) => attempt());
  return (attempt) => pRetried(() => execute(attempt) as Promise<void>);
}
const OPOSSUM = `{ circuitBreaker: { like: opossum, timeout: 100, errorThresholdPercentage: 50,
  resetTimeout: 411, rollingCountTimeout: 1000s, rollingCountBuckets: 1 } }`;
const P_RETRY = '{ retry: { like: p-retry, retries: 3, minTimeout: 83, factor: 1 } }';

const holds = (stack: string[]): boolean =>
  stack.some((layer) => layer === SLOTS || layer === BREAKER);

test.each([
  ['timeout around retry', () => cockatiel(limit(), again()), [LIMIT, AGAIN]],
  ['retry around timeout', () => cockatiel(again(), limit()), [AGAIN, LIMIT]],
  ['retry around breaker', () => cockatiel(again(), breaker()), [AGAIN, BREAKER]],
  ['timeout around breaker', () => cockatiel(limit(), breaker()), [LIMIT, BREAKER]],
  ['timeout around bulkhead', () => cockatiel(limit(), slots()), [LIMIT, SLOTS]],
  ['retry around bulkhead', () => cockatiel(again(), slots()), [AGAIN, SLOTS]],
  [
    'timeout around breaker around bulkhead',
    () => cockatiel(limit(), breaker(), slots()),
    [LIMIT, BREAKER, SLOTS],
  ],
  [
    'timeout around retry around bulkhead',
    () => cockatiel(limit(), again(), slots()),
    [LIMIT, AGAIN, SLOTS],
  ],
  ['breaker around timeout', () => cockatiel(breaker(), limit()), [BREAKER, LIMIT]],
  ['breaker around retry', () => cockatiel(breaker(), again()), [BREAKER, AGAIN]],
  ['breaker around bulkhead', () => cockatiel(breaker(), slots()), [BREAKER, SLOTS]],
  ['bulkhead around timeout', () => cockatiel(slots(), limit()), [SLOTS, LIMIT]],
  ['bulkhead around retry', () => cockatiel(slots(), again()), [SLOTS, AGAIN]],
  ['bulkhead around breaker', () => cockatiel(slots(), breaker()), [SLOTS, BREAKER]],
  ['opossum around p-retry', () => opossum(), [OPOSSUM, P_RETRY]],
  ['p-retry around opossum', () => pRetryAround(), [P_RETRY, OPOSSUM]],
] as [string, () => Execute, string[]][])('%s', async (_name, make, stack) => {
  await always(20, scripts, async (calls) => {
    vi.useRealTimers();
    fakeTime();
    const replayed = ours(`[${stack.join(', ')}]`, calls);
    fc.pre(!haveTies(replayed, calls, stack[0] !== SLOTS));
    const found = toldOf(replayed);
    const wanted = await theirs(make, calls);
    const ends = (told: Told[]) => told.map(({ ended }) => ended);
    expect(ends(found)).toEqual(ends(wanted));
    // Ours says when an attempt begins, which may wait further in before it comes through.
    if (!holds(stack)) expect(found).toEqual(wanted);
  });
});

/**
 * Do two calls do something in the same ms? Promises may take turns in another order.
 * @param starts do attempts' beginnings count? Not where one begins because another call has ended
 */
function haveTies(
  calls: readonly ReplayedCall[],
  script: readonly ScriptedCall[],
  starts: boolean,
): boolean {
  const instants = calls.flatMap(({ attempts, endedAt }, i) => {
    const latency = script[i]!.latencies[0]!;
    const over = attempts.flatMap((one) => [
      ...(starts ? [one.at] : []),
      one.endedAt ?? -i,
      one.at + latency,
    ]);
    return [...new Set([script[i]!.at, ...over, endedAt ?? -i])];
  });
  return new Set(instants).size < instants.length;
}
