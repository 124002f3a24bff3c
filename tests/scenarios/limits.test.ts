/**
 * Rate limiters, throttles, concurrency limits and load shedding: each in a case in which it helps
 * and one in which it harms. With seeds 1 and 2: a claim has to hold for each of them.
 */
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/engine/index.ts';
import { simulate } from '../simulate.ts';

const runs = (yaml: string): RunResult[] =>
  [1, 2].map((seed) => simulate(`seed: ${seed}\n${yaml}`));
const web = ({ clients }: RunResult) => clients['web']!;
const served = (result: RunResult): number => web(result).successRate!;
const worst = (yaml: string, of = served): number => Math.min(...runs(yaml).map(of));
const best = (yaml: string, of = served): number => Math.max(...runs(yaml).map(of));

describe('rate limiters', () => {
  /** Twenty at once for a callee that serves 25/s one by one and lets two wait. */
  const burst = (limiter: string) => `
duration: 20s
clients: { web: { load: { users: 20, iterations: 1 }, steps: [{ call: site }] } }
services:
  site: { threads: 50, steps: [{ call: api, patterns: [${limiter}] }] }
  api: { threads: 1, work: 40ms, queue: { capacity: 2 } }`;

  test('resilience4j helps: calls wait for their turn instead of failing at the callee', () => {
    const bucket = '{ rateLimiter: { capacity: 20, refill: 20/s } }';
    const waits =
      '{ rateLimiter: { like: resilience4j, limitForPeriod: 1, limitRefreshPeriod: 50ms } }';
    expect(best(burst(bucket))).toBe(0.15);
    expect(worst(burst(waits))).toBe(1);
  });

  test('resilience4j harms: those who wait hold threads that others need', () => {
    const site = (timeout: string) => `
duration: 30s
clients: { web: { load: { rate: 60/s }, steps: [{ call: site }] } }
services:
  site:
    threads: 20
    queue: { capacity: 20 }
    steps:
      - oneOf:
          - { weight: 1, steps: [{ work: 1ms }] }
          - weight: 1
            steps:
              - call: api
                fallback: none
                patterns:
                  - rateLimiter:
                      { like: resilience4j, limitForPeriod: 10, limitRefreshPeriod: 1s, ${timeout} }
  api: { threads: 10, work: 10ms }`;
    expect(worst(site('timeoutDuration: 0'))).toBeGreaterThan(0.99);
    // Also those whom it refuses in the end wait for its default of 5 s.
    expect(best(site(''))).toBeLessThan(0.4);
  });

  test('gcra helps a callee that cannot take bursts', () => {
    const even = (limiter: string) => `
duration: 20s
clients:
  web: { load: { rate: 200/s }, steps: [{ call: api, patterns: [{ rateLimiter: ${limiter} }] }] }
services: { api: { threads: 1, work: 10ms, queue: { capacity: 0 } } }`;
    const full = (result: RunResult) => web(result).failures['queue-full'] ?? 0;
    expect(best(even('{ like: gcra, maxRate: 100/s }'), full)).toBe(0);
    expect(worst(even('{ capacity: 20, refill: 100/s }'), full)).toBeGreaterThan(100);
  });

  test('gcra harms calls that come by chance: at half the rate a third is refused', () => {
    const chance = (limiter: string) => `
duration: 60s
clients:
  web: { load: { rate: 50/s }, steps: [{ call: api, patterns: [{ rateLimiter: ${limiter} }] }] }
services: { api: { threads: 50, work: 1ms } }`;
    // M/D/1/1: of a = 0.5 the share a/(1 + a).
    expect(Math.abs(best(chance('{ like: gcra, maxRate: 100/s }')) - 2 / 3)).toBeLessThan(0.02);
    expect(worst(chance('{ like: gcra, maxRate: 100/s, maxBurst: 9 }'))).toBeGreaterThan(0.999);
  });

  test('sliding-window helps to keep a quota that is counted like that', () => {
    const quota = '{ like: sliding-window, limit: 20, window: 1s }';
    const partner = (limiter: string) => `
duration: 30s
clients:
  web: { load: { rate: 40/s }, steps: [{ call: api, patterns: [{ rateLimiter: ${limiter} }] }] }
services: { api: { threads: 50, patterns: [{ rateLimiter: ${quota} }] } }`;
    const over = ({ services }: RunResult) => services['api']!.rejected;
    expect(best(partner(quota), over)).toBe(0);
    expect(worst(partner('{ capacity: 20, refill: 20/s }'), over)).toBeGreaterThan(10);
  });

  test('sliding-window harms: one burst locks everybody out for the whole window', () => {
    const after = (limiter: string) => `
duration: 10s
clients:
  batch: { load: { users: 20, iterations: 1 }, steps: [{ call: api }] }
  web: { load: { rate: 1/s }, steps: [{ work: 1ms }, { call: api }] }
services: { api: { threads: 50, patterns: [{ rateLimiter: ${limiter} }] } }`;
    expect(best(after('{ like: sliding-window, limit: 20, window: 10s }'))).toBe(0);
    expect(worst(after('{ capacity: 20, refill: 2/s }'))).toBeGreaterThan(0.7);
  });
});

/** Twice what the threads can do, from callers who wait for half a second. */
const overload = (onService: string, outside = ''): string => `
duration: 60s
clients:
  web:
    load: { rate: 200/s }
    steps: [{ call: api, patterns: [${outside}{ timeout: { after: 500ms } }] }]
services:
  api:
    threads: 10
    work: { exponential: 100ms }
    queue: { capacity: 1000 }
    patterns: [${onService}]`;
const goodput = (result: RunResult): number => web(result).goodputPerSec!;

describe('an overload of callers who leave', () => {
  test('without protection next to nothing of 100/s is served in time', () => {
    expect(best(overload(''), goodput)).toBeLessThan(3);
  });

  test.each([
    ['{ adaptiveThrottle: { window: 10s } }', 15],
    ['{ adaptiveThrottle: { window: 10s, k: 1.1 } }', 50],
    ['{ adaptiveThrottle: { like: envoy-admission-control } }', 40],
    ['{ concurrencyLimit: { like: aimd, minLimit: 5 } }', 60],
  ])('%s around the call helps: at least %i/s', (pattern, least) => {
    expect(worst(overload('', `${pattern}, `), goodput)).toBeGreaterThan(least);
  });

  const envoy =
    'like: envoy-gradient, concurrencyLimitParams: { concurrencyUpdateInterval: 100ms }, ' +
    'minRttCalcParams: { interval: 10s }';
  test.each([
    ['{ concurrencyLimit: { like: aimd, minLimit: 5, timeout: 300ms } }', 75],
    ['{ concurrencyLimit: { like: vegas } }', 40],
    ['{ concurrencyLimit: { like: vegas, window: {} } }', 85],
    ['{ concurrencyLimit: { like: gradient2, minLimit: 5 } }', 85],
    [`{ concurrencyLimit: { ${envoy} } }`, 60],
    ['{ loadShed: { from: 70%, until: 100% } }', 70],
  ])('%s before the service helps: at least %i/s', (pattern, least) => {
    expect(worst(overload(pattern), goodput)).toBeGreaterThan(least);
  });
});

describe('what is no overload', () => {
  const failing = (share: number, throttle: string) => `
duration: 60s
clients:
  web: { load: { rate: 100/s }, steps: [{ call: api, patterns: [${throttle}] }] }
services: { api: { threads: 100, work: 5ms, errors: ${share} } }`;

  test('adaptiveThrottle harms where more than half fails for another reason: all is lost', () => {
    expect(worst(failing(0.6, ''))).toBeGreaterThan(0.38);
    const throttle = '{ adaptiveThrottle: { window: 10s } }';
    expect(best(failing(0.6, throttle))).toBeLessThan(0.2);
    // Below that it costs little.
    expect(worst(failing(0.4, throttle))).toBeGreaterThan(0.5);
  });

  test('envoy-admission-control harms where a tenth fails: it refuses what would go well', () => {
    const throttle = '{ adaptiveThrottle: { like: envoy-admission-control } }';
    expect(worst(failing(0.2, ''))).toBeGreaterThan(0.78);
    expect(best(failing(0.2, throttle))).toBeLessThan(0.72);
  });

  /** Ample threads, and work that takes ten times as long after ten seconds. */
  const slowed = (limit: string) => `
duration: 40s
clients: { web: { load: { rate: 200/s }, steps: [{ call: api, patterns: [${limit}] }] } }
services: { api: { threads: 1000, work: { exponential: 20ms } } }
faults: [{ at: 10s, on: api, slow: 10x }]`;
  const updates = 'concurrencyLimitParams: { concurrencyUpdateInterval: 100ms }';

  test.each([
    ['like: aimd, initialLimit: 50, minLimit: 5, timeout: 100ms', 0.5],
    ['like: vegas', 0.5],
    ['like: gradient2, minLimit: 5', 0.6],
    [`like: envoy-gradient, ${updates}, minRttCalcParams: { interval: 60s }`, 0.95],
  ])('concurrencyLimit %s harms work that merely takes longer: it sheds', (params, most) => {
    expect(worst(slowed(''))).toBe(1);
    expect(best(slowed(`{ concurrencyLimit: { ${params} } }`))).toBeLessThan(most);
  });

  test('loadShed harms threads that wait without being busy: all could have been served', () => {
    const waits = (stack: string) => `
duration: 30s
clients: { web: { load: { rate: 100/s }, steps: [{ call: api }] } }
services:
  api: { threads: 20, patterns: [${stack}], steps: [{ call: partner, latency: 60ms }] }
  partner: { threads: 100 }`;
    expect(worst(waits(''))).toBe(1);
    expect(best(waits('{ loadShed: { from: 40%, until: 80% } }'))).toBeLessThan(0.9);
  });
});
