/** What breaker-saves-the-caller claims holds with the breaker of any library. */
import { expect, test } from 'vitest';
import { read } from '../../src/scenario/read.ts';
import { holds, play, served, textOf } from './library.ts';

/**
 * The breaker of each library, so that it opens within seconds and is open for ten. A window of
 * time is 2 s long: one of 10 s would hold the calls of before for too long to save the threads.
 */
const BREAKERS: Record<string, string> = {
  resilience4j: `slidingWindowSize: 50, minimumNumberOfCalls: 20, waitDurationInOpenState: 10s`,
  gobreaker: `interval: 10s, timeout: 10s, readyToTrip: { consecutiveFailuresAbove: 19 }`,
  polly: `failureRatio: 50%, minimumThroughput: 20, samplingDuration: 2s, breakDuration: 10s`,
  opossum: `timeout: 2s, volumeThreshold: 20, resetTimeout: 10s, rollingCountTimeout: 2s`,
  cockatiel: `breaker: { count: { threshold: 50%, size: 20 } }, halfOpenAfter: 10s`,
  hystrix: `sleepWindowInMilliseconds: 10s, rollingStatsTimeInMilliseconds: 2s`,
  consecutive: `failureThreshold: 20, recoveryTimeout: 10s`,
  leaky: `failureThreshold: 20, recoveryTimeout: 10s, halfOpenMaxCalls: 3`,
  count: `failures: 20, within: 2s, openFor: 10s, probes: 3, successes: 3`,
};

/** From 20 s to 60 s of 90 s payments answers nobody: there slowness would let a probe be lucky. */
function scenarioWith(like: string): string {
  const text = textOf('breaker-saves-the-caller');
  const breaker = /- circuitBreaker:\n(\s{14}.*\n)+/;
  expect(text).toMatch(breaker);
  return text
    .replace(breaker, `- circuitBreaker: { like: ${like}, ${BREAKERS[like]} }\n`)
    .replace('duration: 3m', 'duration: 90s')
    .replace(
      'at: 60s, for: 60s, on: payments, slow: 200x',
      'at: 20s, for: 40s, on: payments, drop: 1',
    );
}

test('gobreaker sees no timeout where its interval is no longer than that', () => {
  const text = scenarioWith('gobreaker').replace('interval: 10s', 'interval: 2s, bucketPeriod: 1s');
  // A call that takes 2 s to fail ends when the bucket in which it began has gone.
  expect(play(read(text).spec!).result.transitions).toEqual([]);
});

test.each(Object.keys(BREAKERS))('%s: opens while payments hangs, and closes after', (like) => {
  const { spec, problems } = read(scenarioWith(like));
  expect(problems).toEqual([]);
  const played = play(spec!);
  for (const replica of [1, 2]) {
    const own = played.result.transitions.filter((one) => one.replica === replica);
    const [first, ...later] = own.map(({ atMs, from, to }) => ({ atMs, move: `${from} → ${to}` }));
    expect(first!.move).toBe('closed → open');
    // Nothing fails before the first timeout of 2 s.
    expect(first!.atMs).toBeGreaterThan(22_000);
    expect(first!.atMs).toBeLessThan(30_000);
    const last = later.pop()!;
    expect(last.move).toBe('half-open → closed');
    expect(last.atMs).toBeGreaterThan(60_000);
    expect(last.atMs).toBeLessThan(75_000);
    // In between it asks every ten seconds, and closes for nobody.
    const asked = later.filter(({ move }) => move === 'open → half-open');
    expect(asked.length).toBeGreaterThanOrEqual(3);
    expect(later.some(({ move }) => move === 'half-open → closed')).toBe(false);
  }
  // Who waits for cockatiel's probe holds a thread as long as it hangs, 2 s of every 12.
  const from = like === 'cockatiel' ? 0.8 : 0.97;
  holds(`breaker-saves-the-caller, ${like}: orders taken`, [served('shoppers', 20, 60)(played)], {
    from,
  });
});
