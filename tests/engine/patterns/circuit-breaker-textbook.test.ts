/** The rules of `circuitBreaker: { like: consecutive }` and `{ like: leaky }`. */
import { describe, expect, test } from 'vitest';
import { Stream } from '../../../src/engine/kernel/random.ts';
import { Driver } from './breakers.ts';

const BAD = 'error';
const BOTH = ['consecutive', 'leaky'] as const;
const three = { failureThreshold: 3, recoveryTimeout: 1000 };

test('failures in a row open it; for the textbook a success begins the row anew', () => {
  const d = new Driver('consecutive', three);
  d.run(0, BAD, BAD, 'ok', BAD, BAD);
  expect(d.at(0)).toBe('closed 2/3');
  d.run(0, BAD);
  expect(d.log).toEqual(['closed → open: 3 consecutive failures, threshold 3']);
});

test('for the counter that leaks a success takes one off, and never below 0', () => {
  const d = new Driver('leaky', three);
  d.run(0, 'ok', 'ok', BAD, BAD, 'ok', BAD);
  expect(d.at(0)).toBe('closed 2/3');
  d.run(0, BAD);
  expect(d.log).toEqual(['closed → open: the counter is at 3, threshold 3']);
});

/** Of calls of which a share fails, in which it opens; Infinity: never. */
function opensAfter(failing: number, failureThreshold: number): number {
  const d = new Driver('leaky', { failureThreshold });
  const chance = new Stream('1', `${failing}`);
  for (let call = 1; call <= 20_000; call++) {
    d.run(call, chance.double() < failing ? BAD : 'ok');
    if (d.state === 'open') return call;
  }
  return Infinity;
}

test('a counter that leaks opens where more than half of the calls fail, not below', () => {
  expect(opensAfter(0.4, 40)).toBe(Infinity);
  // The counter drifts by 0.6 - 0.4 a call: 40 take about 200 calls.
  const calls = opensAfter(0.6, 40);
  expect(calls).toBeGreaterThan(100);
  expect(calls).toBeLessThan(400);
});

test.each(BOTH)('%s: a late result that is ignored gives no place back', (like) => {
  const d = new Driver(like, { failureThreshold: 1, recoveryTimeout: 100, ignore: ['permanent'] });
  const early = d.call(0);
  d.run(0, BAD);
  const probe = d.call(100);
  expect(probe.answer).toBe('pass');
  d.end(101, early, 'permanent');
  expect(d.call(102).answer).toBe('circuit-open');
  // A probe's own does.
  d.end(103, probe, 'permanent');
  expect(d.call(104).answer).toBe('pass');
});

describe.each(BOTH)('%s', (like) => {
  const opened = (changes = {}): Driver => {
    const d = new Driver(like, { ...three, ...changes });
    d.run(0, BAD, BAD, BAD);
    return d;
  };

  test('a call at the very end of the recovery timeout is the probe', () => {
    expect(opened().passes(999.999999, 1000)).toEqual([false, true]);
  });

  test('one probe, which may hang for ever; its success closes it, with a counter of 0', () => {
    const d = opened();
    const probe = d.call(1000);
    expect([probe.answer, d.call(1000).answer, d.call(1e9).answer]).toEqual([
      'pass',
      'circuit-open',
      'circuit-open',
    ]);
    d.end(1e9, probe, 'ok');
    expect(d.at(1e9)).toBe('closed 0/3');
    expect(d.log.at(-1)).toBe('half-open → closed: 1 call succeeded in half-open, threshold 1');
  });

  test('a probe that fails opens it from then on', () => {
    const d = opened();
    d.end(1400, d.call(1000), BAD);
    expect(d.log.at(-1)).toBe('half-open → open: a call failed in half-open');
    expect(d.passes(2399, 2400)).toEqual([false, true]);
  });

  test('late results change nothing while it is open, and decide when it is half-open', () => {
    const d = new Driver(like, three);
    const late = [d.call(0), d.call(0), d.call(0)];
    d.run(0, BAD, BAD, BAD);
    d.end(10, late[0]!, 'ok');
    d.end(10, late[1]!, BAD);
    expect(d.at(10)).toBe('open 3/3');
    d.call(1000);
    d.end(1001, late[2]!, 'ok');
    expect(d.state).toBe('closed');
  });

  test('what is ignored counts as neither, and gives the probe’s place back', () => {
    const d = opened({ ignore: ['permanent'] });
    const e = new Driver(like, { ...three, ignore: ['permanent'] });
    e.run(0, BAD, BAD, 'permanent');
    expect(e.at(0)).toBe('closed 2/3');
    d.end(1001, d.call(1000), 'permanent');
    expect([d.state, d.call(1001).answer, d.call(1001).answer]).toEqual([
      'half-open',
      'pass',
      'circuit-open',
    ]);
  });

  test('another threshold counts from the next failure', () => {
    const d = new Driver(like, three);
    d.run(0, BAD, BAD);
    d.edit(1, { failureThreshold: 2 });
    expect(d.at(1)).toBe('closed 2/2');
    d.run(1, BAD);
    expect(d.state).toBe('open');
  });
});

test('several probes of a counter that leaks must all succeed', () => {
  const d = new Driver('leaky', { ...three, halfOpenMaxCalls: 3 });
  d.run(0, BAD, BAD, BAD);
  const probes = [d.call(1000), d.call(1000), d.call(1000), d.call(1000)];
  expect(probes.map(({ answer }) => answer)).toEqual(['pass', 'pass', 'pass', 'circuit-open']);
  d.end(1001, probes[0]!, 'ok');
  d.end(1001, probes[1]!, 'ok');
  expect(d.state).toBe('half-open');
  d.end(1001, probes[2]!, 'ok');
  expect(d.log.at(-1)).toBe('half-open → closed: 3 calls succeeded in half-open, threshold 3');
});
