/** Advice by the speed of a dependency: each band at its bounds, and what makes it quiet. */
import { describe, expect, test } from 'vitest';
import { speedsOf } from '../../src/analysis/speeds.ts';
import { adviceOf, dependsOnSpeeds, type Finding } from '../../src/scenario/advice/index.ts';
import { names, specOf as builtIn } from '../scenarios/library.ts';
import { specOf } from '../simulate.ts';
import { scenario } from './advised.ts';

const RULES = [
  'timeout-too-long',
  'timeout-too-short',
  'breaker-open-too-long',
  'breaker-open-too-short',
];
const ofSpeed = (findings: readonly Finding[]) =>
  findings.filter(({ rule }) => RULES.includes(rule));

/** Advice if `api` answers like this over each link to it. */
function found(yaml: string, p99Ms = 42, { p50Ms = p99Ms / 2, busy = [] as string[] } = {}) {
  const spec = specOf(yaml);
  return ofSpeed(adviceOf(spec, { links: { 'web->api': { p50Ms, p99Ms } }, busy }));
}
const rules = (...args: Parameters<typeof found>) => found(...args).map(({ rule }) => rule);

const timeout = (after: string) => `{ timeout: { after: ${after} } }`;
const opens = (ms: string) => `{ circuitBreaker: { like: gobreaker, timeout: ${ms} } }`;
const AT = 'services.web.steps[0].patterns[0]';

describe('each band begins at its bound', () => {
  test.each([
    [99.999, '10s', '10001ms', 5000],
    [100, '20s', '20001ms', 10_000],
    [999.999, '20s', '20001ms', 10_000],
    [1000, '60s', '60001ms', 30_000],
  ])('p99 %d ms: a timeout of %s is usual, %s is long', (p99Ms, usual, long, usualMs) => {
    expect(found(scenario({ stack: timeout(usual) }), p99Ms)).toEqual([]);
    const [finding, ...more] = found(scenario({ stack: timeout(long) }), p99Ms);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'timeout-too-long',
      path: `${AT}.timeout`,
      figures: { limitMs: Number.parseInt(long), p99Ms, usualMs },
    });
  });

  test.each([
    [99.999, '20s', '20001ms', 10_000],
    [100, '60s', '60001ms', 30_000],
    [999.999, '60s', '60001ms', 30_000],
    [1000, '120s', '120001ms', 60_000],
  ])('p99 %d ms: an open time of %s is usual, %s is long', (p99Ms, usual, long, usualMs) => {
    expect(found(scenario({ stack: opens(usual) }), p99Ms)).toEqual([]);
    expect(found(scenario({ stack: opens(long) }), p99Ms)).toMatchObject([
      { rule: 'breaker-open-too-long', figures: { p99Ms, usualMs } },
    ]);
  });

  test('a timeout at the p99 is long enough, a shorter one is not', () => {
    expect(found(scenario({ stack: timeout('42ms') }))).toEqual([]);
    expect(found(scenario({ stack: timeout('41ms') }))).toMatchObject([
      { rule: 'timeout-too-short', figures: { limitMs: 41, p50Ms: 21, p99Ms: 42 } },
    ]);
  });

  test('an open time in which two calls come, or of half the usual, is long enough', () => {
    // 20/s: two calls take 100 ms.
    expect(rules(scenario({ stack: opens('100ms') }))).toEqual([]);
    const short = found(scenario({ stack: opens('99ms') }));
    expect(short).toMatchObject([{ rule: 'breaker-open-too-short', figures: { calls: 2 } }]);
    const rare = (ms: string) => scenario({ stack: opens(ms) }).replace('20/s', '0.1/s');
    expect(rules(rare('5s'))).toEqual([]);
    expect(rules(rare('4999ms'))).toEqual(['breaker-open-too-short']);
  });
});

test('the words have the figures', () => {
  const [long] = found(scenario({ stack: timeout('30s') }));
  expect(long!.message).toBe(
    'api answers 99 % within 42 ms; a timeout of 30 s can hold a thread 710 times as long; ' +
      '5 s is the rule of thumb for dependencies below 100 ms',
  );
  expect(long!.why).toContain('If api hangs, 20 calls per second hold up to 600 threads; web has');
  const [short] = found(scenario({ stack: timeout('20ms') }));
  expect(short!.message).toContain('a timeout of 20 ms cuts off more than half of the attempts');
  const [open] = found(scenario({ stack: opens('60s') }), 1);
  expect(open!.message).toBe(
    'stays open for 1 min; api answers 99 % within 1 ms, and 10 s is the rule of thumb for ' +
      'dependencies below 100 ms',
  );
  const often = ['99ms', '49ms'].map((ms) => found(scenario({ stack: opens(ms) }))[0]!.message);
  expect(often[0]).toContain('stays open for 99 ms, in which about 2 calls come; 10 s is');
  expect(often[1]).toContain('in which less than one call comes');
  const [slow] = found(scenario({ stack: opens('121s') }), 2000);
  expect(slow!.message).toContain('dependencies of 1 s and more');
});

test('what is said of a timeout is said of that of a breaker', () => {
  const like = (ms: number) => `{ circuitBreaker: { like: opossum, timeout: ${ms} } }`;
  expect(found(scenario({ stack: like(10_001) }))[0]).toMatchObject({
    rule: 'timeout-too-long',
    path: `${AT}.circuitBreaker`,
  });
  expect(rules(scenario({ stack: like(10_000) }))).not.toContain('timeout-too-long');
});

describe('a long timeout with a reason', () => {
  const long = timeout('30s');
  const plain = { stack: long };
  const finds = (ms: string) =>
    `{ circuitBreaker: { waitDurationInOpenState: 10s, slowCallDurationThreshold: ${ms} } }`;
  test.each<[string, Parameters<typeof scenario>[0], string?]>([
    ['a stricter one around it', { ...plain, stack: `${timeout('3s')}, ${long}` }],
    ['stricter tries inside', { ...plain, stack: `${long}, { retry: {} }, ${timeout('1s')}` }],
    ['threads for all of its calls', { ...plain, web: 'threads: 600' }],
    ['replicas with as many', { ...plain, web: 'threads: 60\n    replicas: 10' }],
    ['no thread', { ...plain, web: 'async: true' }],
    ['few calls at once', { ...plain, stack: `{ bulkhead: { maxConcurrentCalls: 5 } }, ${long}` }],
    ['a breaker that finds slow calls', { ...plain, stack: `${finds('2s')}, ${long}` }],
    ['a caller that leaves earlier', plain, '3s'],
  ])('%s', (_, parts, outer) => {
    const yaml = scenario(parts);
    const all = outer
      ? yaml.replace('call: web', `call: web, patterns: [${timeout(outer)}]`)
      : yaml;
    expect(found(all)).toEqual([]);
  });

  test('tries inside it that need as long, and not fewer of them', () => {
    const constant = 'base: 1s, backoff: constant, jitter: none';
    // Three tries of 5 s and twice 1 s between them: 17 s, and 34 s are twice that.
    const tried = (most: number, after: string) =>
      `${timeout(after)}, { retry: { maxAttempts: ${most}, ${constant} } }`;
    expect(rules(scenario({ stack: tried(3, '34s') }))).toEqual([]);
    expect(rules(scenario({ stack: tried(3, '34001ms') }))).toEqual(['timeout-too-long']);
    expect(rules(scenario({ stack: tried(1, '34s') }))).toEqual(['timeout-too-long']);
  });

  test('timeouts of the callee that explain it', () => {
    const below = (after: string) =>
      scenario({ stack: long, api: `steps: [{ call: db, patterns: [${timeout(after)}] }]` }) +
      '  db: {}';
    expect(rules(below('15s'))).toEqual([]);
    expect(rules(below('14s'))).toEqual(['timeout-too-long']);
  });

  test('of two in one stack the inner one is named', () => {
    const inner = (at: number) => [{ path: `services.web.steps[0].patterns[${at}].timeout` }];
    const stack = `${timeout('50s')}, ${timeout('40s')}`;
    expect(found(scenario({ stack }))).toMatchObject(inner(1));
    const tried = `${timeout('45s')}, { retry: { maxAttempts: 3 } }, ${timeout('20s')}`;
    expect(found(scenario({ stack: tried }))).toMatchObject(inner(2));
  });

  test('threads for what a cache lets through, or a bulkhead with those that wait for it', () => {
    const cached = (hitRate: string) => `{ cache: { hitRate: ${hitRate} } }, ${long}`;
    // 20/s × 30 s × 5 % are 30, and 6 % are 36.
    expect(rules(scenario({ stack: cached('95%'), web: 'threads: 31' }))).toEqual([]);
    const less = scenario({ stack: cached('94%'), web: 'threads: 31' });
    expect(rules(less)).toEqual(['timeout-too-long']);
    const held = (wait: string) =>
      `{ bulkhead: { maxConcurrentCalls: 5, maxWaitDuration: ${wait} } }, ${long}`;
    // 5, and 20/s × 1.25 s that wait.
    expect(rules(scenario({ stack: held('1250ms'), web: 'threads: 30' }))).toEqual([]);
    const more = scenario({ stack: held('1251ms'), web: 'threads: 30' });
    expect(rules(more)).toEqual(['timeout-too-long']);
  });

  test('a stricter one around its service', () => {
    const own = (after: string) => `patterns: [${timeout(after)}]`;
    expect(rules(scenario({ stack: long, web: own('29s') }))).toEqual([]);
    expect(rules(scenario({ stack: long, web: own('30s') }))).toEqual(['timeout-too-long']);
  });
});

describe('a short timeout with a reason', () => {
  const cut = '30ms';
  test.each<[string, string]>([
    ['a retry that tries again', `{ retry: {} }, ${timeout(cut)}`],
    ['a fallback that answers', `{ fallback: { try: [{ answer: old }] } }, ${timeout(cut)}`],
    ['a hedge, of which the fastest counts', `${timeout(cut)}, { hedge: { after: 10ms } }`],
  ])('%s', (_, stack) => {
    expect(rules(scenario({ stack }))).toEqual([]);
  });

  test('but nothing excuses one below the median', () => {
    const stack = `{ retry: {} }, ${timeout(cut)}`;
    expect(rules(scenario({ stack }), 42, { p50Ms: 30 })).toEqual([]);
    expect(rules(scenario({ stack }), 42, { p50Ms: 31 })).toEqual(['timeout-too-short']);
  });

  test('threads that would not do for the p99', () => {
    // 20/s × 4 s are 80.
    const of = (threads: number) => scenario({ stack: timeout('1s'), web: `threads: ${threads}` });
    expect(rules(of(79), 4000)).toEqual([]);
    expect(rules(of(80), 4000)).toEqual(['timeout-too-short']);
  });

  test('a callee that is saturated, or calls one that is', () => {
    const yaml = scenario({ stack: timeout(cut), api: 'steps: [{ call: db }]' }) + '  db: {}';
    expect(rules(yaml)).toEqual(['timeout-too-short']);
    for (const busy of ['api', 'db']) expect(rules(yaml, 42, { busy: [busy] })).toEqual([]);
    expect(rules(yaml, 42, { busy: ['web'] })).toEqual(['timeout-too-short']);
  });

  test('a caller that leaves even earlier, and calls below that have a rule of their own', () => {
    const early = scenario({ stack: timeout(cut) }).replace(
      'call: web',
      `call: web, patterns: [${timeout('40ms')}]`,
    );
    expect(rules(early)).toEqual([]);
    const below = `steps: [{ call: db, patterns: [${timeout('31ms')}] }]`;
    expect(rules(`${scenario({ stack: timeout(cut), api: below })}  db: {}`)).toEqual([]);
  });
});

describe('an open time with a reason', () => {
  test('it grows', () => {
    for (const initial of [10, 90_000]) {
      const growing = `{ initial: ${initial}ms, multiplier: 2 }`;
      const stack = `{ circuitBreaker: { waitDurationInOpenState: ${growing} } }`;
      expect(rules(scenario({ stack }))).toEqual([]);
    }
  });

  test('a fault lasts as long', () => {
    const during = (length: string, open = '60s') =>
      found(
        scenario({
          stack: opens(open),
          more: `faults: [{ at: 1m, for: ${length}, on: api, errors: 100% }]`,
        }),
      );
    expect(during('60s')).toEqual([]);
    // Here another rule speaks: the open time is shorter than the fault.
    expect(during('60s', '50ms')).toEqual([]);
    expect(during('59s')[0]!.message).toMatch(/; the longest fault on api lasts 59 s$/);
  });
});

describe('advice by speed', () => {
  const stacks = [timeout('30s'), timeout('20ms'), opens('60s'), opens('50ms')];

  test('does not depend on names', () => {
    for (const stack of stacks) {
      const yaml = scenario({ stack });
      const spec = specOf(yaml.replaceAll('api', 'zeta').replaceAll('web', 'ypsilon'));
      const speeds = { links: { 'ypsilon->zeta': { p50Ms: 21, p99Ms: 42 } }, busy: [] };
      const renamed = JSON.stringify(ofSpeed(adviceOf(spec, speeds)));
      expect(renamed.replaceAll('zeta', 'api').replaceAll('ypsilon', 'web')).toBe(
        JSON.stringify(found(yaml)),
      );
    }
  });

  test('twice the load on twice the replicas is the same', () => {
    for (const stack of stacks) {
      const yaml = (rate: number, replicas: number) =>
        scenario({ stack, web: `replicas: ${replicas}` }).replace('20/s', `${rate}/s`);
      expect(rules(yaml(40, 2))).toEqual(rules(yaml(20, 1)));
      expect(rules(yaml(20, 1))).toHaveLength(1);
    }
  });

  test('is asked only where something is set by it, and silent where nothing is known', () => {
    expect(dependsOnSpeeds(specOf(scenario({ stack: '{ retry: {} }' })))).toBe(false);
    for (const stack of stacks) {
      const spec = specOf(scenario({ stack }));
      expect(dependsOnSpeeds(spec)).toBe(true);
      expect(ofSpeed(adviceOf(spec, { links: {}, busy: [] }))).toEqual([]);
      expect(ofSpeed(adviceOf(spec))).toEqual([]);
    }
  });

  test('of what comes with the page it finds the herd whose attempts are all cut off', () => {
    const found = names.flatMap((name) => {
      const spec = builtIn(name);
      const findings = dependsOnSpeeds(spec) ? ofSpeed(adviceOf(spec, speedsOf(spec))) : [];
      return findings.map(({ rule, path }) => `${name}: ${path}: ${rule}`);
    });
    // 250 at one instant slow each other down: more than half would take longer than the timeout.
    expect(found).toEqual([
      'congestion-collapse: clients.devices.steps[0].patterns[1].timeout: timeout-too-short',
    ]);
  });
});
