/** The rules of `circuitBreaker: { like: hystrix }`, restated from its source and tests. */
import { describe, expect, test } from 'vitest';
import { Driver } from './breakers.ts';

const BAD = 'error';
const many = (n: number, outcome: string): string[] => Array<string>(n).fill(outcome);
/** Judges any request. */
const keen = { requestVolumeThreshold: 1 };

describe('the snapshot', () => {
  test('opens at the end of the half second in which the calls were', () => {
    const d = new Driver('hystrix', keen);
    d.run(0, BAD);
    d.run(499, BAD);
    expect(d.at(499)).toBe('closed 0/0');
    expect(d.at(500)).toBe('open 2/2');
    expect(d.log).toEqual(['closed → open: 2 of 2 calls failed, threshold 50 %']);
  });

  test('at a threshold of 0 enough calls open it, however they ended', () => {
    const d = new Driver('hystrix', { ...keen, errorThresholdPercentage: 0 });
    d.run(0, 'ok');
    expect([d.at(499), d.at(500)]).toEqual(['closed 0/0', 'open 0/1']);
  });

  test('what happens at its very instant is in the next one', () => {
    const d = new Driver('hystrix', keen);
    d.run(500, BAD);
    expect(d.at(999)).toBe('closed 0/0');
    expect(d.at(1000)).toBe('open 1/1');
  });

  test('its intervals are counted from when the breaker began', () => {
    const d = new Driver('hystrix', keen, 250);
    d.run(300, BAD);
    expect([d.at(749), d.at(750)]).toEqual(['closed 0/0', 'open 1/1']);
  });

  test('covers ten seconds of such intervals, those that have ended', () => {
    const d = new Driver('hystrix', { requestVolumeThreshold: 100 });
    d.run(100, BAD);
    d.run(600, 'ok');
    expect([d.at(10_499), d.at(10_500), d.at(10_999), d.at(11_000)]).toEqual([
      'closed 1/2',
      'closed 0/1',
      'closed 0/1',
      'closed 0/0',
    ]);
  });

  test('can open the circuit by forgetting successes, without a call', () => {
    const d = new Driver('hystrix', keen);
    d.run(0, ...many(3, 'ok'));
    d.run(600, BAD, BAD);
    expect([d.at(10_400), d.at(10_500)]).toEqual(['closed 2/5', 'open 2/2']);
  });

  test('needs no timer while there are no failures to judge', () => {
    const d = new Driver('hystrix', keen);
    d.run(0, 'ok');
    expect(d.breaker.alarmNs).toBe(Infinity);
    d.run(700, ...many(2, 'ok'), BAD);
    expect(d.breaker.alarmNs).toBe(1000e6);
    d.until(20_000);
    expect([d.state, d.breaker.alarmNs]).toEqual(['closed', Infinity]);
  });
});

describe('the threshold', () => {
  test('too few requests are not judged', () => {
    const d = new Driver('hystrix');
    d.run(0, ...many(19, BAD));
    expect(d.at(500)).toBe('closed 19/19');
    d.run(600, BAD);
    expect(d.at(1000)).toBe('open 20/20');
  });

  test.each([
    [1, 2, 50, true],
    [499, 1000, 50, false],
    [1, 3, 33, true],
    // 29 / 100 * 100 is 28.999… in floating point, which is 28 whole percents.
    [29, 100, 29, false],
    [30, 100, 30, true],
  ])(
    'whole percents count: %i of %i failed, threshold %i: %s',
    (failed, calls, threshold, opens) => {
      const d = new Driver('hystrix', { ...keen, errorThresholdPercentage: threshold });
      d.run(0, ...many(calls - failed, 'ok'), ...many(failed, BAD));
      expect(d.at(500)).toBe(`${opens ? 'open' : 'closed'} ${failed}/${calls}`);
    },
  );

  test('timeouts and rejections by what is inside count as failures', () => {
    const d = new Driver('hystrix', keen);
    d.run(0, 'timeout', 'bulkhead-full');
    expect(d.at(500)).toBe('open 2/2');
  });

  test('what it ignores is not counted, but opens it again when it is the probe', () => {
    const d = new Driver('hystrix', { ...keen, ignore: ['permanent'] });
    d.run(0, 'permanent', 'permanent', BAD);
    expect(d.at(500)).toBe('open 1/1');
    d.end(6000, d.call(6000), 'permanent');
    expect(d.log.at(-1)).toBe('half-open → open: a call failed in half-open');
    expect(d.at(6500)).toBe('open 1/1');
  });
});

describe('boundaries', () => {
  test('the sleep window is over strictly after its end', () => {
    const d = new Driver('hystrix', keen);
    d.run(0, BAD);
    d.until(500);
    expect(d.passes(5500, 5500.000001)).toEqual([false, true]);
  });
});

describe('half-open', () => {
  const opened = (): Driver => {
    const d = new Driver('hystrix', { ...keen, sleepWindowInMilliseconds: 200 });
    d.run(0, BAD);
    d.until(500);
    return d;
  };

  test('lets one call through, and the others know no more of it', () => {
    const d = opened();
    const probe = d.call(701);
    expect([probe.answer, d.call(701).answer, d.call(1e6).answer]).toEqual([
      'pass',
      'circuit-open',
      'circuit-open',
    ]);
  });

  test('a failure opens it for another sleep window, again and again', () => {
    const d = opened();
    let ms = 500;
    for (let i = 0; i < 3; i++) {
      expect(d.call(ms + 200).answer).toBe('circuit-open');
      d.end(ms + 210, d.call(ms + 201), BAD);
      ms += 210;
      expect(d.log.at(-1)).toBe('half-open → open: a call failed in half-open');
    }
  });

  test('a success closes it, and begins an empty window with that success in it', () => {
    const d = opened();
    d.end(790, d.call(701), 'ok');
    expect(d.state).toBe('closed');
    // Its snapshots are taken from then on.
    expect([d.at(1289), d.at(1290)]).toEqual(['closed 0/0', 'closed 0/1']);
  });

  test('a late result decides for the probe', () => {
    for (const [outcome, state] of [
      ['ok', 'closed'],
      [BAD, 'open'],
    ] as const) {
      const d = new Driver('hystrix', { ...keen, sleepWindowInMilliseconds: 200 });
      const late = d.call(0);
      d.run(0, BAD);
      d.until(500);
      d.call(701);
      d.end(702, late, outcome);
      expect(d.state).toBe(state);
    }
  });
});

test('another window or interval begins empty, another threshold does not', () => {
  const d = new Driver('hystrix', { requestVolumeThreshold: 100 });
  d.run(0, BAD, BAD);
  d.edit(600, { errorThresholdPercentage: 40 });
  expect(d.at(600)).toBe('closed 2/2');
  d.edit(600, { healthSnapshotIntervalInMilliseconds: 200 });
  expect(d.at(600)).toBe('closed 0/0');
  d.edit(600, { requestVolumeThreshold: 1 });
  d.run(700, BAD);
  expect([d.at(799), d.at(800)]).toEqual(['closed 0/0', 'open 1/1']);
});
