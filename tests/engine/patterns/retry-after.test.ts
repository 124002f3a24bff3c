/** A callee that refuses a call may say when to come back: who listens, and how. */
import { describe, expect, test } from 'vitest';
import { callers, fates, simulate, started } from '../../simulate.ts';

/** Callers at these instants of a service with a bucket of one token, which takes 1 s to fill. */
const limited = (retry: string, atMs: readonly number[], more = ''): string => `
duration: 100s
clients: ${callers(`[{ call: api, patterns: [{ retry: { ${retry} } }]${more} }]`, ...atMs)}
services:
  api: { work: 0, patterns: [{ rateLimiter: { capacity: 1, refill: 1/s } }] }`;

const ended = (retry: string, more?: string) =>
  fates(simulate(limited(retry, [0, 250], more)))['b']!;

describe('Polly', () => {
  const retry = 'like: polly, delay: 10ms, maxRetryAttempts: 1';

  test('waits as long as the callee asks for where the HTTP options say so', () => {
    expect(ended(`${retry}, shouldRetryAfterHeader: true`)).toBe('ok at 1000');
    // Beyond the longest delay too: the generator's delay is not clamped.
    expect(ended(`${retry}, shouldRetryAfterHeader: true, maxDelay: 20ms`)).toBe('ok at 1000');
  });
  test('and takes no notice otherwise', () => {
    expect(ended(retry)).toBe('rate-limited at 260');
  });
});

test('go-retryablehttp waits as long as the callee asks for, beyond its longest delay', () => {
  const retry = 'like: go-retryablehttp, RetryMax: 1, RetryWaitMin: 10ms, RetryWaitMax: 20ms';
  expect(ended(retry)).toBe('ok at 1000');
});

test('AWS keeps the wish between its own delay and 5 s more', () => {
  // The first delay after throttling is below 1 s, the wish 0.75 s.
  const soon = ended('like: aws-standard, maxAttempts: 2');
  expect(Number(soon.replace('ok at ', ''))).toBeGreaterThanOrEqual(1000);
  const slow = (refill: string) =>
    fates(simulate(limited('like: aws-standard, maxAttempts: 2', [0, 250]).replace('1/s', refill)))[
      'b'
    ]!;
  // A token takes 100 s: 99.75 s are asked for, at most the delay and 5 s are waited.
  const late = Number(/at (.*)/.exec(slow('0.01/s'))![1]);
  expect(late).toBeGreaterThanOrEqual(250 + 5000);
  expect(late).toBeLessThan(250 + 6000);
  expect(slow('0.01/s')).toMatch(/^rate-limited/);
});

describe('gRPC', () => {
  const policy = 'like: grpc, initialBackoff: 100ms, maxBackoff: 10s, backoffMultiplier: 2';

  test('obeys the push-back to the instant', () => {
    expect(ended(`${policy}, maxAttempts: 2`)).toBe('ok at 1000');
  });
  test('and begins its back-off anew after it', () => {
    const run = started(`
duration: 10s
clients: ${callers(`[{ call: api, patterns: [{ retry: { ${policy}, maxAttempts: 5 } }] }]`, 500)}
services:
  api: { work: 0, errors: 1, patterns: [{ rateLimiter: { capacity: 1, refill: 1/s } }] }`);
    const attempts = (untilMs: number) => {
      run.advance(untilMs);
      return run.result().links['a->api']!.attempts;
    };
    // An error at 500, refused 80 to 120 ms later and told to come at 1500, an error then.
    expect([579, 621, 1499, 1501].map(attempts)).toEqual([1, 2, 2, 3]);
    // Again 80 to 120 ms, not twice that.
    expect([1579, 1621, 2499, 2501].map(attempts)).toEqual([3, 4, 4, 5]);
  });
});

describe('Envoy', () => {
  const retry = 'like: envoy, retryOn: rate-limited, numRetries: 1';

  test('listens only with rateLimitedRetryBackOff, and adds up to half', () => {
    expect(ended(retry)).toMatch(/^rate-limited at 2[5-7]\d/);
    const found = Number(ended(`${retry}, rateLimitedRetryBackOff: {}`).replace('ok at ', ''));
    expect(found).toBeGreaterThanOrEqual(250 + 750);
    expect(found).toBeLessThan(250 + 1125);
    expect(Number.isInteger(found)).toBe(true);
  });
  test('passes over a wish that is too long', () => {
    const short = 'rateLimitedRetryBackOff: { maxInterval: 749ms }';
    expect(ended(`${retry}, ${short}`)).toMatch(/^rate-limited at 2[5-7]\d/);
    expect(ended(`${retry}, ${short.replace('749', '750')}`)).toMatch(/^ok/);
  });
});

describe('the wish', () => {
  const listens = 'like: polly, delay: 10ms, maxRetryAttempts: 1, shouldRetryAfterHeader: true';

  test('travels with the answer, and counts from when that is there', () => {
    // The first takes the token at 100; the second comes at 350, is asked for 750 ms, knows at 450.
    expect(ended(listens, ', latency: 100ms')).toBe('ok at 1400');
  });

  test('of a limiter in the same stack is not the callee’s', () => {
    const stack = `[{ retry: { ${listens} } }, { rateLimiter: { capacity: 1, refill: 1/s } }]`;
    const result = simulate(`
duration: 10s
clients: { web: { load: { users: 2, iterations: 1 }, steps: [{ call: api, patterns: ${stack} }] } }
services: { api: { work: 0 } }`).clients['web']!;
    expect(result.failures).toEqual({ 'rate-limited': 1 });
    expect(result.failedLatencyMs.max).toBe(10);
  });

  test('goes no further than the direct caller', () => {
    const result = simulate(`
duration: 10s
clients: ${callers(`[{ call: gw, patterns: [{ retry: { ${listens} } }] }]`, 0, 250)}
services:
  gw: { steps: [{ call: api }] }
  api: { work: 0, patterns: [{ rateLimiter: { capacity: 1, refill: 1/s } }] }`);
    expect(fates(result)['b']).toBe('error at 260: gw->api: rate-limited');
  });

  test('of an earlier attempt is forgotten', () => {
    // Refused at 250, told 750 ms; the second attempt at 1000 fails by itself: 10 ms.
    const two = listens.replace('maxRetryAttempts: 1', 'maxRetryAttempts: 2');
    const yaml = `${limited(two, [0, 250])}\nfaults: [{ at: 500ms, on: b->api, errors: 1 }]`;
    expect(fates(simulate(yaml))['b']).toBe('rate-limited at 1010');
  });

  test('reaches a retry around a hedge', () => {
    const stack = `{ retry: { ${listens} } }, { hedge: { after: 5s } }`;
    const yaml = limited('', [0, 250]).replaceAll('{ retry: {  } }', stack);
    // The hedge sends its second attempt at once; it is refused as well.
    expect(fates(simulate(yaml))['b']).toBe('ok at 1000');
  });
});

describe('retryAfter of bulkheads and of load shedding', () => {
  const BULKHEADS = [
    'maxConcurrentCalls: 1',
    'like: resilience4j-threadpool, coreThreadPoolSize: 1, maxThreadPoolSize: 1, queueCapacity: 0',
    'like: polly, permitLimit: 1',
    'like: cockatiel, limit: 1',
    'like: hikari, maximumPoolSize: 1, connectionTimeout: 250ms',
    'like: sqlalchemy, poolSize: 1, maxOverflow: 0, poolTimeout: 0',
    'like: envoy, maxConnections: 1, maxPendingRequests: 0',
    'like: istio, http2MaxRequests: 1',
    'like: hystrix, coreSize: 1',
  ];
  /** Two callers of a service that takes 500 ms for each and one at a time. */
  const busy = (pattern: string, retry: string, more = ''): string => `
duration: 100s
clients: ${callers(`[{ call: api, patterns: [{ retry: { ${retry} } }] }]`, 0, 20)}
services:
  api: { work: 500ms, threads: 1, queue: { capacity: 9 }, patterns: [{ ${pattern} }] }
${more}`;
  const second = (pattern: string, retry: string, more?: string) =>
    fates(simulate(busy(pattern, retry, more)))['b']!;
  const retryOn = 'shouldHandle: [bulkhead-full, shed]';
  const deaf = `like: polly, delay: 10ms, maxRetryAttempts: 1, ${retryOn}`;
  const listens = `${deaf}, shouldRetryAfterHeader: true`;

  test.each(BULKHEADS)('bulkhead: { %s }', (limits) => {
    // Hikari refuses after its wait, the others at once.
    const refusedMs = limits.includes('hikari') ? 20 + 250 : 20;
    const bulkhead = `bulkhead: { ${limits}, retryAfter: 700ms }`;
    expect(second(bulkhead, listens)).toBe(`ok at ${refusedMs + 700 + 500}`);
    expect(second(bulkhead, deaf)).not.toBe(second(bulkhead, listens));
    expect(second(`bulkhead: { ${limits} }`, listens)).toBe(second(bulkhead, deaf));
  });

  test('load shedding', () => {
    const loadShed = 'loadShed: { from: 0, until: 50%, smoothing: 0, retryAfter: 700ms }';
    expect(second(loadShed, listens)).toBe('ok at 1220');
    expect(second(loadShed, deaf)).toBe('shed at 30');
  });

  test('the plain retry does not listen, others do', () => {
    const bulkhead = 'bulkhead: { maxConcurrentCalls: 1, retryAfter: 700ms }';
    const plain = 'maxAttempts: 2, base: 10ms, jitter: none, retryOn: bulkhead-full';
    expect(second(bulkhead, plain)).toBe('bulkhead-full at 30');
    const http = 'like: go-retryablehttp, RetryMax: 1, RetryWaitMin: 10ms, RetryWaitMax: 20ms';
    expect(second(bulkhead, http)).toBe('ok at 1220');
  });

  test('0 asks for a retry at once, and an edit counts from then on', () => {
    const bulkhead = (ms: number) => `bulkhead: { maxConcurrentCalls: 1, retryAfter: ${ms}ms }`;
    expect(second(bulkhead(0), listens)).toBe('bulkhead-full at 20');
    const set = 'services.api.patterns[0].bulkhead.retryAfter';
    const edits = `edits: [{ at: 10ms, set: "${set}", to: 900ms }]`;
    expect(second(bulkhead(0), listens, edits)).toBe('ok at 1420');
  });

  test('on a call, a bulkhead says nothing to the retry around it, whoever waited', () => {
    const stack = (limits: string) =>
      `[{ retry: { ${listens} } }, { bulkhead: { ${limits}, retryAfter: 700ms } }]`;
    const ends = (limits: string) => {
      const clients = '{ load: { users: 2, iterations: 1 }, steps: [{ call: api, patterns: ';
      const result = simulate(`
duration: 10s
clients: { web: ${clients}${stack(limits)} }] } }
services: { api: { work: 500ms, threads: 9 } }`).clients['web']!;
      expect(result.failures).toEqual({ 'bulkhead-full': 1 });
      return result.failedLatencyMs.max;
    };
    expect(ends('maxConcurrentCalls: 1')).toBe(10);
    expect(ends('maxConcurrentCalls: 1, maxWaitDuration: 50ms')).toBe(110);
  });
});
