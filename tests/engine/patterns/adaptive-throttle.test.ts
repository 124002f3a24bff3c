/** adaptiveThrottle: its formulas, what counts, and how the window moves. */
import { describe, expect, test } from 'vitest';
import * as outcome from '../../../src/engine/model/outcome.ts';
import { denial } from '../../../src/engine/patterns/adaptive-throttle/admission-control.ts';
import { throttling } from '../../../src/engine/patterns/adaptive-throttle/client-side.ts';
import type { Valve } from '../../../src/engine/patterns/adaptive-throttle/valve.ts';
import { read } from '../../../src/scenario/read.ts';
import { simulate } from '../../simulate.ts';
import { Alone, paramsOf } from './alone.ts';

const { CANCELLED, CONFLICT, ERROR, OK, PERMANENT, RATE_LIMITED, THROTTLED, TIMEOUT } = outcome;

type Denial = Parameters<typeof denial>[2];
const envoyParams = (changes: object = {}): Denial =>
  paramsOf('adaptiveThrottle', 'envoy-admission-control', changes) as unknown as Denial;

const plain = (changes: object = {}, seed = '1') =>
  new Alone<Valve>('adaptiveThrottle', 'plain', changes, seed);
const envoy = (changes: object = {}, seed = '1') =>
  new Alone<Valve>('adaptiveThrottle', 'envoy-admission-control', changes, seed);

/** So many calls that all end like this; those turned away do not. @returns how many were */
function calls(alone: Alone<Valve>, n: number, o: number): number {
  let rejected = 0;
  for (let i = 0; i < n; i++) {
    const id = alone.enter();
    if (alone.fates[id] === THROTTLED) rejected++;
    else alone.leave(id, o);
  }
  return rejected;
}

describe('the worked probabilities', () => {
  test.each([
    [100, 40, 0.198],
    [100, 50, 0],
    [100, 0, 0.99],
  ])('SRE book, K = 2: of %i requests %i accepted: %f', (requests, accepts, wanted) => {
    expect(throttling(requests, accepts, 2)).toBeCloseTo(wanted, 3);
  });

  test.each([
    [100, 95, 0],
    [100, 90, 0.0521],
    [100, 50, 0.469],
    [100, 0, 0.8],
  ])('Envoy, 95 %%, aggression 1: of %i calls %i well: %f', (n, s, wanted) => {
    expect(denial(n, s, envoyParams())).toBeCloseTo(wanted, 4);
  });

  test('a higher aggression rejects more at the same success rate, up to the most', () => {
    expect(denial(100, 90, envoyParams({ aggression: 2 }))).toBeCloseTo(Math.sqrt(0.05211), 4);
    expect(denial(1e6, 0, envoyParams({ maxRejectionProbability: 100 }))).toBeCloseTo(1, 5);
  });
});

describe('the client-side throttle', () => {
  test('counts what it turns away: without an acceptance nearly nothing gets out', () => {
    const alone = plain();
    const rejected = calls(alone, 10_000, ERROR);
    // p = n/(n + 1): what passes adds up like the harmonic series, about ln n.
    expect(10_000 - rejected).toBeGreaterThan(3);
    expect(10_000 - rejected).toBeLessThan(25);
    expect(alone.pattern.history).toMatchObject({ calls: 10_000, good: 0 });
  });

  test('lets all through while at least one of K is accepted', () => {
    const alone = plain();
    for (let i = 0; i < 500; i++) {
      expect(calls(alone, 1, OK)).toBe(0);
      expect(calls(alone, 1, ERROR)).toBe(0);
    }
  });

  test.each([
    [OK, true],
    [PERMANENT, true],
    [CONFLICT, true],
    [ERROR, false],
    [TIMEOUT, false],
    [RATE_LIMITED, false],
    [CANCELLED, false],
  ])('outcome %i: accepted is %s', (o, accepted) => {
    const alone = plain();
    calls(alone, 1, o);
    expect(alone.pattern.history.good).toBe(accepted ? 1 : 0);
  });

  test('forgets after the window, by the second in which an entry began', () => {
    const alone = plain({ window: 10_000 });
    calls(alone, 5, OK);
    alone.advance(999);
    calls(alone, 5, OK);
    alone.advance(1);
    calls(alone, 3, OK);
    const counts = () => alone.report['calls'];
    alone.advance(8999.999999);
    expect(counts()).toBe(13);
    alone.advance(0.000001);
    // Those of the first entry, though half of them are younger than the window.
    expect(counts()).toBe(3);
    alone.advance(1000);
    expect(counts()).toBe(0);
  });

  test('an acceptance counts when it comes, not when its request was made', () => {
    const alone = plain({ window: 2000 });
    const id = alone.enter();
    alone.advance(5000);
    alone.leave(id);
    expect(alone.pattern.history).toMatchObject({ calls: 0, good: 1 });
  });

  test('memory follows the seconds with calls, not the length of the window', () => {
    const alone = plain({ window: 30 * 86_400_000 });
    const numbers = () => (alone.pattern.history as unknown as { ring: Float64Array }).ring.length;
    calls(alone, 1000, OK);
    expect(numbers()).toBe(12);
    for (let i = 0; i < 100; i++) {
      alone.advance(3_600_000);
      calls(alone, 5, OK);
    }
    expect(numbers()).toBeLessThan(1000);
  });
});

describe('Envoy’s admission control', () => {
  test('does not count what it turns away, so that it recovers', () => {
    const alone = envoy();
    calls(alone, 100, ERROR);
    const { calls: counted } = alone.pattern.history;
    expect(counted).toBeLessThan(100);
    expect(alone.gauges['admit']).toBeCloseTo(0.2, 10);
    calls(alone, 10_000, OK);
    expect(alone.gauges['admit']).toBe(1);
  });

  test('turns away at most its largest share', () => {
    const alone = envoy({ maxRejectionProbability: 30 });
    calls(alone, 100, ERROR);
    const share = calls(alone, 20_000, ERROR) / 20_000;
    // Four standard errors.
    expect(Math.abs(share - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / 20_000));
  });

  test('compares in ten-thousandths', () => {
    const alone = envoy({ maxRejectionProbability: 0.005 });
    calls(alone, 100, ERROR);
    // A probability of half of one is one of them: 10000 p > 0.
    const share = calls(alone, 200_000, ERROR) / 200_000;
    expect(share).toBeGreaterThan(0.00006);
    expect(share).toBeLessThan(0.00015);
  });

  test('below the rate threshold nothing is turned away, and all is counted', () => {
    const alone = envoy({ rpsThreshold: 50 });
    // Averaged over the window of 30 s: 1,500 calls are 50 a second.
    expect(calls(alone, 1499, ERROR)).toBe(0);
    expect(alone.pattern.history.calls).toBe(1499);
    calls(alone, 1, ERROR);
    expect(calls(alone, 100, ERROR)).toBeGreaterThan(50);
    // The oldest entry is 33 s old, and dropped only when a call ends: it takes 1,650 calls.
    alone.advance(33_000);
    expect(calls(alone, 20, ERROR)).toBe(0);
  });

  test.each([
    [OK, 1],
    [PERMANENT, 1],
    [CONFLICT, 1],
    [RATE_LIMITED, 1],
    [ERROR, 0],
    [TIMEOUT, 0],
  ])('outcome %i: successes %i', (o, successes) => {
    const alone = envoy();
    calls(alone, 1, o);
    expect(alone.pattern.history).toMatchObject({ calls: 1, good: successes });
  });

  test('a cancelled call leaves no trace', () => {
    const alone = envoy();
    calls(alone, 1, CANCELLED);
    expect(alone.pattern.history).toMatchObject({ calls: 0, good: 0 });
  });

  test('a threshold of nothing is refused', () => {
    const { problems } = read(scene('like: envoy-admission-control, srThreshold: 0'));
    expect(problems.map(({ message }) => message)).toEqual([
      'wanted more than 0 and at most 100 (%), found 0',
    ]);
  });
});

const scene = (throttle: string, api = 'errors: 1'): string => `
version: 1
duration: 20s
clients:
  web:
    load: { rate: 100/s }
    instances: 2
    steps: [{ call: api, patterns: [{ adaptiveThrottle: { ${throttle} } }] }]
services: { api: { work: 1ms, ${api} } }`;

describe('in a scenario', () => {
  test('what is turned away never reaches the callee, with reason throttled', () => {
    for (const like of ['', 'like: envoy-admission-control']) {
      const result = simulate(scene(like));
      const { offered, failures } = result.clients['web']!;
      expect(failures['throttled']).toBeGreaterThan(offered / 2);
      expect(result.services['api']!.arrived).toBe(offered - failures['throttled']!);
      const pattern = result.links['web->api']!.patterns[0]!;
      expect(pattern['rejected']).toBe(failures['throttled']);
      expect(pattern['accepted']).toBe(0);
    }
  });

  test('nothing is turned away while all goes well', () => {
    const calm = simulate(scene('', 'errors: 0'));
    expect(calm.clients['web']!.failed).toBe(0);
    expect(calm.links['web->api']!.patterns[0]).toMatchObject({ rejected: 0 });
  });
});
