/** The rules of `circuitBreaker: { like: polly }`, restated from its source and tests. */
import { describe, expect, test } from 'vitest';
import { Driver } from './breakers.ts';

const BAD = 'error';
const quick = { failureRatio: 0.5, minimumThroughput: 2, samplingDuration: 10_000 };
const many = (n: number, outcome: string): string[] => Array<string>(n).fill(outcome);

test('its defaults: a tenth of at least 100 calls in 30 s opens it for 5 s', () => {
  const d = new Driver('polly');
  d.run(0, ...many(89, 'ok'), ...many(10, BAD));
  expect(d.at(0)).toBe('closed 10/99');
  d.run(29_999, BAD);
  expect(d.log).toEqual(['closed → open: 11 of 100 calls failed, threshold 10 %']);
  expect(d.passes(34_998.999999, 34_999)).toEqual([false, true]);
});

describe('the decision to break', () => {
  test.each([
    [10, 10, 0, false],
    [10, 10, 1, true],
    [10, 10, 2, true],
    [11, 10, 2, true],
    [9, 10, 1, false],
  ])(
    '%i calls, minimum %i, %i failures at a ratio of 0.1: %s',
    (calls, minimum, failed, breaks) => {
      const d = new Driver('polly', { failureRatio: 0.1, minimumThroughput: minimum });
      d.run(0, ...many(calls - failed, 'ok'), ...many(failed, BAD));
      expect(d.state).toBe(breaks ? 'open' : 'closed');
    },
  );

  test('a success never opens it, though it brings the minimum', () => {
    const d = new Driver('polly', quick);
    d.run(0, BAD, 'ok');
    expect(d.at(0)).toBe('closed 1/2');
    d.run(0, BAD);
    expect(d.state).toBe('open');
  });

  test('a ratio of 0 opens at the first failure that is judged, one of 1 when all fail', () => {
    const none = new Driver('polly', { ...quick, failureRatio: 0 });
    none.run(0, 'ok', BAD);
    expect(none.state).toBe('open');
    const all = new Driver('polly', { ...quick, failureRatio: 1 });
    all.run(0, 'ok', BAD, BAD, BAD);
    expect(all.state).toBe('closed');
  });
});

describe('the window', () => {
  test('its parts begin with traffic, and are forgotten a sampling duration after that', () => {
    const d = new Driver('polly', { ...quick, minimumThroughput: 100 });
    // A sub-window of 1 s begins at 250 ms, the next one with the call after its end.
    d.run(250, BAD);
    d.run(1249, BAD);
    d.run(1800, BAD);
    expect([d.at(10_249), d.at(10_250), d.at(11_799), d.at(11_800)]).toEqual([
      'closed 3/3',
      'closed 1/1',
      'closed 1/1',
      'closed 0/0',
    ]);
  });

  test('a part is over at the end of its length, not after it', () => {
    const d = new Driver('polly', { ...quick, minimumThroughput: 100 });
    d.run(0, BAD);
    d.run(999.999999, BAD);
    d.run(1000, BAD);
    expect([d.at(9999), d.at(10_000), d.at(10_999), d.at(11_000)]).toEqual([
      ...['closed 3/3', 'closed 1/1', 'closed 1/1', 'closed 0/0'],
    ]);
  });

  test('is what it was after opening, and is cleared by closing', () => {
    const d = new Driver('polly', { ...quick, breakDuration: 500 });
    d.run(0, BAD, BAD);
    const probe = d.call(500);
    expect(d.at(500)).toBe('half-open 2/2');
    // A probe that fails is not counted.
    d.end(501, probe, BAD);
    expect(d.at(501)).toBe('open 2/2');
    const second = d.call(1001);
    d.end(1001, second, 'ok');
    expect(d.at(1001)).toBe('closed 0/0');
  });
});

describe('boundaries', () => {
  test('a call at the very end of the break is the probe', () => {
    const d = new Driver('polly', { ...quick, breakDuration: 500 });
    d.run(0, BAD, BAD);
    expect(d.passes(499.999999, 500)).toEqual([false, true]);
  });
});

describe('half-open', () => {
  const brief = { ...quick, breakDuration: 500 };
  const opened = (changes = {}): Driver => {
    const d = new Driver('polly', { ...brief, ...changes });
    d.run(0, BAD, BAD);
    return d;
  };

  test('lets exactly one call through, however long that hangs', () => {
    const d = opened();
    const probe = d.call(500);
    expect([d.call(500).answer, d.call(1e9).answer]).toEqual(['circuit-open', 'circuit-open']);
    d.end(1e9, probe, 'ok');
    expect(d.log.at(-1)).toBe('half-open → closed: a call succeeded in half-open');
  });

  test('a late success of the closed state closes it, a late failure opens it', () => {
    for (const [outcome, state] of [
      ['ok', 'closed'],
      [BAD, 'open'],
    ] as const) {
      const d = new Driver('polly', brief);
      const late = d.call(0);
      d.run(0, BAD, BAD);
      d.call(500);
      d.end(501, late, outcome);
      expect(d.state).toBe(state);
    }
  });

  test('late results while it is open are counted, and change nothing', () => {
    const d = new Driver('polly', brief);
    const late = [d.call(0), d.call(0)];
    d.run(0, BAD, BAD);
    d.end(1, late[0]!, 'ok');
    d.end(1, late[1]!, BAD);
    expect(d.at(1)).toBe('open 3/4');
    expect(d.passes(500)).toEqual([true]);
  });

  test('a cancelled probe closes it, unless it is told to handle that', () => {
    const d = opened();
    d.end(501, d.call(500), 'cancelled');
    expect(d.state).toBe('closed');
    const strict = opened({ ignore: [] });
    strict.end(501, strict.call(500), 'cancelled');
    expect(strict.state).toBe('open');
  });
});

test('what it does not handle is a success', () => {
  const d = new Driver('polly', { ...quick, ignore: ['permanent'] });
  d.run(0, 'permanent', 'permanent', 'permanent');
  expect(d.at(0)).toBe('closed 0/3');
});

test('a generator lengthens the break with each half-open attempt, and begins anew', () => {
  const breakDurationGenerator = { initial: 1000, multiplier: 2, max: 3000 };
  const d = new Driver('polly', { ...quick, breakDurationGenerator });
  d.run(0, BAD, BAD);
  let ms = 0;
  for (const wait of [1000, 2000, 3000, 3000]) {
    expect(d.call(ms + wait - 1).answer).toBe('circuit-open');
    d.end(ms + wait, d.call(ms + wait), BAD);
    ms += wait;
  }
  d.end(ms + 3000, d.call(ms + 3000), 'ok');
  d.run(ms + 3000, BAD, BAD);
  expect(d.passes(ms + 3999, ms + 4000)).toEqual([false, true]);
});

test('another sampling duration begins an empty window, another ratio does not', () => {
  const d = new Driver('polly', { ...quick, minimumThroughput: 10 });
  d.run(0, BAD, BAD);
  d.edit(1, { failureRatio: 0.9, minimumThroughput: 3 });
  expect(d.at(1)).toBe('closed 2/2');
  d.edit(1, { samplingDuration: 20_000 });
  expect(d.at(1)).toBe('closed 0/0');
});
