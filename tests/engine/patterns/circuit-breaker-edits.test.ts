/** What an edit does to a breaker that is in use. */
import { describe, expect, test } from 'vitest';
import { Bench, Driver } from './breakers.ts';

describe('resilience4j', () => {
  test('another window size begins an empty window and keeps the state', () => {
    const b = new Bench({ slidingWindowSize: 4, minimumNumberOfCalls: 4 });
    for (let i = 0; i < 3; i++) b.failure(0);
    b.edit(1, { slidingWindowSize: 5 });
    expect(b.at(1)).toEqual(['closed', '0/0', -1]);
    for (let i = 0; i < 3; i++) b.failure(2);
    expect(b.state).toBe('closed');
    b.failure(2);
    expect(b.state).toBe('open');
    b.edit(3, { slidingWindowType: 'TIME_BASED' });
    expect(b.at(3)).toEqual(['open', '0/0', -1]);
  });

  test('another minimum or threshold keeps the window, and counts from the next result', () => {
    const b = new Bench({ slidingWindowSize: 10, minimumNumberOfCalls: 10 });
    for (let i = 0; i < 3; i++) b.failure(0);
    b.edit(1, { minimumNumberOfCalls: 4 });
    expect(b.state).toBe('closed');
    b.success(1);
    expect(b.state).toBe('open');
  });

  test('another initial state is a transition by hand', () => {
    const b = new Bench({});
    b.edit(1, { initialState: 'FORCED_OPEN' });
    b.edit(2, { initialState: 'FORCED_OPEN' });
    expect(b.log).toEqual(['closed → forced-open: manual transition']);
    b.edit(3, { initialState: 'CLOSED' });
    expect(b.state).toBe('closed');
  });

  test('an open time that runs keeps its end, the next one has the new length', () => {
    const b = new Bench({ minimumNumberOfCalls: 1, waitDurationInOpenState: 100 });
    b.failure(0);
    b.edit(10, { waitDurationInOpenState: 5 });
    expect([b.acquire(100), b.acquire(100.1)]).toEqual([false, true]);
    b.failure(100.1);
    expect(b.breaker.untilNs).toBe(105.1e6);
  });

  test('more probes are let through at once', () => {
    const b = new Bench({ initialState: 'HALF_OPEN', permittedNumberOfCallsInHalfOpenState: 2 });
    expect([b.acquire(0), b.acquire(0), b.acquire(0)]).toEqual([true, true, false]);
    b.edit(1, { permittedNumberOfCallsInHalfOpenState: 3 });
    expect([b.acquire(1), b.acquire(1)]).toEqual([true, false]);
  });

  test('fewer probes never leave it half-open for ever', () => {
    const b = new Bench({ initialState: 'HALF_OPEN', permittedNumberOfCallsInHalfOpenState: 10 });
    for (let i = 0; i < 2; i++) {
      expect(b.acquire(0)).toBe(true);
      b.success(0);
    }
    b.edit(1, { permittedNumberOfCallsInHalfOpenState: 1 });
    for (let i = 0; i < 10 && b.state === 'half-open' && b.acquire(2); i++) b.success(2);
    expect(b.state).toBe('closed');
  });

  test('another minimum counts for the probes, too', () => {
    const b = new Bench({
      initialState: 'HALF_OPEN',
      minimumNumberOfCalls: 2,
      permittedNumberOfCallsInHalfOpenState: 2,
    });
    expect([b.acquire(0), b.acquire(0)]).toEqual([true, true]);
    b.edit(1, { minimumNumberOfCalls: 1 });
    b.success(2);
    expect(b.state).toBe('closed');
  });

  test('another time to wait for the probes begins with the edit', () => {
    const d = new Driver('resilience4j', { initialState: 'HALF_OPEN' });
    d.call(0);
    d.edit(100, { maxWaitDurationInHalfOpenState: 50 });
    d.until(149);
    expect(d.state).toBe('half-open');
    d.until(150);
    expect(d.state).toBe('open');
  });
});

describe('cockatiel', () => {
  const probing = (calls: number, threshold: number): Driver => {
    const touchy = { breaker: { consecutive: 1 }, halfOpenAfter: 100 };
    const d = new Driver('cockatiel', { ...touchy, halfOpenSampling: { calls, threshold } });
    d.run(0, 'error');
    return d;
  };

  test('fewer probes do not close it when too many of those that ended have failed', () => {
    const d = probing(3, 0.5);
    d.run(100, 'error');
    expect(d.state).toBe('half-open');
    d.edit(101, { halfOpenSampling: { calls: 1, threshold: 0.5 } });
    expect(d.log.at(-1)).toBe('half-open → open: 1 of 1 probes failed');
  });

  test('nor does a lower threshold', () => {
    const d = probing(3, 0.9);
    d.run(100, 'error', 'error');
    expect(d.state).toBe('half-open');
    d.edit(101, { halfOpenSampling: { calls: 3, threshold: 0.1 } });
    expect(d.state).toBe('open');
  });
});
