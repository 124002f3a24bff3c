/** Advice where the figures are not those of one call alone. */
import { describe, expect, test } from 'vitest';
import { rule, scenario } from './advised.ts';

const after = (ms: string): string => `{ timeout: { after: ${ms} } }`;
const earns = (name: string, yaml: string): Record<string, number> => {
  const findings = rule(name, yaml);
  expect(findings).toHaveLength(1);
  return findings[0]!.figures;
};
const spares = (name: string, yaml: string): void => expect(rule(name, yaml)).toEqual([]);

/** The caller of `web` has this stack, too. */
const shop = (stack: string, yaml: string): string =>
  yaml.replace('call: web', `call: web, patterns: [${stack}]`);

describe('a hold longer than its caller waits', () => {
  test.each(['hikari', 'sqlalchemy'])('like %s, a tier below the timeout', (like) => {
    const yaml = shop(after('5s'), scenario({ stack: `{ bulkhead: { like: ${like} } }` }));
    expect(earns('hold-beyond-timeout', yaml)).toEqual({ holdMs: 30_000, limitMs: 5000 });
    spares('hold-beyond-timeout', yaml.replace('5s', '31s'));
  });

  test('without any end, and outside an inner timeout', () => {
    const pool = '{ bulkhead: { like: hikari, connectionTimeout: 0 } }';
    const stack = `${after('2s')}, { circuitBreaker: { like: opossum } }, ${pool}`;
    const { holdMs, limitMs } = earns('hold-beyond-timeout', scenario({ stack }));
    expect(limitMs).toBe(2000);
    expect(holdMs).toBeGreaterThan(2e9);
  });

  test.each([
    ['polly', 'permitLimit: 10, queueLimit'],
    ['cockatiel', 'limit: 10, queue'],
    ['resilience4j-threadpool', 'coreThreadPoolSize: 10, maxThreadPoolSize: 10, queueCapacity'],
  ])('in a line as long as it is allowed to be: %s', (like, size) => {
    const stack = `${after('1s')}, { bulkhead: { like: ${like}, ${size}: 1000 } }`;
    const yaml = scenario({ stack, api: 'work: 100ms, threads: 99' });
    expect(earns('hold-beyond-timeout', yaml)).toEqual({ holdMs: 10_000, limitMs: 1000 });
    spares('hold-beyond-timeout', yaml.replace(': 1000', ': 50'));
  });

  test('at the service’s own door', () => {
    const door = 'work: 10ms, patterns: [{ bulkhead: { maxWaitDuration: 10s } }]';
    const yaml = scenario({ stack: after('1s'), api: door });
    expect(earns('hold-beyond-timeout', yaml)).toEqual({ holdMs: 10_000, limitMs: 1000 });
  });
});

describe('a timeout shorter than those below it', () => {
  const deep = `
duration: 1m
clients: { shop: { load: { rate: 1/s }, steps: [{ call: web, patterns: [${after('1s')}] }] } }
services:
  web: { steps: [{ call: api }] }
  api: { steps: [{ call: db, patterns: [${after('5s')}] }] }
  db: {}`;

  test('looks through a tier that has none', () => {
    expect(earns('timeout-hierarchy', deep)).toEqual({ limitMs: 1000, needMs: 5000 });
  });
  test('adds what a fallback calls when the call has failed', () => {
    const stack = `{ fallback: [{ call: db, patterns: [${after('2s')}] }] }, ${after('2s')}`;
    const yaml = shop(after('3s'), scenario({ stack, more: '  db: {}' }));
    expect(earns('timeout-hierarchy', yaml)).toEqual({ limitMs: 3000, needMs: 4000 });
  });
  test('a service’s own counts as well, and the shortest of several', () => {
    const web = `patterns: [${after('1s')}]`;
    const own = rule('timeout-hierarchy', scenario({ stack: after('5s'), web }));
    expect(own.map(({ path }) => path)).toEqual(['services.web.patterns[0].timeout']);
    const yaml = scenario({ stack: after('5s') });
    const outer = `${after('3s')}, { circuitBreaker: { like: opossum } }`;
    expect(earns('timeout-hierarchy', shop(outer, yaml))['limitMs']).toBe(3000);
  });
  test('a limiter with permits for everybody keeps nobody waiting', () => {
    const yaml = scenario({}).replace('patterns: []', 'patterns: resilience4j');
    spares('timeout-hierarchy', shop(after('5s'), yaml));
  });
});

describe('a timeout around tries reckons with the longest back-off', () => {
  const around = (limit: string, tries: string): string =>
    scenario({ stack: `${after(limit)}, ${tries}, ${after('500ms')}` });

  test.each([
    ['decorrelated', '{ retry: { base: 500ms, jitter: decorrelated } }', 7500],
    [
      'randomised',
      '{ retry: { like: resilience4j, intervalFunction: ' +
        '{ initialInterval: 1s, multiplier: 1, randomizationFactor: 0.5 } } }',
      4500,
    ],
    ['one hedge after the other', '{ hedge: { like: polly, delay: -1 } }', 1000],
    [
      'a hold outside the retry',
      '{ bulkhead: { maxWaitDuration: 3s } }, { retry: { base: 100ms, jitter: none } }',
      4800,
    ],
    ['an end to all tries', '{ retry: { like: p-retry, maxRetryTime: 2s } }', 2500],
  ])('%s', (_what, tries, needMs) => {
    expect(earns('timeout-around-tries', around('900ms', tries))['needMs']).toBe(needMs);
    spares('timeout-around-tries', around(`${needMs}ms`, tries));
  });
});

test('a timeout around tries says what else takes time', () => {
  const waits = '{ bulkhead: { maxWaitDuration: 3s } }, { retry: { base: 100ms, jitter: none } }';
  const said = (tries: string): string =>
    rule(
      'timeout-around-tries',
      scenario({ stack: `${after('1s')}, ${tries}, ${after('500ms')}` }),
    )[0]!.message;
  expect(said(waits)).toBe(
    '1 s cannot hold 3 attempts of up to 500 ms and 300 ms of back-off ' +
      'and 3 s of waiting around them: 4.8 s',
  );
  expect(said('{ retry: { like: p-retry, maxRetryTime: 2s } }')).toBe(
    '1 s cannot hold 11 attempts of up to 500 ms within 2 s: 2.5 s',
  );
});

describe('a breaker that never has enough calls', () => {
  const polly =
    '{ circuitBreaker: { like: polly, minimumThroughput: 100, samplingDuration: 10s } }';

  test('sees what a cache or limiter outside it lets pass', () => {
    const cache = '{ cache: { hitRate: 95% } }';
    expect(earns('breaker-blind', scenario({ stack: `${cache}, ${polly}` }))['calls']).toBeCloseTo(
      10,
    );
    const limiter = '{ rateLimiter: { capacity: 1, refill: 1/s } }';
    expect(earns('breaker-blind', scenario({ stack: `${limiter}, ${polly}` }))['calls']).toBe(10);
  });
  test('and every try of a retry outside it', () => {
    const yaml = scenario({ stack: `{ retry: {} }, ${polly}` });
    spares('breaker-blind', yaml.replace('20/s', '5/s'));
    expect(earns('breaker-blind', yaml.replace('20/s', '3/s'))['calls']).toBe(90);
  });
  test('users wait for their answers', () => {
    const yaml = scenario({ stack: polly, api: 'work: 1s' });
    const users = (think: string) => yaml.replace('rate: 20/s', `users: 1, think: ${think}`);
    expect(earns('breaker-blind', users('0'))['calls']).toBe(10);
    expect(earns('breaker-blind', users('1ms'))['calls']).toBeCloseTo(9.99);
  });
});

describe('a breaker that is open for less than the fault lasts', () => {
  const faults = (fault: string) => `faults: [{ at: 1m, for: 1m, on: api, ${fault} }]`;
  const breaker = (params: string, fault = 'errors: 100%'): string =>
    scenario({
      stack: `{ circuitBreaker: { ${params} } }`,
      api: 'work: 10ms, replicas: 3',
      more: faults(fault),
    });
  const short = 'waitDurationInOpenState: 1s';

  test('grows from one opening to the next', () => {
    const growing = 'waitDurationInOpenState: { initial: 1s, multiplier: 2 }';
    expect(rule('breaker-reopens', breaker(growing))[0]!.why).toContain('about 5 times');
    const own = 'like: polly, breakDurationGenerator: { initial: 60s, multiplier: 2 }';
    spares('breaker-reopens', breaker(own));
  });
  test.each(['errors: 5%', 'crash: 1', 'slow: 2x'])('has nothing to do with %s', (fault) => {
    spares('breaker-reopens', breaker(short, fault));
  });
  test.each(['errors: 60%', 'crash: 3', 'slow: 100x'])('but with %s', (fault) => {
    expect(earns('breaker-reopens', breaker(short, fault))['faultMs']).toBe(60_000);
  });
  test('and with what fails anyway', () => {
    const yaml = breaker(short, 'errors: 30%');
    spares('breaker-reopens', yaml);
    earns('breaker-reopens', yaml.replace('replicas: 3', 'replicas: 3, errors: 40%'));
  });
  test('after the run there is no fault', () => {
    const yaml = breaker(short).replace('duration: 5m', 'duration: 70s');
    expect(earns('breaker-reopens', yaml)['faultMs']).toBe(10_000);
  });
});

test('a breaker’s own semaphore counts; what a fallback answers does not', () => {
  const own = '{ circuitBreaker: { like: opossum, capacity: 5 } }';
  expect(rule('breaker-counts-rejections', scenario({ stack: own }))[0]!.message).toContain(
    'its own semaphore',
  );
  const answered = '{ circuitBreaker: {} }, { fallback: [{ answer: empty }] }, { bulkhead: {} }';
  spares('breaker-counts-rejections', scenario({ stack: answered }));
});

describe('a queue longer than its callers wait', () => {
  const stack = after('2s');
  const queue = (api: string, outer = stack): string => scenario({ stack: outer, api });
  const long = 'work: 100ms, threads: 16, queue: { capacity: 1000 }';

  test('is served by its cores where these are fewer', () => {
    const api = 'work: 10ms, threads: 100, cores: 2, queue: { capacity: 1000 }';
    expect(earns('queue-beyond-timeout', queue(api))['waitMs']).toBe(5000);
  });
  test.each([
    [
      'its callers send no more than it serves',
      queue(long, `${stack}, { bulkhead: { maxConcurrentCalls: 16 } }`),
    ],
    [
      'its own bulkhead keeps it short',
      queue(`${long}, patterns: [{ bulkhead: { maxConcurrentCalls: 32 } }]`),
    ],
    [
      'its own timeout ends the wait',
      queue(`${long}, patterns: [{ timeout: { after: 1s, cancel: interrupt } }]`),
    ],
    [
      'who leaves takes the request along',
      queue(long, '{ timeout: { after: 2s, cancel: interrupt } }'),
    ],
    ['the newest come first', queue(long.replace('1000 }', '1000, order: lifo }'))],
    ['who is late is not served', `deadlines: propagate${queue(long)}`],
  ])('but not where %s', (_what, yaml) => spares('queue-beyond-timeout', yaml));

  // Each found in a run with the callee 50 times as slow for a while: hundreds were abandoned.
  test.each([
    ['a timeout inside the bulkhead frees its slots', `{ bulkhead: {} }, ${stack}`, ''],
    ['a hedge inside sends more', `${stack}, { bulkhead: {} }, { hedge: { after: 1s } }`, ''],
    ['its own timeout leaves them in line', stack, ', patterns: [{ timeout: { after: 1s } }]'],
  ])('and where %s', (_what, outer, own) => {
    expect(earns('queue-beyond-timeout', queue(`${long}${own}`, outer))['ahead']).toBe(1000);
  });

  test('says who serves it, whatever the figures', () => {
    const odd = 'work: 7ms, threads: 3, queue: { capacity: 777 }';
    const [finding] = rule('queue-beyond-timeout', queue(odd, after('1s')));
    expect(finding!.message).toContain('(777 × 7 ms ÷ 3 threads)');
    expect(finding!.figures).toMatchObject({ capacity: 777, ahead: 777, meanMs: 7, threads: 3 });
    const cored = odd.replace('threads: 3', 'threads: 30, cores: 3');
    const [other] = rule('queue-beyond-timeout', queue(cored, after('1s')));
    expect(other!.message).toContain('(777 × 7 ms ÷ 3 cores)');
  });

  test('with calls that end with their timeout', () => {
    const web = 'threads: 10\n    queue: { capacity: 60 }';
    const slow = scenario({ stack: after('200ms'), web, api: 'work: 3s, queue: { capacity: 0 }' });
    spares('queue-beyond-timeout', shop(after('2s'), slow));
  });
});

describe('retries above retries', () => {
  const inner = '{ retry: {} }';

  test('around a fallback whose call has its own', () => {
    const stack = `{ retry: {} }, { fallback: [{ call: db, patterns: [${inner}] }] }`;
    expect(earns('nested-retries', scenario({ stack, more: '  db: {}' }))['product']).toBe(9);
  });
  test('multiply only where the outer one tries that again', () => {
    const yaml = shop(
      '{ retry: { retryOn: [refused, connect-timeout] } }',
      scenario({ stack: inner }),
    );
    spares('nested-retries', yaml);
    expect(earns('nested-retries', yaml.replace('refused,', 'error,'))['product']).toBe(9);
  });
  test('all with budgets need none', () => {
    const budget = '{ retry: { budget: {} } }';
    const [finding] = rule('nested-retries', shop(budget, scenario({ stack: budget })));
    expect(finding!.why).not.toContain('budget');
  });
});

test('a bulkhead does not fill a callee that needs no threads for those who wait', () => {
  const stack = '{ bulkhead: { maxConcurrentCalls: 50 } }';
  const api = 'async: true, threads: 4, work: 1ms';
  spares('bulkhead-too-wide', scenario({ stack, api }));
  expect(earns('bulkhead-too-wide', scenario({ stack, api: api.slice(13) }))['most']).toBe(50);
});
