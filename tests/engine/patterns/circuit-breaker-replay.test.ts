/** Breakers of all libraries in a replay: the ends of open times, states, callers who wait. */
import { describe, expect, test } from 'vitest';
import { replay, type ScriptedCall } from '../../../src/engine/replay.ts';
import { readStack } from '../../../src/scenario/replay.ts';
import { entry, type Like, LIKES, opensAtTwo, TOUCHY, WAIT, waitIn } from './breakers.ts';

/** Calls through a stack: when each is made, how long it takes, how it ends. */
function replayed(patterns: string, ...calls: [at: number, latency: number, outcome: string][]) {
  const { patterns: stack, problems } = readStack(`[{ ${patterns.replace(/, ~/g, ' }, { ')} }]`);
  expect(problems).toEqual([]);
  const script = calls.map(([at, latency, outcome]): ScriptedCall => {
    return { at, latencies: [latency], outcomes: [outcome] };
  });
  return replay(stack!, script);
}

describe('boundaries in the engine', () => {
  /** Whether a call at the very end of the open time is let through. */
  const INCLUSIVE: Record<Like, boolean> = {
    resilience4j: false,
    gobreaker: false,
    polly: true,
    // A timer, which comes before the call.
    opossum: true,
    cockatiel: true,
    hystrix: false,
    consecutive: true,
    leaky: true,
    count: true,
  };

  test.each(LIKES)('%s: the end of the open time', (like) => {
    const patterns = entry(like, { ...TOUCHY[like], ...waitIn(like) });
    const bad: [number, number, string][] = [
      [0, 0, 'error'],
      [0, 0, 'error'],
    ];
    const openedAt = replayed(patterns, ...bad).transitions[0]!.at;
    const atEnd = (ms: number): string | null =>
      replayed(patterns, ...bad, [openedAt + WAIT + ms, 0, 'ok']).calls[2]!.reason;
    expect(atEnd(-0.000001)).toBe('circuit-open');
    expect(atEnd(0)).toBe(INCLUSIVE[like] ? null : 'circuit-open');
    expect(atEnd(0.000001)).toBe(null);
  });
});

describe('a replay', () => {
  test.each(LIKES)('%s: says the state before and after each call', (like) => {
    const { calls, transitions } = replayed(
      entry(like, { ...TOUCHY[like], ...waitIn(like), ...opensAtTwo[like] }),
      [0, 10, 'error'],
      [20, 10, 'error'],
      [300, 10, 'ok'],
      [2000, 10, 'ok'],
      [2020, 10, 'ok'],
    );
    expect(calls.map(({ reason }) => reason)).toEqual([null, null, 'circuit-open', null, null]);
    expect(calls[2]).toMatchObject({ stateBefore: 'open', stateAfter: 'open', admitted: false });
    expect(calls[0]).toMatchObject({ stateBefore: 'closed', stateAfter: 'closed' });
    // What only a call changes is not changed yet before it.
    expect(calls[3]!.stateBefore).toBe(like === 'opossum' ? 'half-open' : 'open');
    expect(calls[4]!.stateAfter).toBe('closed');
    const states = transitions.map(({ from, to }) => `${from} → ${to}`);
    expect(states).toEqual(['closed → open', 'open → half-open', 'half-open → closed']);
    expect(new Set(transitions.map(({ pattern }) => pattern))).toEqual(
      new Set(['0:circuitBreaker']),
    );
  });

  test('callers who wait for a probe begin when it is decided', () => {
    const touchy = { breaker: { consecutive: 1 }, halfOpenAfter: 100 };
    const run = (outcome: string) =>
      replayed(
        entry('cockatiel', touchy),
        [0, 0, 'error'],
        [100, 50, outcome],
        [110, 10, 'ok'],
        [120, 10, 'ok'],
      );
    const good = run('ok');
    expect(good.calls[2]).toMatchObject({
      admitted: true,
      endedAt: 160,
      stateBefore: 'half-open',
      stateAfter: 'closed',
      attempts: [{ at: 110, endedAt: 160, outcome: 'ok' }],
    });
    expect(run('error').calls.slice(2)).toMatchObject([
      { reason: 'circuit-open', endedAt: 150, stateBefore: 'half-open', stateAfter: 'open' },
      { reason: 'circuit-open', endedAt: 150, stateBefore: 'half-open', stateAfter: 'open' },
    ]);
    const never = replayed(
      entry('cockatiel', touchy),
      [0, 0, 'error'],
      [100, 1e9, 'ok'],
      [110, 1, 'ok'],
    );
    // The probe ends in the end, and with it the wait.
    expect(never.calls[2]).toMatchObject({ endedAt: 1_000_000_101, outcome: 'ok' });
  });

  test('a call that times out, or is refused after a wait, says the state after that', () => {
    const opossum = entry('opossum', { timeout: 100, volumeThreshold: 2 });
    const { calls } = replayed(`retry: { maxAttempts: 2, base: 10, jitter: none }, ~${opossum}`, [
      0,
      500,
      'ok',
    ]);
    // Both attempts time out: the second one opens the circuit.
    expect(calls[0]).toMatchObject({ outcome: 'timeout', endedAt: 210, stateAfter: 'open' });
  });
});
