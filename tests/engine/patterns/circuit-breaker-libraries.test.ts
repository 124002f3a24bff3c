/** What holds of the circuit breakers of all libraries alike. */
import { describe, expect, test } from 'vitest';
import { createRun } from '../../../src/engine/index.ts';
import * as at from '../../../src/engine/model/frame.ts';
import { table } from '../../../src/engine/patterns/circuit-breaker/index.ts';
import { replay, type ScriptedCall } from '../../../src/engine/replay.ts';
import { readStack } from '../../../src/scenario/replay.ts';
import { specOf, started } from '../../simulate.ts';
import { ByHand } from './by-hand.ts';
import { Driver, type Like, LIKES, paramsOf, TOUCHY } from './breakers.ts';

const entry = (like: Like, changes: object = TOUCHY[like]): string =>
  `circuitBreaker: ${JSON.stringify({ like, ...changes })}`;

/** Calls through a stack: when each is made, how long it takes, how it ends. */
function replayed(patterns: string, ...calls: [at: number, latency: number, outcome: string][]) {
  const { patterns: stack, problems } = readStack(`[{ ${patterns.replace(/, ~/g, ' }, { ')} }]`);
  expect(problems).toEqual([]);
  const script = calls.map(([at, latency, outcome]): ScriptedCall => {
    return { at, latencies: [latency], outcomes: [outcome] };
  });
  return replay(stack!, script);
}

describe('its sign', () => {
  test.each(LIKES)('%s: has the figures that all of them have', (like) => {
    const b = new ByHand(entry(like));
    const names = ['calls', 'failed', 'slow', 'minimum', 'probes', 'openForMs'];
    expect(Object.keys(b.pattern().gauges(b.w))).toEqual(names);
    b.end(b.start(), 'error');
    for (const figure of Object.values(b.pattern().gauges(b.w)))
      expect(figure).toBeGreaterThanOrEqual(0);
  });

  test.each(LIKES)('%s: measures against a share', (like) => {
    const { threshold } = table.limits!({ like, ...paramsOf(like, TOUCHY[like]) });
    expect(threshold).toBeGreaterThan(0);
    expect(threshold).toBeLessThanOrEqual(1);
  });

  test('a counter in a row is full when it opens: so many of as many as it takes', () => {
    const five = { gobreaker: 'readyToTrip', cockatiel: 'breaker' } as const;
    for (const like of ['gobreaker', 'cockatiel', 'consecutive', 'leaky'] as const) {
      const rule = like === 'gobreaker' ? { consecutiveFailuresAbove: 4 } : { consecutive: 5 };
      const at = like === 'gobreaker' || like === 'cockatiel' ? five[like] : 'failureThreshold';
      const changes = { [at]: at === 'failureThreshold' ? 5 : rule, ...waitIn(like) };
      const d = new Driver(like, changes);
      d.run(0, 'error', 'error', 'error');
      expect(d.at(0)).toBe('closed 3/5');
      expect(table.limits!({ like, ...paramsOf(like, changes) })).toEqual({ threshold: 1 });
    }
  });

  test.each(LIKES)('%s: says for how long it is open yet, and how many probes may pass', (like) => {
    const b = new ByHand(entry(like, { ...TOUCHY[like], ...opensAtTwo[like], ...waitIn(like) }));
    b.end(b.start(), 'error');
    b.end(b.start(), 'error');
    b.until(500);
    const atNs = Number(b.transitions[0]!.split(' ')[0]);
    expect(b.pattern().gauges(b.w)).toMatchObject({ openForMs: WAIT + atNs - 500, probes: 0 });
  });
});

const WAIT = 1000;
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
};
function waitIn(like: Like): Record<string, number> {
  return { [OPEN_TIME[like]]: WAIT };
}
/** Where two failures are not enough as they are. */
const opensAtTwo: Partial<Record<Like, object>> = { cockatiel: { halfOpenSampling: null } };

test.each(LIKES)('%s: attempts say whether they are probes, or were answered here', (like) => {
  const b = new ByHand(entry(like, { ...TOUCHY[like], ...opensAtTwo[like], ...waitIn(like) }));
  b.end(b.start(), 'error');
  b.end(b.start(), 'error');
  b.until(600);
  const refused = b.start();
  b.until(3000);
  const probe = b.start();
  const waiter = b.start();
  b.end(probe, 'error');
  const PROBE_OR_LOCAL = at.PROBE | at.LOCAL;
  expect([0, refused, probe].map((call) => b.flags[call]! & PROBE_OR_LOCAL)).toEqual([
    ...[0, at.LOCAL, at.PROBE],
  ]);
  if (b.outcomes[waiter] !== null) expect(b.flags[waiter]! & PROBE_OR_LOCAL).toBe(at.LOCAL);
});

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

describe('a run', () => {
  const scenario = (like: Like): string => `
seed: 5
duration: 4s
clients:
  web: { load: { rate: 300/s }, instances: 2, steps: [{ call: api, latency: 1ms,
    patterns: [{ retry: { maxAttempts: 2 } }, { ${entry(like)} }, { timeout: { after: 60ms } }] }] }
services: { api: { threads: 20, work: { exponential: 20ms }, errors: 5% } }
faults:
  - { at: 700ms, for: 600ms, on: api, errors: 90% }
  - { at: 2200ms, for: 500ms, on: api, slow: 20x }`;

  test.each(LIKES)('%s: opens and closes in it, and goes on from any checkpoint', (like) => {
    const run = started(scenario(like));
    run.advance();
    const whole = run.result();
    const moves = new Set(whole.transitions.map(({ from, to }) => `${from} → ${to}`));
    expect([...moves].sort()).toEqual([
      ...['closed → open', 'half-open → closed', 'half-open → open', 'open → half-open'],
    ]);
    for (const { why } of whole.transitions) expect(why).toMatch(/\d|probe|timeout|open time/);
    const spec = specOf(scenario(like));
    for (let atMs = 777.7; atMs < 4000; atMs += 500) {
      const first = createRun(spec);
      first.advance(atMs);
      const second = createRun(spec);
      second.restore(first.checkpoint());
      second.advance();
      expect({ ...second.result(), transitions: [] }).toEqual({ ...whole, transitions: [] });
    }
  });

  test.each(LIKES)('%s: reports figures that are numbers, by names that stay', (like) => {
    const run = started(scenario(like));
    const named = () => Object.keys(run.result().links['web->api']!.patterns[1]!);
    const before = named();
    run.advance();
    expect(named()).toEqual(before);
    expect(before).toContain('notPermitted');
  });
});

describe('what is to be ignored', () => {
  /** Failures that are ignored, then whether a closed circuit has opened, and a probe's end. */
  const WANTED: Record<Like, [closed: string, probe: string]> = {
    resilience4j: ['closed 0/0', 'half-open'],
    gobreaker: ['closed 0/2', 'half-open'],
    polly: ['closed 0/4', 'closed'],
    opossum: ['closed 0/4', 'closed'],
    cockatiel: ['closed 0/0', 'closed'],
    hystrix: ['closed 0/0', 'open'],
    consecutive: ['closed 0/2', 'half-open'],
    leaky: ['closed 0/2', 'half-open'],
  };
  const one: Partial<Record<Like, object>> = {
    cockatiel: { halfOpenSampling: null },
    leaky: { halfOpenMaxCalls: 1 },
  };

  test.each(LIKES)('%s: does with it what the library does', (like) => {
    const changes = { ...TOUCHY[like], ...one[like], ignore: ['permanent'] };
    const d = new Driver(like, changes);
    d.run(0, ...Array<string>(4).fill('permanent'));
    expect(d.at(400)).toBe(WANTED[like][0]);
    d.run(400, 'error', 'error', 'error', 'error', 'error');
    d.until(500);
    expect(d.log).toHaveLength(like === 'opossum' ? 2 : 1);
    const probe = d.call(1600);
    expect(probe.answer).toBe('pass');
    d.end(1600, probe, 'permanent');
    expect(d.state).toBe(WANTED[like][1]);
  });
});
