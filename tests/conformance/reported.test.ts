/** Calls of which a library's users or maintainers said what becomes of them. */
import { expect, test } from 'vitest';
import { replay, type ReplayResult } from '../../src/engine/index.ts';
import { readReplay } from '../../src/scenario/replay.ts';

const calls = (n: number, atMs: number, more: string): string =>
  Array<string>(n).fill(`{ at: ${atMs}, ${more} }`).join(', ');

function replayed(patterns: string, script: string): ReplayResult {
  const read = readReplay(`patterns: ${patterns}\ncalls: [${script}]`);
  if (!read.patterns) throw new Error(read.problems.map(({ message }) => message).join('\n'));
  return replay(read.patterns, read.calls);
}

/** How each call ended and when, and when the dependency was called. */
const told = ({ calls: list }: ReplayResult): string[] =>
  list.map(({ outcome, endedAt, attempts }) => {
    const at = attempts.filter((attempt) => attempt.outcome !== 'bulkhead-full');
    return `${outcome} at ${endedAt}: ${at.map((attempt) => attempt.at).join(' ')}`;
  });

test('cockatiel’s retry looks at the signal after a failure, not after its back-off', () => {
  const stack =
    '[{ timeout: { after: 100 } }, { retry: { like: cockatiel, maxAttempts: 3, backoff: 80 } }]';
  expect(told(replayed(stack, calls(1, 0, 'latency: 50, outcome: error')))).toEqual([
    'timeout at 100: 0 130',
  ]);
});

test('a call given up in cockatiel’s queue is over for its breaker when its turn comes', () => {
  const stack = `[{ timeout: { after: 100 } },
    { circuitBreaker: { like: cockatiel, breaker: { consecutive: 1 }, halfOpenAfter: 5000 } },
    { bulkhead: { like: cockatiel, limit: 1, queue: 5 } }]`;
  const result = replayed(
    stack,
    `{ at: 0, latency: 1000, outcome: ok }, { at: 1, latency: 10, outcome: ok },
    { at: 200, latency: 10, outcome: ok }`,
  );
  expect(told(result).map((text) => text.split(':')[0])).toEqual([
    'timeout at 100',
    'timeout at 101',
    'timeout at 300',
  ]);
  expect(result.transitions[0]).toMatchObject({ at: 1000, from: 'closed', to: 'open' });
});

test('cockatiel reaches 2.5 failures in a row with the third (issue 83)', () => {
  const stack =
    '[{ circuitBreaker: { like: cockatiel, breaker: { consecutive: 2.5 }, halfOpenAfter: 6s } }]';
  const script = [0, 10, 20, 30].map((at) => calls(1, at, 'latency: 5, outcome: error'));
  const { transitions } = replayed(stack, script.join(', '));
  expect(transitions[0]).toMatchObject({ at: 25, to: 'open' });
});

test('opossum’s timeout does not cancel its action: p-retry in it goes on', () => {
  const stack = `[{ circuitBreaker: { like: opossum, timeout: 100 } },
    { retry: { like: p-retry, retries: 3, minTimeout: 80, factor: 1 } }]`;
  expect(told(replayed(stack, calls(1, 0, 'latency: 50, outcome: error')))).toEqual([
    'timeout at 100: 0 130 260 390',
  ]);
});

test.each([
  ['factor: 0, minTimeout: 100, retries: 3', 'error at 300: 0 100 200 300'],
  ['minTimeout: 500, maxTimeout: 100, retries: 2', 'error at 200: 0 100 200'],
  ['minTimeout: 500, maxTimeout: 250.5, retries: 2', 'error at 502: 0 251 502'],
])('p-retry with %s', (retry, expected) => {
  const stack = `[{ retry: { like: p-retry, ${retry} } }]`;
  expect(told(replayed(stack, calls(1, 0, 'latency: 0, outcome: error')))).toEqual([expected]);
});

test('Envoy’s retry budget does not count the request that failed (issue 30205)', () => {
  const budget = 'retryBudget: { budgetPercent: 100%, minRetryConcurrency: 0 }';
  const stack = `[{ retry: { like: envoy, numRetries: 1, ${budget}, baseInterval: 25ms } }]`;
  const lone = calls(1, 0, 'latency: [10, 10], outcome: [reset, ok]');
  expect(told(replayed(stack, lone))).toEqual(['reset at 10: 0']);
  const [first] = replayed(stack, `${lone}, { at: 0, latency: 100, outcome: ok }`).calls;
  expect(first!.outcome).toBe('ok');
});

test('Envoy compares rpsThreshold with the average over the window (pull request 34257)', () => {
  const stack = `[{ adaptiveThrottle: { like: envoy-admission-control, samplingWindow: 60s,
    srThreshold: 95%, aggression: 1, maxRejectionProbability: 80%, rpsThreshold: 1/s } }]`;
  const script = Array.from({ length: 20 }, (_, i) =>
    calls(1, 100 * i, 'latency: 10, outcome: error'),
  );
  const { calls: list } = replayed(stack, script.join(', '));
  expect(list.map(({ admitted }) => admitted)).toEqual(Array(20).fill(true));
});

test('the stack named envoy has Istio’s defaults: every retry, and no timeout of the route', () => {
  const four = calls(4, 0, 'latency: [1000, 10], outcome: [error, ok]');
  const result = replayed('envoy', `${four}, { at: 100000, latency: 20000, outcome: ok }`);
  expect(result.calls.map(({ outcome }) => outcome)).toEqual(Array(5).fill('ok'));
  expect(result.calls[4]!.endedAt).toBe(120_000);
});

test('a burst meets the queue that idle threads have not emptied yet (resilience4j 2125)', () => {
  const stack = `[{ bulkhead: { like: resilience4j-threadpool, coreThreadPoolSize: 1,
    maxThreadPoolSize: 5, queueCapacity: 1, keepAliveDuration: 5s } }]`;
  const rounds = [0, 1, 2, 3, 4, 5].map((i) => calls(4, 2000 * i, 'latency: 1000, outcome: ok'));
  const { calls: list } = replayed(stack, rounds.join(', '));
  const refused = rounds.map(
    (_, i) => list.slice(4 * i, 4 * i + 4).filter(({ admitted }) => !admitted).length,
  );
  // At 8 s the time of three idle threads ends as the burst comes: a JDK 17 executor refused three
  // calls there in each of four runs, and from none to three at 10 s.
  expect(refused).toEqual([0, 1, 3, 3, 3, 1]);
});
