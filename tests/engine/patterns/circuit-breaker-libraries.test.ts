/** What holds of the circuit breakers of all libraries alike. */
import { describe, expect, test } from 'vitest';
import { createRun } from '../../../src/engine/index.ts';
import * as at from '../../../src/engine/model/flight/frame.ts';
import { table } from '../../../src/engine/patterns/circuit-breaker/tables.ts';
import { specOf, started } from '../../simulate.ts';
import { ByHand } from './by-hand.ts';
import {
  Driver,
  entry,
  type Like,
  LIKES,
  opensAtTwo,
  paramsOf,
  TOUCHY,
  WAIT,
  waitIn,
} from './breakers.ts';

describe('its sign', () => {
  test.each(LIKES)('%s: has the figures that all of them have', (like) => {
    const b = new ByHand(entry(like));
    const names = ['calls', 'failed', 'slow', 'minimum', 'probes', 'stillOpenMs'];
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
      const limits = table.limits!({ like, ...paramsOf(like, changes) });
      expect(limits).toEqual({ threshold: 1, failures: 5 });
    }
  });

  test.each(LIKES)('%s: says for how long it is open yet, and how many probes may pass', (like) => {
    const b = new ByHand(entry(like, { ...TOUCHY[like], ...opensAtTwo[like], ...waitIn(like) }));
    b.end(b.start(), 'error');
    b.end(b.start(), 'error');
    b.until(500);
    const atNs = Number(b.transitions[0]!.split(' ')[0]);
    expect(b.pattern().gauges(b.w)).toMatchObject({ stillOpenMs: WAIT + atNs - 500, probes: 0 });
  });
});

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
    for (const { why } of whole.transitions)
      expect(why).toMatch(/\d|probe|timeout|open time|half-open/);
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

test.each(['gobreaker', 'cockatiel', 'leaky'] as const)(
  '%s: fewer probes never leave it half-open for ever',
  (like) => {
    const probes = (calls: number): object =>
      ({
        gobreaker: { maxRequests: calls },
        cockatiel: { halfOpenSampling: { calls, threshold: 0 } },
        leaky: { halfOpenMaxCalls: calls },
      })[like];
    const d = new Driver(like, { ...TOUCHY[like], ...probes(4) });
    d.run(0, 'error', 'error', 'error');
    d.run(1000, 'ok', 'ok');
    expect(d.state).toBe('half-open');
    d.edit(1001, probes(3));
    expect(d.state).toBe('half-open');
    d.edit(1002, probes(1));
    expect(d.state).toBe('closed');
  },
);

test('resilience4j: what is not recorded counts as a success, what is ignored as neither', () => {
  const d = new Driver('resilience4j', {
    slidingWindowSize: 4,
    recordExceptions: ['timeout', 'reset'],
    ignore: ['reset'],
  });
  d.run(0, 'error', 'timeout', 'reset', 'ok');
  expect(d.at(0)).toBe('closed 1/3');
  d.edit(1, { recordExceptions: null });
  d.run(1, 'error');
  expect(d.at(1)).toBe('open 2/4');
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
    count: ['closed 0/2', 'half-open'],
  };
  const one: Partial<Record<Like, object>> = {
    cockatiel: { halfOpenSampling: null },
    leaky: { halfOpenMaxCalls: 1 },
    count: { successes: 1 },
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
