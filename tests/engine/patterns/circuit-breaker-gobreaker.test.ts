/** The rules of `circuitBreaker: { like: gobreaker }` that its recorded sequences do not name. */
import { describe, expect, test } from 'vitest';
import { Driver } from './breakers.ts';

const BAD = 'error';
const three = { readyToTrip: { consecutiveFailuresAbove: 2 } };

/** Requests, successes, failures, failures in a row. */
function counts(d: Driver): string {
  const { requests, totalSuccesses, totalFailures, consecutiveFailures } = d.breaker.report(0);
  return [requests, totalSuccesses, totalFailures, consecutiveFailures].join('/');
}

test('worked example: a fixed interval, generations, and a single probe', () => {
  const d = new Driver('gobreaker', { ...three, interval: 10_000, timeout: 5000 });
  d.run(0, BAD);
  expect(counts(d)).toBe('1/0/1/1');
  const late = d.call(0);
  expect(counts(d)).toBe('2/0/1/1');
  const other = d.call(10_000);
  d.end(10_000, other, 'permanent');
  // The interval had not expired at its very end, so that one counted with them.
  expect(counts(d)).toBe('3/0/2/2');
  d.end(10_001, late, BAD);
  expect(counts(d)).toBe('0/0/0/0');
  d.run(10_001, BAD, BAD, BAD);
  expect([d.state, counts(d)]).toEqual(['open', '0/0/0/0']);
  expect(d.call(15_001).answer).toBe('circuit-open');
  const probe = d.call(15_002);
  expect([probe.answer, d.state, counts(d)]).toEqual(['pass', 'half-open', '1/0/0/0']);
  expect(d.call(15_002).answer).toBe('circuit-open');
  d.end(15_002, probe, 'ok');
  expect([d.state, counts(d)]).toEqual(['closed', '0/0/0/0']);
  expect(d.log).toEqual([
    'closed → open: 3 consecutive failures, threshold 3',
    'open → half-open: a call arrived after the open time',
    'half-open → closed: 1 of 1 probes succeeded',
  ]);
});

test('worked example: a rolling interval forgets buckets, and shortens the run with them', () => {
  const never = { readyToTrip: { consecutiveFailuresAbove: 100 } };
  const d = new Driver('gobreaker', { ...never, interval: 10_000, bucketPeriod: 5000 });
  const after = (ms: number, outcome: string): string => {
    d.run(ms, outcome);
    const { requests, totalSuccesses, totalFailures } = d.breaker.report(0);
    return `${requests}/${totalSuccesses}/${totalFailures}`;
  };
  const found = [0, 1000, 6000, 7000, 8000, 10_000, 15_000].map((ms) =>
    after(ms, ms === 7000 ? 'ok' : BAD),
  );
  expect(found).toEqual(['1/0/1', '2/0/2', '3/0/3', '4/1/3', '5/1/4', '4/1/3', '2/0/2']);
});

test('its defaults open at the sixth failure in a row, and stay open for 60 s', () => {
  const d = new Driver('gobreaker');
  d.run(0, ...Array<string>(5).fill(BAD), 'ok', ...Array<string>(5).fill(BAD));
  expect(d.state).toBe('closed');
  d.run(0, BAD);
  expect(d.log).toEqual(['closed → open: 6 consecutive failures, threshold 6']);
  expect(d.passes(60_000, 60_001)).toEqual([false, true]);
});

describe('boundaries', () => {
  test('timeout and interval are over strictly after their end', () => {
    const d = new Driver('gobreaker', { ...three, interval: 1000, timeout: 500 });
    d.run(0, BAD, BAD);
    d.run(1000, BAD);
    expect(d.state).toBe('open');
    expect(d.passes(1500, 1500.000001)).toEqual([false, true]);
    const e = new Driver('gobreaker', { ...three, interval: 1000 });
    e.run(0, BAD, BAD);
    e.run(1000.000001, BAD);
    expect(e.state).toBe('closed');
  });

  test('the ratio opens at itself, once there are as many requests; those under way are', () => {
    const ratio = { readyToTrip: { requests: 5, failureRatio: 0.6 } };
    const d = new Driver('gobreaker', ratio);
    d.run(0, 'ok', 'ok', BAD, BAD);
    expect(d.state).toBe('closed');
    d.run(0, BAD);
    expect(d.log).toEqual(['closed → open: 3 of 5 calls failed, threshold 60 %']);
    const e = new Driver('gobreaker', ratio);
    const calls = Array.from({ length: 5 }, () => e.call(0));
    for (const call of calls.slice(0, 2)) e.end(1, call, BAD);
    expect(e.state).toBe('closed');
    e.end(1, calls[2]!, BAD);
    expect(e.state).toBe('open');
  });

  test('an interval is rounded up to whole buckets', () => {
    const d = new Driver('gobreaker', { ...three, interval: 10_000, bucketPeriod: 4000 });
    d.run(0, BAD, BAD);
    d.run(11_999, BAD);
    expect(d.state).toBe('open');
    const e = new Driver('gobreaker', { ...three, interval: 10_000, bucketPeriod: 4000 });
    e.run(0, BAD, BAD);
    e.run(12_000, BAD);
    expect(e.state).toBe('closed');
  });
});

describe('half-open', () => {
  const two = { ...three, timeout: 100, maxRequests: 2 };

  test('takes as many successes in a row as it lets probes through', () => {
    const d = new Driver('gobreaker', two);
    d.run(0, BAD, BAD, BAD);
    const probes = [d.call(101), d.call(101), d.call(101)];
    expect(probes.map(({ answer }) => answer)).toEqual(['pass', 'pass', 'circuit-open']);
    d.end(102, probes[0]!, 'ok');
    expect(d.state).toBe('half-open');
    d.end(103, probes[1]!, 'ok');
    expect(d.log.at(-1)).toBe('half-open → closed: 2 of 2 probes succeeded');
  });

  test('one failure opens it again, and the other probe has no vote any more', () => {
    const d = new Driver('gobreaker', two);
    d.run(0, BAD, BAD, BAD);
    const probes = [d.call(101), d.call(101)];
    d.end(102, probes[0]!, BAD);
    expect(d.log.at(-1)).toBe('half-open → open: a probe failed');
    d.end(102, probes[1]!, BAD);
    expect(d.at(102)).toBe('open 0/3');
  });

  test('a probe that hangs blocks it for ever, an excluded one gives its place back', () => {
    const d = new Driver('gobreaker', { ...three, timeout: 100, ignore: ['permanent'] });
    d.run(0, BAD, BAD, BAD);
    const hung = d.call(101);
    expect(d.call(1e9).answer).toBe('circuit-open');
    d.end(1e9, hung, 'permanent');
    expect([d.state, d.call(1e9).answer]).toEqual(['half-open', 'pass']);
  });

  test('a late result of the closed state decides nothing', () => {
    const d = new Driver('gobreaker', { ...three, timeout: 100 });
    const late = d.call(0);
    d.run(0, BAD, BAD, BAD);
    const probe = d.call(101);
    d.end(102, late, 'ok');
    expect(d.state).toBe('half-open');
    d.end(103, probe, 'ok');
    expect(d.state).toBe('closed');
  });
});

test('what is excluded counts as neither, and is no request that is judged', () => {
  const ratio = { readyToTrip: { requests: 2, failureRatio: 1 }, ignore: ['permanent'] };
  const d = new Driver('gobreaker', ratio);
  d.run(0, 'permanent', 'permanent', BAD);
  expect(d.at(0)).toBe('closed 1/1');
  d.run(0, BAD);
  expect(d.state).toBe('open');
});

test('looking at it changes nothing: an interval ends at the next call', () => {
  const d = new Driver('gobreaker', { ...three, interval: 1000 });
  d.run(0, BAD, BAD);
  expect(d.at(5000)).toBe('closed 2/3');
  d.run(6000, BAD);
  // The interval that begins then ends 1 s later.
  d.run(7000, BAD, BAD);
  expect(d.state).toBe('open');
});

describe('edits', () => {
  test('another interval begins a new generation, another threshold does not', () => {
    const d = new Driver('gobreaker', { ...three, interval: 1000 });
    d.run(0, BAD, BAD);
    d.edit(1, { interval: 2000 });
    expect(d.at(1)).toBe('closed 0/3');
    d.run(1, BAD, BAD);
    d.edit(2, { readyToTrip: { consecutiveFailuresAbove: 3 } });
    d.run(2, BAD);
    expect(d.state).toBe('closed');
    d.run(2, BAD);
    expect(d.state).toBe('open');
  });

  test('an open time that runs keeps its end', () => {
    const d = new Driver('gobreaker', { ...three, timeout: 1000 });
    d.run(0, BAD, BAD, BAD);
    d.edit(10, { timeout: 20, interval: 50 });
    expect(d.passes(1000, 1001)).toEqual([false, true]);
  });
});

test('a window of many buckets costs what is in it', () => {
  const day = 86_400_000;
  const d = new Driver('gobreaker', { ...three, interval: 30 * day, bucketPeriod: 1 });
  for (let i = 0; i < 100; i++) d.run(i * day * 0.001, 'ok');
  expect(d.breaker.report(0)['requests']).toBe(100);
  d.run(31 * day, 'ok');
  expect(d.breaker.report(0)['requests']).toBe(1);
});
