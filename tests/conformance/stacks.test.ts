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
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { replay, type ReplayedCall, type ScriptedCall } from '../../src/engine/index.ts';
import { readStack } from '../../src/scenario/replay.ts';
import { always } from '../always.ts';
import { full } from '../full.ts';
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
/** cockatiel's policies, and ours. */
const KINDS = {
  timeout: [() => timeout(100, TimeoutStrategy.Aggressive), '{ timeout: { after: 100 } }'],
  retry: [
    () => retry(handleAll, { maxAttempts: 3, backoff: new ConstantBackoff(83) }),
    '{ retry: { like: cockatiel, maxAttempts: 3, backoff: 83 } }',
  ],
  breaker: [
    () => circuitBreaker(handleAll, { halfOpenAfter: 411, breaker: new ConsecutiveBreaker(2) }),
    '{ circuitBreaker: { like: cockatiel, breaker: { consecutive: 2 }, halfOpenAfter: 411 } }',
  ],
  bulkhead: [() => bulkhead(1, 3), '{ bulkhead: { like: cockatiel, limit: 1, queue: 3 } }'],
} as const satisfies Record<string, readonly [() => IPolicy, string]>;
type Kind = keyof typeof KINDS;

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

/** Every order of so many of these, outermost first. */
const orders = (kinds: readonly Kind[], length: number): Kind[][] =>
  length === 0
    ? [[]]
    : kinds.flatMap((kind) =>
        orders(
          kinds.filter((other) => other !== kind),
          length - 1,
        ).map((rest) => [kind, ...rest]),
      );

/** Both sides do the same with these calls. @param starts see haveTies; @param holds below too */
async function same(
  make: () => Execute,
  stack: string,
  calls: ScriptedCall[],
  { starts, holds, turns = false }: { starts: boolean; holds: boolean; turns?: boolean },
): Promise<void> {
  vi.useRealTimers();
  fakeTime();
  const replayed = ours(stack, calls);
  const found = toldOf(replayed);
  const wanted = await theirs(make, calls);
  fc.pre(!haveTies(replayed, wanted, calls, starts));
  if (turns) fc.pre(!haveWaitedInVain(replayed, wanted));
  const ends = (told: Told[]) => told.map(({ ended }) => ended);
  expect(ends(found)).toEqual(ends(wanted));
  // Ours says when an attempt begins, which may wait further in before it comes through.
  if (!holds) expect(found).toEqual(wanted);
}

const all = Object.keys(KINDS) as Kind[];

/** Do these stand in that order, whatever stands between them? */
const isOrdered = (kinds: readonly Kind[], some: readonly Kind[]): boolean =>
  some.every((kind, i) => i === 0 || kinds.indexOf(some[i - 1]!) < kinds.indexOf(kind));

/**
 * Was an attempt given up while it waited for a place? When one is free, cockatiel tells all of
 * these so, and the breaker hears of them in turns with the result of the call that freed it: of
 * promises the order within one instant is not ours.
 */
const haveWaitedInVain = (calls: readonly ReplayedCall[], wanted: readonly Told[]): boolean =>
  calls.some(({ attempts }, i) => {
    const sent = attempts.filter(({ outcome }) => !REFUSALS.includes(outcome ?? ''));
    return sent.length > wanted[i]!.attempts.length;
  });

/** Pairs, triples, and all four: with a timeout at any place. */
describe.each([
  { length: 2, runs: full ? 40 : 6 },
  { length: 3, runs: full ? 20 : 2 },
  { length: 4, runs: full ? 12 : 2 },
])('$length of cockatiel’s policies', ({ length, runs }) => {
  test.each(orders(all, length).map((kinds) => [kinds.join(' around '), kinds] as const))(
    '%s',
    async (_, kinds) => {
      const stack = `[${kinds.map((kind) => KINDS[kind][1]).join(', ')}]`;
      const make = () => cockatiel(...kinds.map((kind) => KINDS[kind][0]()));
      const place = kinds.indexOf('bulkhead');
      const ways = {
        starts: place < 0 || place > kinds.indexOf('retry'),
        holds: place >= 0 || kinds.includes('breaker'),
        turns: isOrdered(kinds, ['timeout', 'breaker', 'bulkhead']),
      };
      await always(runs, scripts, (calls) => same(make, stack, calls, ways));
    },
  );
});

test.each([
  ['opossum around p-retry', () => opossum(), [OPOSSUM, P_RETRY]],
  ['p-retry around opossum', () => pRetryAround(), [P_RETRY, OPOSSUM]],
] as const)('%s', async (_, make, stack) => {
  const ways = { starts: true, holds: false };
  await always(20, scripts, (calls) => same(make, `[${stack.join(', ')}]`, calls, ways));
});

/**
 * Does something happen in the same ms as something else? Promises may take turns in another order.
 * @param starts do attempts' beginnings count? Not where one begins because another call has ended
 */
function haveTies(
  calls: readonly ReplayedCall[],
  wanted: readonly Told[],
  script: readonly ScriptedCall[],
  starts: boolean,
): boolean {
  let ownTie = false;
  const instants = calls.flatMap(({ attempts, endedAt, outcome }, i) => {
    const { at, latencies } = script[i]!;
    const tries = attempts.flatMap((one) => [...(starts ? [one.at] : []), one.endedAt ?? -i]);
    // An attempt may have waited further in, so theirs say when what it called is over.
    const over = wanted[i]!.attempts.map((came) => came + latencies[0]!);
    const own = new Set([at, ...tries, ...over, endedAt ?? -i, wanted[i]!.ended?.at ?? -i]);
    // What follows from another call's end is no tie with it.
    const refusedAt = outcome === 'circuit-open' ? endedAt : null;
    const begun = attempts[0]?.at ?? refusedAt ?? at;
    if (!starts && begun > at) own.delete(begun);
    // Within one call: what it called is over when a timeout strikes, or when it tries again.
    const struck = [...attempts, { outcome, endedAt }].filter((one) => one.outcome === 'timeout');
    const acts = [...struck.map((one) => one.endedAt), ...attempts.slice(1).map((one) => one.at)];
    ownTie ||= over.some((ms) => acts.includes(ms));
    return [...own];
  });
  return ownTie || new Set(instants).size < instants.length;
}
