/** `circuitBreaker: { like: opossum }` in its place on a link: its timeout and its capacity. */
import { describe, expect, test } from 'vitest';
import { simulate } from '../../simulate.ts';
import { ByHand } from './by-hand.ts';
import { Driver } from './breakers.ts';

const BAD = 'error';
const opossum = (more = ''): string => `circuitBreaker: { like: opossum${more} }`;

test('its defaults open at the very first failure, for 30 s, and time out after 10 s', () => {
  const b = new ByHand(opossum());
  const slow = b.start();
  b.until(9999);
  expect(b.outcomes[slow]).toBe(null);
  b.until(10_000);
  expect(b.outcomes[slow]).toBe('timeout');
  expect(b.transitions).toEqual(['10000 closed → open']);
  b.until(39_999);
  b.start();
  expect([b.outcomes.at(-1), b.pattern().stateName]).toEqual(['circuit-open', 'open']);
  b.until(40_000);
  expect(b.pattern().stateName).toBe('half-open');
});

describe('boundaries', () => {
  test('29,999 ms after opening it is open, at 30,000 ms half-open without a call', () => {
    const d = new Driver('opossum', { timeout: false });
    d.run(0, BAD);
    expect([d.at(29_999), d.at(30_000)]).toEqual(['open 0/0', 'half-open 0/0']);
  });

  test('it opens at more than the threshold, not at itself', () => {
    const d = new Driver('opossum', { volumeThreshold: 4 });
    d.run(0, 'ok', 'ok', BAD, BAD);
    expect(d.at(0)).toBe('closed 2/4');
    d.run(0, BAD);
    expect(d.log).toEqual(['closed → open: 3 of 5 calls failed, threshold 50 %']);
  });

  test('its buckets are counted from when it began, and forgotten one by one', () => {
    const d = new Driver('opossum', { errorThresholdPercentage: 100 }, 250);
    d.run(300, BAD);
    d.run(1260, 'ok');
    expect([d.at(10_249), d.at(10_250), d.at(11_249), d.at(11_250)]).toEqual([
      'closed 1/2',
      'closed 0/1',
      'closed 0/1',
      'closed 0/0',
    ]);
  });

  test('a bucket is whole ms long, so an odd window is shorter than it says', () => {
    const d = new Driver('opossum', { rollingCountTimeout: 1000, rollingCountBuckets: 7 });
    d.run(0, 'ok');
    expect([d.at(993), d.at(994)]).toEqual(['closed 0/1', 'closed 0/0']);
  });
});

describe('what was counted', () => {
  test('calls refused are calls, so they keep the share of failures down', () => {
    const d = new Driver('opossum', { resetTimeout: 100, volumeThreshold: 2 });
    d.run(0, BAD, BAD, 'ok', 'ok', 'ok');
    expect(d.at(0)).toBe('open 2/5');
    d.run(100, 'ok');
    // Of the two calls alone that were let through and failed it would have opened.
    d.run(100, BAD);
    expect(d.at(100)).toBe('closed 3/7');
  });

  test('stays when it closes: one more failure opens it again', () => {
    const d = new Driver('opossum', { resetTimeout: 100, volumeThreshold: 2 });
    d.run(0, BAD, BAD);
    d.run(100, 'ok');
    expect(d.at(100)).toBe('closed 2/3');
    d.run(100, BAD);
    expect(d.at(100)).toBe('open 3/4');
  });

  test('in the time to warm up nothing opens it', () => {
    const d = new Driver('opossum', { allowWarmUp: true, rollingCountTimeout: 1000 });
    d.run(999, BAD);
    expect(d.state).toBe('closed');
    d.run(1000, BAD);
    expect(d.state).toBe('open');
  });

  test('an edit begins the time to warm up, or ends it', () => {
    const begun = new Driver('opossum', { rollingCountTimeout: 1000 });
    begun.edit(500, { allowWarmUp: true });
    begun.run(1499, BAD);
    expect(begun.state).toBe('closed');
    begun.run(1500, BAD);
    expect(begun.state).toBe('open');
    const ended = new Driver('opossum', { allowWarmUp: true, rollingCountTimeout: 1000 });
    ended.edit(500, { allowWarmUp: false });
    ended.run(501, BAD);
    expect(ended.state).toBe('open');
  });
});

describe('the timeout', () => {
  test('frees the caller and the slot, but the work goes on, and its end counts no more', () => {
    const b = new ByHand(opossum(', timeout: 100, capacity: 1, errorThresholdPercentage: 100'));
    const slow = b.start();
    expect(b.outcomes[b.start()]).toBe('bulkhead-full');
    b.until(100);
    expect(b.outcomes[slow]).toBe('timeout');
    const next = b.start();
    expect(b.started[next]).toBe(true);
    expect(b.working()).toEqual([slow, next]);
    const before = b.pattern().report(b.w);
    b.end(slow, 'ok');
    expect([b.outcomes[slow], b.pattern().report(b.w)]).toEqual(['timeout', before]);
    expect(before).toMatchObject({ failures: 2, timeouts: 1, semaphoreRejections: 1, inUse: 1 });
  });

  test('of false, or of 0, never ends a call, and a probe that hangs blocks it for ever', () => {
    for (const timeout of ['false', '0']) {
      const b = new ByHand(opossum(`, timeout: ${timeout}, resetTimeout: 100`));
      b.end(b.start(), BAD);
      b.until(100);
      b.start();
      b.until(1e8);
      expect(b.outcomes[b.start()]).toBe('circuit-open');
    }
  });

  test('ends a probe that hangs', () => {
    const b = new ByHand(opossum(', timeout: 50, resetTimeout: 100'));
    b.end(b.start(), BAD);
    b.until(100);
    b.start();
    b.until(150);
    expect(b.transitions.at(-1)).toBe('150 half-open → open');
  });

  test('keeps the callee at work for callers who have left', () => {
    const result = simulate(`
duration: 1s
clients:
  web:
    load: { rate: 10/s, arrivals: uniform }
    steps:
      - call: api
        patterns: [{ ${opossum(', timeout: 20ms, errorThresholdPercentage: 100')} }]
services: { api: { work: 50ms, threads: 10 } }`);
    expect(result.clients['web']).toMatchObject({ failures: { timeout: 10 }, inFlight: 0 });
    expect(result.services['api']).toMatchObject({ arrived: 10, completed: 10, abandoned: 10 });
  });
});

describe('the capacity', () => {
  test('a call that finds no slot is a failure, and may open it', () => {
    const b = new ByHand(opossum(', capacity: 1, timeout: false, volumeThreshold: 3'));
    for (let i = 0; i < 3; i++) b.start();
    expect(b.outcomes).toEqual([null, 'bulkhead-full', 'bulkhead-full']);
    expect(b.transitions).toEqual(['0 closed → open']);
  });

  test('of 0 locks everybody out', () => {
    const b = new ByHand(opossum(', capacity: 0'));
    b.start();
    expect(b.outcomes).toEqual(['bulkhead-full']);
  });

  test('a probe that finds no slot opens it again', () => {
    const b = new ByHand(opossum(', capacity: 1, timeout: false, resetTimeout: 100'));
    const hung = b.start();
    b.start();
    b.start();
    b.until(100);
    b.start();
    expect(b.outcomes[3]).toBe('bulkhead-full');
    expect(b.transitions.at(-1)).toBe('100 half-open → open');
    b.end(hung, 'ok');
    expect(b.pattern().stateName).toBe('open');
  });
});

test('late results decide for the probe', () => {
  const d = new Driver('opossum', { timeout: false, resetTimeout: 100 });
  const late = d.call(0);
  d.run(0, BAD, BAD);
  d.call(100);
  d.end(101, late, 'ok');
  expect(d.log.at(-1)).toBe('half-open → closed: a call succeeded in half-open');
});

test('errors that are filtered out are successes, its own among them', () => {
  const d = new Driver('opossum', { ignore: ['permanent', 'bulkhead-full'], capacity: 1 });
  d.call(0);
  expect(d.run(0, 'ok')).toEqual(['bulkhead-full']);
  expect(d.at(0)).toBe('closed 0/2');
});

describe('edits', () => {
  test('another capacity or threshold keeps the window, another length of it does not', () => {
    const d = new Driver('opossum', { volumeThreshold: 10 });
    d.run(0, BAD, BAD);
    d.edit(1, { volumeThreshold: 9, capacity: 3 });
    expect(d.at(1)).toBe('closed 2/2');
    d.edit(1, { rollingCountBuckets: 5 });
    expect(d.at(1)).toBe('closed 0/0');
  });

  test('a call under way keeps the timeout with which it began', () => {
    const result = simulate(`
duration: 1s
clients:
  web:
    load: { users: 1, iterations: 2, think: 10ms }
    steps:
      - call: api
        patterns: [{ ${opossum(', timeout: 100ms, errorThresholdPercentage: 100')} }]
services: { api: { work: 500ms } }
edits: [{ at: 50ms, set: 'clients.web.steps[0].patterns[0].circuitBreaker.timeout', to: 20ms }]`);
    // The first ends at 100 ms, the second, from 110 ms on, at 130 ms.
    expect(result.clients['web']!.failedLatencyMs).toMatchObject({ max: 100, count: 2 });
    expect(result.clients['web']!.failedLatencyMs.mean).toBeCloseTo(60, 6);
  });
});
