/** `circuitBreaker: { like: cockatiel }` in its place on a link: those who wait for the probe. */
import { describe, expect, test } from 'vitest';
import type { World } from '../../../src/engine/model/world.ts';
import { simulate } from '../../simulate.ts';
import { ByHand } from './by-hand.ts';
import { Driver } from './breakers.ts';

const BAD = 'error';
const touchy = { breaker: { consecutive: 1 }, halfOpenAfter: 100 };
const cockatiel = (changes: object = {}): string =>
  `circuitBreaker: ${JSON.stringify({ like: 'cockatiel', ...touchy, ...changes })}`;

/** A circuit that is half-open, with the probe under way and so many callers waiting. */
function probing(waiters: number, around = '', changes: object = {}, inside = ''): ByHand {
  const b = new ByHand(`${around}${cockatiel(changes)}${inside}`);
  b.end(b.start(), BAD);
  b.until(100);
  for (let i = 0; i <= waiters; i++) b.start();
  return b;
}

const breakerOf = (b: ByHand) =>
  b.w.stackOf(b.w.links[0]!.plan, 0).patterns.find(({ stateName }) => stateName !== null)!;
const framesInUse = (w: World): number => w.pool.inUse;

describe('boundaries', () => {
  test('9,999 ms after opening a call is refused, at 10,000 ms it is the probe', () => {
    const d = new Driver('cockatiel', { ...touchy, halfOpenAfter: 10_000 });
    d.run(0, BAD);
    expect(d.passes(9999, 10_000)).toEqual([false, true]);
  });

  test('so many failures in a row open it, of calls more than the share', () => {
    const d = new Driver('cockatiel', { ...touchy, breaker: { consecutive: 3 } });
    d.run(0, BAD, BAD, 'ok', BAD, BAD);
    expect(d.at(0)).toBe('closed 2/3');
    d.run(0, BAD);
    expect(d.log).toEqual(['closed → open: 3 consecutive failures, threshold 3']);
    const count = { count: { threshold: 0.5, size: 4, minimumNumberOfCalls: null } };
    const e = new Driver('cockatiel', { ...touchy, breaker: count });
    e.run(0, 'ok', 'ok', BAD, BAD);
    expect(e.at(0)).toBe('closed 2/4');
    e.run(0, BAD);
    expect(e.log).toEqual(['closed → open: 3 of 4 calls failed, threshold 50 %']);
  });

  test('a sampling breaker keeps failures of an hour ago: one window is turned at a time', () => {
    const sampling = { threshold: 0.5, duration: 5000, minimumRps: 1 };
    const d = new Driver('cockatiel', { ...touchy, breaker: { sampling } });
    d.run(0, ...Array<string>(4).fill(BAD));
    expect(d.at(3_600_000)).toBe('closed 4/4');
    d.run(3_600_000, BAD);
    expect(d.log).toEqual(['closed → open: 5 of 5 calls failed, threshold 50 %']);
  });
});

describe('callers who come while it is half-open', () => {
  test('wait, and are let through when the probe succeeds', () => {
    const b = probing(2);
    expect(b.started).toEqual([true, true, false, false]);
    expect(b.pattern().report(b.w)).toMatchObject({ waiting: 2 });
    b.until(500);
    b.end(1, 'ok');
    expect(b.started).toEqual([true, true, true, true]);
    expect(b.transitions.at(-1)).toBe('500 half-open → closed');
    expect(b.pattern().report(b.w)).toMatchObject({ waiting: 0 });
  });

  test('wait, and are refused when it fails', () => {
    const b = probing(2);
    b.until(500);
    b.end(1, BAD);
    expect(b.outcomes).toEqual([BAD, BAD, 'circuit-open', 'circuit-open']);
    expect(b.started.slice(2)).toEqual([false, false]);
  });

  test('wait for ever for a probe that hangs', () => {
    const b = probing(1);
    b.until(1e9);
    expect(b.outcomes.slice(1)).toEqual([null, null]);
  });

  test('do not wait beyond a timeout around it, and then are not let through', () => {
    const b = probing(2, 'timeout: { after: 50 }, ');
    b.until(149);
    expect(b.outcomes.slice(1)).toEqual([null, null, null]);
    b.until(150);
    expect(b.outcomes.slice(1)).toEqual(['timeout', 'timeout', 'timeout']);
    expect(b.started).toEqual([true, true, false, false]);
    // Its caller has left, but the probe decides.
    b.end(1, 'ok');
    expect([breakerOf(b).stateName, b.started.slice(2)]).toEqual(['closed', [false, false]]);
    expect(framesInUse(b.w)).toBe(0);
  });

  test('who are refused and given up on at one instant are gone but once', () => {
    // At 150 ms the inner timeout decides for the probe, and then the outer one rings for them.
    const b = probing(2, 'timeout: { after: 50 }, ', {}, ', timeout: { after: 50 }');
    b.until(150);
    expect(breakerOf(b).stateName).toBe('open');
    expect(b.outcomes.slice(1)).toEqual(['timeout', 'timeout', 'timeout']);
    expect(breakerOf(b).report(b.w)).toMatchObject({ waiting: 0, notPermitted: 2 });
    b.end(1, 'ok');
    expect(framesInUse(b.w)).toBe(0);
  });

  test('are let through one by one where the circuit is half-open again at once', () => {
    const b = probing(2, '', { halfOpenAfter: 0 });
    b.end(1, BAD);
    expect([b.started.slice(1), b.pattern().stateName]).toEqual([[true, true, false], 'half-open']);
    b.end(2, 'ok');
    expect(b.started.slice(1)).toEqual([true, true, true]);
  });

  test('are not tried again when they are refused, unless the retry is told to', () => {
    const refused = (retryOn: string): string | null => {
      const retry = `retry: { backoff: constant, base: 10, jitter: none${retryOn} }`;
      const b = new ByHand(`${retry}, ${cockatiel()}`);
      b.end(b.start(), 'permanent');
      b.until(100);
      const [probe, waiter] = [b.start(), b.start()];
      b.end(probe, 'permanent');
      return b.outcomes[waiter]!;
    };
    expect(refused('')).toBe('circuit-open');
    expect(refused(', retryOn: [circuit-open]')).toBe(null);
  });

  test('of a replica that dies wait for nobody', () => {
    const result = simulate(`
duration: 2s
clients:
  web: { load: { users: 5, think: 1ms }, steps: [{ call: gw }] }
services:
  gw: { threads: 10, steps: [{ call: api, patterns: [{ ${cockatiel()} }] }] }
  api: { work: 100ms, threads: 1, errors: 1 }
faults: [{ at: 250ms, for: 50ms, on: gw, crash: 1 }]`);
    expect(result.clients['web']!.failures).toMatchObject({ reset: expect.any(Number) });
    expect(result.transitions.length).toBeGreaterThan(5);
  });
});

describe('half-open', () => {
  test('several probes may run, of which a share may fail', () => {
    const halfOpenSampling = { calls: 4, threshold: 0.5 };
    const d = new Driver('cockatiel', { ...touchy, halfOpenSampling });
    d.run(0, BAD);
    const probes = [100, 100, 100, 100, 100].map((ms) => d.call(ms));
    expect(probes.map(({ answer }) => answer)).toEqual(['pass', 'pass', 'pass', 'pass', 'wait']);
    for (const [i, outcome] of [BAD, BAD, 'ok'].entries()) d.end(101, probes[i]!, outcome);
    expect(d.state).toBe('half-open');
    d.end(101, probes[3]!, 'ok');
    expect(d.log.at(-1)).toBe('half-open → closed: 2 of 4 probes failed');
  });

  test('more failures than may be open it at once', () => {
    const halfOpenSampling = { calls: 4, threshold: 0.25 };
    const d = new Driver('cockatiel', { ...touchy, halfOpenSampling });
    d.run(0, BAD);
    const probes = [d.call(100), d.call(100), d.call(100)];
    d.end(101, probes[0]!, BAD);
    d.end(101, probes[1]!, BAD);
    expect(d.log.at(-1)).toBe('half-open → open: 2 of 2 probes failed');
    // The third probes a state that is no more.
    d.end(102, probes[2]!, 'ok');
    expect(d.at(102)).toBe('open 1/1');
  });

  test('a late failure may open it again, a late success counts and decides nothing', () => {
    const d = new Driver('cockatiel', { ...touchy, breaker: { consecutive: 2 } });
    const late = [d.call(0), d.call(0), d.call(0)];
    d.run(0, BAD, BAD);
    const probe = d.call(100);
    d.end(101, late[0]!, 'ok');
    expect(d.at(101)).toBe('half-open 0/2');
    d.end(102, late[1]!, BAD);
    d.end(103, late[2]!, BAD);
    expect(d.log.at(-1)).toBe('half-open → open: 2 consecutive failures, threshold 2');
    d.end(104, probe, 'ok');
    expect(d.state).toBe('open');
  });

  test('what it does not handle is nothing while closed, and a success of a probe', () => {
    const d = new Driver('cockatiel', {
      ...touchy,
      breaker: { consecutive: 2 },
      ignore: ['reset'],
    });
    d.run(0, BAD, 'reset');
    expect(d.at(0)).toBe('closed 1/2');
    d.run(0, BAD);
    d.end(101, d.call(100), 'reset');
    expect(d.at(101)).toBe('closed 0/2');
  });

  test('closing clears the samples, and the probe’s success is the first of the new ones', () => {
    const count = { count: { threshold: 0.5, size: 4, minimumNumberOfCalls: 1 } };
    const d = new Driver('cockatiel', { ...touchy, breaker: count });
    d.run(0, BAD);
    d.end(101, d.call(100), 'ok');
    expect(d.at(101)).toBe('closed 0/1');
  });
});

test('open times grow as the back-off does while probes fail, and begin anew', () => {
  const halfOpenAfter = {
    generator: 'noJitterGenerator',
    initialDelay: 1000,
    maxDelay: 8000,
    exponent: 2,
  };
  const d = new Driver('cockatiel', { ...touchy, halfOpenAfter });
  d.run(0, BAD);
  let ms = 0;
  for (const wait of [1000, 2000, 4000, 8000, 8000]) {
    expect(d.call(ms + wait - 1).answer).toBe('circuit-open');
    d.end(ms + wait, d.call(ms + wait), BAD);
    ms += wait;
  }
  d.end(ms + 8000, d.call(ms + 8000), 'ok');
  d.run(ms + 8000, BAD);
  expect(d.call(ms + 8999).answer).toBe('circuit-open');
  expect(d.call(ms + 9000).answer).toBe('pass');
});

describe('edits', () => {
  test('another threshold keeps the samples, another size or duration does not', () => {
    const count = (threshold: number, size: number) => ({
      breaker: { count: { threshold, size, minimumNumberOfCalls: null } },
    });
    const d = new Driver('cockatiel', { ...touchy, ...count(0.5, 10) });
    d.run(0, BAD, BAD);
    d.edit(1, count(0.9, 10));
    expect(d.at(1)).toBe('closed 2/2');
    d.edit(1, count(0.9, 11));
    expect(d.at(1)).toBe('closed 0/0');
    const sampling = (threshold: number, duration: number) => ({
      breaker: { sampling: { threshold, duration, minimumRps: 100 } },
    });
    d.edit(2, sampling(0.5, 1000));
    d.run(2, BAD);
    d.edit(2, sampling(0.9, 1000));
    expect(d.at(2)).toBe('closed 1/1');
    d.edit(2, sampling(0.9, 2000));
    expect(d.at(2)).toBe('closed 0/0');
  });

  test('more probes let some of those through who wait', () => {
    const halfOpenSampling = { calls: 1, threshold: 0 };
    const b = probing(2, '', { halfOpenSampling });
    const spec = b.w.links[0]!.plan.layers[0]!.params;
    Object.assign(spec, { halfOpenSampling: { calls: 2, threshold: 0 } });
    b.w.links[0]!.plan.configure(b.w);
    b.until(b.nowMs);
    expect(b.started.slice(1)).toEqual([true, true, false]);
  });
});
