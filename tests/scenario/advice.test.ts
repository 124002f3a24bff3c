/** Advice: each rule with a scenario that earns it, figures and all, and one that does not. */
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/scenario/advice/index.ts';
import { advise } from '../../src/scenario/read.ts';
import { names, textOf } from '../scenarios/library.ts';
import { found, rule, scenario } from './advised.ts';

/** The rule's only finding: its path and figures. */
function earned(name: string, yaml: string): Finding {
  const findings = rule(name, yaml);
  expect(findings.map(({ path }) => path)).toHaveLength(1);
  expect(findings[0]!.message).toMatch(/\d/);
  expect(findings[0]!.why).toMatch(/^[A-Z].*\.$/);
  return findings[0]!;
}

const AT = 'services.web.steps[0].patterns';

test('a timeout shorter than the tries within it', () => {
  const inner = 'retry: { maxAttempts: 3, base: 100ms, jitter: none }';
  const stack = (after: string) =>
    `{ timeout: { after: ${after} } }, { ${inner} }, { timeout: { after: 1s } }`;
  const finding = earned('timeout-around-tries', scenario({ stack: stack('2s') }));
  expect(finding).toMatchObject({
    path: `${AT}[0].timeout`,
    figures: { limitMs: 2000, tries: 3, tryMs: 1000, needMs: 3300 },
  });
  expect(finding.message).toContain(
    '2 s cannot hold 3 attempts of up to 1 s and 300 ms of back-off',
  );
  expect(rule('timeout-around-tries', scenario({ stack: stack('3.3s') }))).toEqual([]);
  expect(
    rule('timeout-around-tries', scenario({ stack: stack('2s').replace('3,', '1,') })),
  ).toEqual([]);
});

describe('a timeout shorter than those below it', () => {
  const tiers = (outer: string, below: string) => `
duration: 1m
clients:
  shop:
    load: { rate: 10/s }
    steps: [{ call: checkout, patterns: [{ timeout: { after: ${outer} } }] }]
services:
  checkout: { steps: [${below}] }
  pay: {}
  stock: {}
  mail: {}`;
  const call = (to: string, after: string) =>
    `{ call: ${to}, patterns: [{ timeout: { after: ${after} } }] }`;
  // The published hierarchy: checkout 30 = 10 + 5 + 5, and a buffer of 10.
  const published = [call('pay', '10s'), call('stock', '5s'), call('mail', '5s')].join(', ');

  test('adds up calls one after the other', () => {
    const finding = earned('timeout-hierarchy', tiers('15s', published));
    expect(finding.figures).toEqual({ limitMs: 15_000, needMs: 20_000 });
    expect(finding.message).toContain('pay 10 s + stock 5 s + mail 5 s');
    expect(rule('timeout-hierarchy', tiers('30s', published))).toEqual([]);
  });

  test('takes the longest of those side by side, and leaves out what has no bound', () => {
    expect(rule('timeout-hierarchy', tiers('15s', `{ parallel: [${published}] }`))).toEqual([]);
    expect(rule('timeout-hierarchy', tiers('5s', `{ parallel: [${published}] }`))).toHaveLength(1);
    expect(rule('timeout-hierarchy', tiers('5s', '{ call: pay }'))).toEqual([]);
  });

  test('counts tries and back-off', () => {
    const retry = '{ retry: { maxAttempts: 2, base: 1s, jitter: none } }';
    const tried = `{ call: pay, patterns: [${retry}, { timeout: { after: 2s } }] }`;
    expect(earned('timeout-hierarchy', tiers('4s', tried)).figures['needMs']).toBe(5000);
    expect(rule('timeout-hierarchy', tiers('5s', tried))).toEqual([]);
  });
});

test('retries above retries, and what they come to', () => {
  const deep = (middle: string) => `
duration: 1m
clients:
  shop: { load: { rate: 1/s }, steps: [{ call: a, patterns: [{ retry: { maxAttempts: 3 } }] }] }
services:
  a: { steps: [{ call: b${middle} }] }
  b: { steps: [{ call: c, patterns: [{ retry: { maxAttempts: 4 } }] }] }
  c: {}`;
  const finding = earned('nested-retries', deep(''));
  expect(finding).toMatchObject({
    path: 'services.b.steps[0].patterns[0].retry',
    figures: { product: 12, levels: 2 },
  });
  expect(finding.message).toContain('3 × 4 = 12 calls of c');
  const all = rule('nested-retries', deep(', patterns: [{ retry: { maxAttempts: 5 } }]'));
  expect(all.map(({ figures }) => figures['product'])).toEqual([15, 60]);
  expect(rule('nested-retries', deep('').replace('maxAttempts: 4', 'maxAttempts: 1'))).toEqual([]);
  expect(
    rule(
      'nested-retries',
      deep('').replace('maxAttempts: 4 }', 'maxAttempts: 4, disabled: true }'),
    ),
  ).toEqual([]);
});

test('permanent failures that are tried again', () => {
  const finding = earned(
    'retries-permanent',
    scenario({ stack: '{ retry: { retryOn: [error, permanent] } }' }),
  );
  expect(finding.path).toBe(`${AT}[0].retry`);
  expect(
    earned('retries-permanent', scenario({ stack: '{ retry: { like: resilience4j } }' })),
  ).toBeDefined();
  expect(rule('retries-permanent', scenario({ stack: '{ retry: {} }' }))).toEqual([]);
  expect(rule('retries-permanent', scenario({ stack: '{ hedge: { after: 10ms } }' }))).toEqual([]);
});

test('retries in step on a service with several callers', () => {
  const stack = '{ retry: { jitter: none } }';
  const finding = earned('retry-in-step', scenario({ stack, web: 'replicas: 3' }));
  expect(finding.figures).toMatchObject({ callers: 3 });
  expect(rule('retry-in-step', scenario({ stack }))).toEqual([]);
  for (const better of ['{ retry: {} }', '{ retry: { jitter: none, budget: {} } }'])
    expect(rule('retry-in-step', scenario({ stack: better, web: 'replicas: 3' }))).toEqual([]);
});

test('a breaker that never has enough calls to judge', () => {
  const stack = (minimum: number) =>
    `{ circuitBreaker: { like: polly, minimumThroughput: ${minimum}, samplingDuration: 10s } }`;
  // 20/s for 10 s are 200, and 50 for each of four replicas.
  expect(rule('breaker-blind', scenario({ stack: stack(200) }))).toEqual([]);
  const finding = earned('breaker-blind', scenario({ stack: stack(100), web: 'replicas: 4' }));
  expect(finding.figures).toEqual({ minimum: 100, windowMs: 10_000, calls: 50 });
  expect(rule('breaker-blind', scenario({ stack: stack(50), web: 'replicas: 4' }))).toEqual([]);
  const shared = stack(100).replace('{ like', '{ scope: link, like');
  expect(rule('breaker-blind', scenario({ stack: shared, web: 'replicas: 4' }))).toEqual([]);
});

test('an open time shorter than the fault that it guards against', () => {
  const faults = 'faults: [{ at: 1m, for: 40s, on: api, errors: 100% }]';
  const stack = (like: string) => `{ circuitBreaker: { ${like} } }`;
  const ten = stack('waitDurationInOpenState: 10s');
  expect(earned('breaker-reopens', scenario({ stack: ten, more: faults })).figures).toEqual({
    openMs: 10_000,
    faultMs: 40_000,
  });
  expect(rule('breaker-reopens', scenario({ stack: ten }))).toEqual([]);
  expect(
    rule(
      'breaker-reopens',
      scenario({ stack: stack('waitDurationInOpenState: 40s'), more: faults }),
    ),
  ).toEqual([]);
});

test('a bulkhead wider than the threads behind it', () => {
  const wide = scenario({
    stack: '{ bulkhead: { maxConcurrentCalls: 20 } }',
    web: 'replicas: 2',
    api: 'threads: 16, replicas: 2',
  });
  expect(earned('bulkhead-too-wide', wide).figures).toEqual({ most: 40, threads: 32 });
  expect(rule('bulkhead-too-wide', wide.replace('threads: 16', 'threads: 20'))).toEqual([]);
});

test('a pool that waits longer than its caller does', () => {
  const pool = (after: string) =>
    scenario({ stack: `{ timeout: { after: ${after} } }, { bulkhead: { like: hikari } }` });
  expect(earned('hold-beyond-timeout', pool('5s')).figures).toEqual({
    holdMs: 30_000,
    limitMs: 5000,
  });
  expect(rule('hold-beyond-timeout', pool('31s'))).toEqual([]);
});

describe('a queue at the end of which nobody is awaited any more', () => {
  const stack = '{ timeout: { after: 1s } }';
  // 500 × 40 ms ÷ 10 threads = 2 s.
  const long = scenario({ stack, api: 'work: 40ms, threads: 10, queue: { capacity: 500 }' });

  test('is capacity × mean work ÷ threads long, and then the work is to be done', () => {
    const finding = earned('queue-beyond-timeout', long);
    expect(finding.figures).toMatchObject({
      waitMs: 2000,
      takesMs: 40,
      limitMs: 1000,
      capacity: 500,
      meanMs: 40,
    });
    expect(finding.path).toBe('services.api.queue.capacity');
    // 0.96 s + 40 ms: at that instant the caller’s timer comes first.
    earned('queue-beyond-timeout', long.replace('capacity: 500', 'capacity: 240'));
    for (const better of [
      'capacity: 239',
      'capacity: 500, timeout: 500ms',
      'capacity: 500, codel: {}',
    ])
      expect(rule('queue-beyond-timeout', long.replace('capacity: 500', better))).toEqual([]);
  });

  test('counts the timeout of whoever waits for its caller', () => {
    const outer = (after: string) =>
      long
        .replace(stack, '')
        .replace('web:\n', 'web:\n    queue: { capacity: 0 }\n')
        .replace('call: web', `call: web, patterns: [{ timeout: { after: ${after} } }]`);
    const finding = earned('queue-beyond-timeout', outer('1.5s'));
    expect(finding.message).toContain('shop->web gives up after 1.5 s');
    expect(rule('queue-beyond-timeout', outer('2s'))).toHaveLength(1);
    expect(rule('queue-beyond-timeout', outer('2050ms'))).toEqual([]);
  });

  test('counts only work where the thread is given back meanwhile', () => {
    const waiting = (flag: string) => `
duration: 1m
clients: { shop: { load: { rate: 1/s }, steps: [{ call: web, patterns: [${stack}] }] } }
services:
  web: { ${flag} threads: 10, queue: { capacity: 100 }, steps: [{ work: 1ms }, { call: api }] }
  api: { work: 200ms, queue: { capacity: 0 } }`;
    expect(rule('queue-beyond-timeout', waiting(''))).toHaveLength(1);
    expect(rule('queue-beyond-timeout', waiting('async: true,'))).toEqual([]);
  });
});

test('a limiter inside a breaker that counts its rejections', () => {
  const stack = (ignore: string) => `{ circuitBreaker: { ${ignore} } }, { bulkhead: {} }`;
  const finding = earned(
    'breaker-counts-rejections',
    scenario({ stack: stack(''), api: 'threads: 99' }).replace('duration: 5m', 'duration: 5m'),
  );
  expect(finding.path).toBe(`${AT}[0].circuitBreaker`);
  expect(finding.why).toContain('ignore: [bulkhead-full]');
  expect(
    rule('breaker-counts-rejections', scenario({ stack: stack('ignore: [bulkhead-full]') })),
  ).toEqual([]);
  expect(
    rule(
      'breaker-counts-rejections',
      scenario({ stack: '{ bulkhead: {} }, { circuitBreaker: {} }' }),
    ),
  ).toEqual([]);
});

test('a share where the library wants a percentage', () => {
  const stack = (value: string) => `{ circuitBreaker: { failureRateThreshold: ${value} } }`;
  const finding = earned('share-as-percentage', scenario({ stack: stack('0.5') }));
  expect(finding).toMatchObject({
    path: `${AT}[0].circuitBreaker.failureRateThreshold`,
    figures: { value: 0.5 },
  });
  expect(finding.message).toContain('write 50 if that was meant');
  for (const right of ['50', '50%', '2'])
    expect(rule('share-as-percentage', scenario({ stack: stack(right) }))).toEqual([]);
});

describe('advice', () => {
  test('is the same each time, and has its line in the text', () => {
    for (const name of names) {
      const text = textOf(name);
      expect(advise(text)).toEqual(advise(text));
      for (const { line } of advise(text)) expect(line).toBeGreaterThan(1);
    }
  });

  test('finds nothing to say about a scenario in which things add up', () => {
    const stack = '{ timeout: { after: 2s } }, { retry: {} }, { timeout: { after: 500ms } }';
    expect(
      found(scenario({ stack, api: 'work: 5ms, threads: 32, queue: { capacity: 100 }' })),
    ).toEqual([]);
  });

  test('goes through a graph of many ways at once', () => {
    const rows = Array.from({ length: 60 }, (_, i) => {
      const next = [0, 1].map((k) => `{ call: s${i + 1}-${k}, patterns: [{ retry: {} }] }`);
      return [0, 1]
        .map((k) => `  s${i}-${k}: { steps: [${i < 59 ? next.join(', ') : ''}] }`)
        .join('\n');
    });
    const yaml = `
duration: 1m
clients: { shop: { load: { rate: 1/s }, steps: [{ call: s0-0 }] } }
services:
${rows.join('\n')}`;
    expect(found(yaml).length).toBeGreaterThan(100);
  });
});
