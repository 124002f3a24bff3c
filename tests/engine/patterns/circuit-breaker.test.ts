/** The rules of `circuitBreaker`, without an engine around them. */
import { describe, expect, test } from 'vitest';
import { Bench } from './breakers.ts';

test('worked example: a window of calls', () => {
  const b = new Bench({
    slidingWindowSize: 5,
    minimumNumberOfCalls: 3,
    failureRateThreshold: 50,
    permittedNumberOfCallsInHalfOpenState: 2,
    waitDurationInOpenState: 1000,
  });
  b.success(0);
  expect(b.at(0)).toEqual(['closed', '1/0', -1]);
  b.failure(0);
  expect(b.at(0)).toEqual(['closed', '2/1', -1]);
  b.success(0);
  expect(b.at(0)).toEqual(['closed', '3/1', 33.3]);
  b.failure(0);
  expect(b.at(0)).toEqual(['open', '4/2', 50]);
  b.failure(0);
  expect(b.at(0)).toEqual(['open', '5/3', 60]);
  expect([b.acquire(500), b.acquire(1000), b.acquire(1001)]).toEqual([false, false, true]);
  expect(b.at(1001)).toEqual(['half-open', '0/0', -1]);
  expect([b.acquire(1001), b.acquire(1001)]).toEqual([true, false]);
  b.success(1001);
  expect(b.at(1001)).toEqual(['half-open', '1/0', -1]);
  b.failure(1001);
  expect(b.at(1001)).toEqual(['open', '2/1', 50]);
  expect(b.breaker.attempts).toBe(2);
  expect([b.acquire(2001), b.acquire(2002)]).toEqual([false, true]);
  b.success(2002);
  b.success(2002);
  expect(b.at(2002)).toEqual(['closed', '0/0', -1]);
  expect(b.breaker.attempts).toBe(0);
  expect(b.log).toEqual([
    'closed → open: 2 of the last 4 calls failed, threshold 50 %',
    'open → half-open: a call arrived after the open time',
    'half-open → open: 1 of the last 2 probes failed, threshold 50 %',
    'open → half-open: a call arrived after the open time',
    'half-open → closed: 0 of the last 2 probes failed, threshold 50 %',
  ]);
});

test('worked example: a window of seconds of the clock', () => {
  const b = new Bench(
    {
      slidingWindowType: 'TIME_BASED',
      slidingWindowSize: 2,
      minimumNumberOfCalls: 2,
      failureRateThreshold: 60,
    },
    250,
  );
  b.failure(250);
  expect(b.at(250)).toEqual(['closed', '1/1', -1]);
  b.success(900);
  expect(b.at(900)).toEqual(['closed', '2/1', 50]);
  b.failure(1900);
  expect(b.at(1900)).toEqual(['open', '3/2', 66.7]);
  b.success(2000);
  expect(b.at(2000)).toEqual(['open', '2/1', 50]);
  expect(b.at(3000)).toEqual(['open', '1/0', -1]);
});

test('worked example: a late result of an earlier state decides', () => {
  const b = new Bench({
    slidingWindowSize: 1,
    minimumNumberOfCalls: 1,
    waitDurationInOpenState: 1000,
  });
  expect([b.acquire(0), b.acquire(0)]).toEqual([true, true]);
  b.failure(0);
  expect(b.state).toBe('open');
  expect(b.acquire(1001)).toBe(true);
  b.success(1001);
  expect(b.state).toBe('closed');
});

describe('boundaries', () => {
  test('the open time itself is still closed to calls, a nanosecond later it is not', () => {
    const b = new Bench({ minimumNumberOfCalls: 1, waitDurationInOpenState: 0.5 });
    b.failure(0);
    expect([b.acquire(0.5), b.acquire(0.500001)]).toEqual([false, true]);
  });

  test('only a call that takes longer than the threshold is slow', () => {
    const b = new Bench({ slowCallDurationThreshold: 200 });
    b.success(0, 200);
    b.failure(0, 200.000001);
    b.success(0, 200.000001);
    const { slow, slowFailed } = b.breaker.window;
    expect([slow, slowFailed]).toEqual([2, 1]);
  });

  test('the rates open at the threshold itself, the slow rate too, and a success may do it', () => {
    const b = new Bench({
      slidingWindowSize: 4,
      minimumNumberOfCalls: 4,
      slowCallDurationThreshold: 10,
      slowCallRateThreshold: 50,
    });
    b.success(0, 11);
    b.failure(0, 5);
    b.success(0, 5);
    expect(b.state).toBe('closed');
    b.success(0, 11);
    expect(b.log).toEqual(['closed → open: 2 of the last 4 calls were slow, threshold 50 %']);
  });

  test('the minimum is never more than a window of calls, and is as it is for seconds', () => {
    const calls = new Bench({ slidingWindowSize: 3, minimumNumberOfCalls: 100 });
    for (let i = 0; i < 3; i++) calls.failure(0);
    expect(calls.state).toBe('open');
    const seconds = new Bench({
      slidingWindowType: 'TIME_BASED',
      slidingWindowSize: 3,
      minimumNumberOfCalls: 100,
    });
    for (let i = 0; i < 99; i++) seconds.failure(0);
    expect(seconds.state).toBe('closed');
    seconds.failure(0);
    expect(seconds.state).toBe('open');
  });

  test('rates are 32-bit: 1 of 3 is 33.333332 %', () => {
    const b = new Bench({ minimumNumberOfCalls: 3 });
    b.failure(0);
    b.success(0);
    b.success(0);
    expect(b.breaker.failureRate(0)).toBe(Math.fround(100 / 3));
  });
});

test('probes that are not awaited may close it', () => {
  const b = new Bench({
    minimumNumberOfCalls: 1,
    waitDurationInOpenState: 10,
    maxWaitDurationInHalfOpenState: 30,
    transitionToStateAfterWaitDuration: 'CLOSED',
  });
  b.failure(0);
  expect(b.acquire(11)).toBe(true);
  b.alarm(41);
  expect(b.log.at(-1)).toBe('half-open → closed: the maximum time in half-open elapsed');
  expect(b.breaker.attempts).toBe(0);
});

describe('half-open', () => {
  const probing = { minimumNumberOfCalls: 1, waitDurationInOpenState: 10 };

  test('with a minimum below the permits the decision comes at the minimum', () => {
    const b = new Bench({
      minimumNumberOfCalls: 3,
      permittedNumberOfCallsInHalfOpenState: 10,
      initialState: 'HALF_OPEN',
    });
    for (let i = 0; i < 10; i++) expect(b.acquire(0)).toBe(true);
    expect(b.acquire(0)).toBe(false);
    b.success(1);
    b.success(1);
    expect(b.state).toBe('half-open');
    b.success(1);
    expect(b.state).toBe('closed');
  });

  test('an ignored probe gives its permit back, and nothing else', () => {
    const b = new Bench({ permittedNumberOfCallsInHalfOpenState: 1, initialState: 'HALF_OPEN' });
    expect([b.acquire(0), b.acquire(0)]).toEqual([true, false]);
    b.breaker.ignored();
    expect(b.breaker.window.calls).toBe(0);
    expect([b.acquire(0), b.acquire(0)]).toEqual([true, false]);
  });

  test('probes that do not decide in time open it again, one opening further', () => {
    const b = new Bench({
      ...probing,
      maxWaitDurationInHalfOpenState: 30,
      waitDurationInOpenState: { initial: 10, multiplier: 3, max: null },
    });
    b.failure(0);
    expect(b.breaker.alarmNs).toBe(Infinity);
    expect(b.acquire(10.000001)).toBe(true);
    expect(b.breaker.alarmNs).toBe(40.000001e6);
    b.alarm(40);
    expect(b.state).toBe('half-open');
    b.alarm(40.000001);
    expect(b.log.at(-1)).toBe('half-open → open: the maximum time in half-open elapsed');
    expect(b.breaker.untilNs).toBe(70.000001e6);
    expect(b.breaker.alarmNs).toBe(Infinity);
  });

  test('by a timer it becomes half-open at the very end of the open time', () => {
    const b = new Bench({ ...probing, automaticTransitionFromOpenToHalfOpenEnabled: true });
    b.failure(5);
    expect(b.breaker.alarmNs).toBe(15e6);
    b.alarm(15);
    expect(b.log.at(-1)).toBe('open → half-open: the open time elapsed');
    expect(b.acquire(15)).toBe(true);
  });
});

describe('states that are left only by hand', () => {
  test('forced open refuses and records nothing', () => {
    const b = new Bench({ initialState: 'FORCED_OPEN' });
    expect(b.acquire(1e9)).toBe(false);
    b.failure(1e9);
    expect([b.breaker.window.calls, b.breaker.notPermitted]).toEqual([0, 1]);
  });

  test('disabled lets all through and records nothing', () => {
    const b = new Bench({ initialState: 'DISABLED', minimumNumberOfCalls: 1 });
    b.failure(0);
    expect([b.acquire(0), b.breaker.window.calls, b.state]).toEqual([true, 0, 'disabled']);
  });

  test('metrics only lets all through and records, but never opens', () => {
    const b = new Bench({ initialState: 'METRICS_ONLY', minimumNumberOfCalls: 1 });
    b.failure(0);
    expect([b.acquire(0), b.breaker.window.calls, b.state]).toEqual([true, 1, 'metrics-only']);
  });

  test('open by hand counts openings on, and the wait grows with them', () => {
    const wait = { initial: 100, multiplier: 2, max: null };
    const b = new Bench({ waitDurationInOpenState: wait });
    expect(b.to(0, 'open')).toBe(true);
    expect(b.to(0, 'half-open')).toBe(true);
    expect(b.to(0, 'open')).toBe(true);
    expect(b.to(0, 'forced-open')).toBe(true);
    expect(b.to(0, 'half-open')).toBe(true);
    expect(b.to(0, 'open')).toBe(true);
    expect([b.breaker.attempts, b.breaker.untilNs]).toEqual([4, 800e6]);
  });
});

test('thresholds are numbers of 32 bits, as in the library', () => {
  // 7 of 125 are 5.6 %, which is another number in 64 bits than in 32.
  const b = new Bench({
    slidingWindowSize: 125,
    minimumNumberOfCalls: 125,
    failureRateThreshold: 5.6,
  });
  for (let i = 0; i < 7; i++) b.failure(0);
  for (let i = 0; i < 118; i++) b.success(0);
  expect(b.state).toBe('open');
});
