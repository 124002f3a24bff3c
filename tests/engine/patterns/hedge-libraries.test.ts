/** Hedging as Polly and gRPC do it: what brings the next attempt, what is answered, and when. */
import { describe, expect, test } from 'vitest';
import { callers, fates, simulate } from '../../simulate.ts';

/** What each attempt in turn finds: replicas that are bad or slow in their own way. */
const attempts = (hedge: string, faults: string, work = 10, more = '') =>
  simulate(`
duration: 10s
clients: ${callers(`[{ call: api, patterns: [{ hedge: { ${hedge} } }] }]`, 0)}
services: { api: { work: ${work}ms, replicas: 4${more} } }
faults: [${faults}]`);
const fate = (...args: Parameters<typeof attempts>) => fates(attempts(...args))['a'];
const sent = (...args: Parameters<typeof attempts>) => attempts(...args).links['a->api']!.attempts;

const SLOW = '{ at: 0, on: api, slow: 10x }';
const FIRST_SLOW = '{ at: 0, on: api, slow: 10x, replicas: 1 }';
const BAD = '{ at: 0, on: api, errors: 1 }';
const FIRST_BAD = '{ at: 0, on: api, errors: 1, replicas: 1 }';

describe('Polly', () => {
  test('one attempt more after two seconds by default', () => {
    expect(sent('like: polly', SLOW, 300)).toBe(2);
    expect(sent('like: polly', '', 1999)).toBe(1);
    expect(sent('like: polly', '', 2001)).toBe(2);
  });

  test('in latency mode the next one is sent after each delay', () => {
    const hedge = 'like: polly, maxHedgedAttempts: 3, delay: 20ms';
    expect(sent(hedge, SLOW)).toBe(4);
    expect(fate(hedge, FIRST_SLOW)).toBe('ok at 30');
    expect(sent(hedge, FIRST_SLOW)).toBe(2);
  });

  test('a delay of 0 sends all at once', () => {
    const hedge = 'like: polly, maxHedgedAttempts: 3, delay: 0';
    expect(sent(hedge, '')).toBe(4);
    expect(fate(hedge, FIRST_SLOW)).toBe('ok at 10');
  });

  test('a negative one waits for a failure that is handled', () => {
    const hedge = 'like: polly, maxHedgedAttempts: 3, delay: -1';
    expect(sent(hedge, SLOW)).toBe(1);
    expect(fate(hedge, SLOW)).toBe('ok at 100');
    expect(fate(hedge, FIRST_BAD)).toBe('ok at 20');
    expect(sent(hedge, BAD)).toBe(4);
    expect(fate(hedge, BAD)).toBe('error at 40');
  });

  test('a handled failure brings the next attempt forward; its delay counts from then', () => {
    const hedge = 'like: polly, maxHedgedAttempts: 2, delay: 50ms';
    expect(fate(hedge, FIRST_BAD)).toBe('ok at 20');
    // The first fails at 10; the second, sent then, is slow; the third follows at 60.
    const slow = `${FIRST_BAD}, { at: 5ms, for: 40ms, on: api, slow: 10x }`;
    expect(fate(hedge, slow)).toBe('ok at 70');
    expect(sent(hedge, slow)).toBe(3);
  });

  test('a failure that is not handled is the outcome at once', () => {
    const hedge = 'like: polly, maxHedgedAttempts: 2, delay: 50ms, shouldHandle: timeout';
    expect(fate(hedge, FIRST_BAD)).toBe('error at 10');
    expect(sent(hedge, FIRST_BAD)).toBe(1);
    // It ends the call although another attempt is still under way.
    const second = '{ at: 0, on: api, slow: 10x, replicas: 1 }, { at: 5ms, on: api, errors: 1 }';
    expect(fate(hedge.replace('50ms', '20ms'), second)).toBe('error at 30');
  });

  test('when all have failed, the outcome is the first one’s, whenever that came', () => {
    const hedge = 'like: polly, maxHedgedAttempts: 2, delay: 5ms';
    // The first is slow and permanent, the others are errors that are there before it.
    const slow = `${FIRST_SLOW}, { at: 0, for: 50ms, on: api, errors: 1 }`;
    const late = '{ at: 50ms, on: api, permanentErrors: 1 }';
    expect(fate(hedge, `${slow}, ${late}`)).toBe('permanent at 100');
  });

  describe('the losers are cancelled', () => {
    const hedge = 'like: polly, delay: 30ms';

    test('on the caller’s side by default: their work goes on', () => {
      const result = attempts(hedge, FIRST_SLOW);
      expect(fates(result)).toEqual({ a: 'ok at 40' });
      expect(result.services['api']).toMatchObject({ completed: 2, abandoned: 1 });
      expect(result.links['a->api']!.failures).toEqual({});
    });
    test('and stopped, with interrupt', () => {
      const result = attempts(`${hedge}, cancel: interrupt`, FIRST_SLOW);
      expect(fates(result)).toEqual({ a: 'ok at 40' });
      expect(result.services['api']!.failures).toEqual({ cancelled: 1 });
    });
    test('one that takes no notice delays the caller', () => {
      const result = attempts(`${hedge}, cancel: none`, FIRST_SLOW);
      expect(fates(result)).toEqual({ a: 'ok at 100' });
      expect(result.services['api']).toMatchObject({ completed: 2, abandoned: 0 });
    });
    test('whatever it then answers', () => {
      const late = `${FIRST_SLOW}, { at: 50ms, on: api, errors: 1 }`;
      expect(fate(`${hedge}, cancel: none`, late)).toBe('ok at 100');
      const bad = `${hedge}, cancel: none, maxHedgedAttempts: 2, shouldHandle: timeout`;
      // The second fails at 40, which is not handled; the first is waited for all the same.
      const second = `${FIRST_SLOW}, { at: 35ms, for: 10ms, on: api, errors: 1 }`;
      expect(fate(bad, second)).toBe('error at 100');
    });
    test('but not one who has a timeout around it', () => {
      const stack = `{ timeout: { after: 60ms } }, { hedge: { ${hedge}, cancel: none } }`;
      const result = simulate(`
duration: 1s
clients: ${callers(`[{ call: api, patterns: [${stack}] }]`, 0)}
services: { api: { work: 10ms, replicas: 2 } }
faults: [${FIRST_SLOW}]`);
      expect(fates(result)).toEqual({ a: 'timeout at 60' });
      expect(result.links['a->api']).toMatchObject({ attempts: 2, inFlight: 0 });
    });
  });
});

describe('gRPC', () => {
  const hedge = (more: string, nonFatal = 'error') =>
    `like: grpc, nonFatalStatusCodes: [${nonFatal}], ${more}`;

  test('attempt i is sent i delays after the first; all at once without a delay', () => {
    expect(sent(hedge('maxAttempts: 4'), '')).toBe(4);
    expect(sent(hedge('maxAttempts: 4, hedgingDelay: 30ms'), SLOW)).toBe(4);
    expect(sent(hedge('maxAttempts: 4, hedgingDelay: 49ms'), SLOW)).toBe(3);
  });

  test('five attempts at most', () => {
    expect(sent(hedge('maxAttempts: 9'), '')).toBe(5);
    expect(sent(hedge('maxAttempts: 5'), '')).toBe(5);
  });

  test('a fatal failure is the outcome at once, and so is any when none is named', () => {
    const late = 'maxAttempts: 3, hedgingDelay: 50ms';
    expect(fate(hedge(late, 'timeout'), FIRST_BAD)).toBe('error at 10');
    expect(fate(hedge(late, ''), FIRST_BAD)).toBe('error at 10');
    expect(sent(hedge(late, ''), FIRST_BAD)).toBe(1);
  });

  test('a non-fatal failure sends the next at once', () => {
    expect(fate(hedge('maxAttempts: 3, hedgingDelay: 500ms'), FIRST_BAD)).toBe('ok at 20');
  });

  test('when all have failed, the outcome is the last one’s', () => {
    const both = hedge('maxAttempts: 2, hedgingDelay: 5ms', 'error, permanent');
    const faults = `${FIRST_SLOW}, { at: 0, for: 50ms, on: api, errors: 1 }`;
    expect(fate(both, `${faults}, { at: 50ms, on: api, permanentErrors: 1 }`)).toBe(
      'permanent at 100',
    );
    const other = `${FIRST_BAD}, { at: 11ms, on: api, permanentErrors: 1 }`;
    expect(fate(both, other)).toBe('permanent at 15');
  });

  describe('throttled', () => {
    const throttled = (more: string) =>
      hedge(`maxAttempts: 3, hedgingDelay: 50ms, retryThrottling: { ${more} }`);

    test('a failure that leaves half of the tokens sends nothing more', () => {
      expect(sent(throttled('maxTokens: 10, tokenRatio: 0.1'), BAD)).toBe(3);
      expect(sent(throttled('maxTokens: 4, tokenRatio: 0.1'), BAD)).toBe(2);
      expect(sent(throttled('maxTokens: 2, tokenRatio: 0.1'), BAD)).toBe(1);
      expect(fate(throttled('maxTokens: 2, tokenRatio: 0.1'), BAD)).toBe('error at 10');
    });

    test('nor does a late answer; those under way are waited for', () => {
      const policy = throttled('maxTokens: 2, tokenRatio: 0.5');
      const yaml = (ms: number) => `
duration: 1s
clients: ${callers(`[{ call: api, patterns: [{ hedge: { ${policy} } }] }]`, 0, 20)}
services: { api: { work: ${ms}ms, threads: 9 } }
faults: [{ at: 0, for: 15ms, on: a->api, refuse: true }]`;
      // The refusal is fatal: it takes no token.
      expect(simulate(yaml(200)).links['b->api']!.attempts).toBe(3);
      const nonFatal = yaml(200).replaceAll('[error]', '[error, refused]');
      const result = simulate(nonFatal.replaceAll('a->api', 'b->api').replace('15ms', '30ms'));
      // One token is left of two: neither the failure at 20 nor the delay sends another.
      expect(result.links['b->api']).toMatchObject({ attempts: 1, failures: { refused: 1 } });
      expect(fates(result)['b']).toBe('refused at 20');
    });
  });

  test('a push-back sets the time of the next attempt, and the delay goes on from there', () => {
    const policy = hedge('maxAttempts: 2, hedgingDelay: 3s', 'rate-limited');
    // The second caller is refused at 100 and told to come in 900 ms.
    const result = simulate(`
duration: 10s
clients: ${callers(`[{ call: api, patterns: [{ hedge: { ${policy} } }] }]`, 0, 100)}
services:
  api: { work: 5s, threads: 9, patterns: [{ rateLimiter: { capacity: 1, refill: 1/s } }] }`);
    expect(fates(result)['b']).toBe('ok at 6000');
    expect(result.links['b->api']!.attempts).toBe(2);
  });

  test('the push-back is not waited for in vain: what fails meanwhile may throttle it', () => {
    const policy = hedge(
      'maxAttempts: 3, hedgingDelay: 9s, retryThrottling: { maxTokens: 4, tokenRatio: 0.1 }',
      'rate-limited',
    );
    const result = simulate(`
duration: 10s
clients: { web: { load: { users: 3, iterations: 1 }, steps: [{ work: 100ms }, { call: gw }] } }
services:
  gw: { threads: 9, steps: [{ call: api, patterns: [{ hedge: { ${policy} } }] }] }
  api: { work: 5s, threads: 9, patterns: [{ rateLimiter: { capacity: 1, refill: 1/s } }] }`);
    // Three tokens are left after the first refusal, so it waits for a second; after the other two
    // are left, half of them: that one fails at once, and the first when its time has come.
    const { attempts, failures, failedLatencyMs } = result.links['gw->api']!;
    expect([attempts, failures]).toEqual([3, { 'rate-limited': 2 }]);
    expect(failedLatencyMs).toMatchObject({ max: 1000, count: 2 });
  });
});
