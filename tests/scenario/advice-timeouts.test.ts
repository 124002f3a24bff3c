/** Advice on timeouts that stand at the wrong place or are too long: it is as it says. */
import { expect, test } from 'vitest';
import { simulate } from '../simulate.ts';
import { rule, scenario } from './advised.ts';

test('a timeout outside what acts on failures, and none inside', () => {
  const [timeout, retry, breaker] = [
    '{ timeout: { after: 1s } }',
    '{ retry: { maxAttempts: 3 } }',
    '{ circuitBreaker: {} }',
  ];
  const outside = scenario({ stack: [timeout, retry, breaker].join(', ') });
  const finding = rule('timeout-outside', outside)[0]!;
  expect(finding).toMatchObject({
    path: 'services.web.steps[0].patterns[0].timeout',
    figures: { limitMs: 1000 },
  });
  expect(finding.message).toContain('outside the retry and the circuit breaker');
  const inside = scenario({ stack: [retry, breaker, timeout].join(', ') });
  const both = scenario({ stack: [timeout, retry, timeout].join(', ') });
  const hedge = '{ hedge: { after: 80ms } }';
  const slow = '{ circuitBreaker: { like: resilience4j, slowCallDurationThreshold: 500ms } }';
  const [cancels, reads] = [
    '{ timeout: { after: 1s, cancel: interrupt } }',
    '{ timeout: { read: 1s } }',
  ];
  const others = [
    [timeout],
    [timeout, hedge],
    [timeout, slow],
    [cancels, breaker],
    [reads, retry],
    [timeout, '{ retry: { maxAttempts: 3, retryOn: [refused] } }'],
  ].map((stack) => scenario({ stack: stack.join(', ') }));
  for (const fine of [inside, both, ...others]) expect(rule('timeout-outside', fine)).toEqual([]);
  // It is as it says: a callee that hangs is neither retried nor held against.
  const hung = '\nfaults: [{ at: 10s, for: 60s, on: api, slow: 500x }]';
  const ofApi = (yaml: string) => simulate(`${yaml}${hung}`).links['web->api']!;
  expect(ofApi(outside)).toMatchObject({
    amplification: 1,
    failures: { timeout: expect.any(Number) },
  });
  expect(ofApi(inside).failures['circuit-open']).toBeGreaterThan(100);
});

test('too long a timeout or open time: a shorter one ends what outlives its cause', () => {
  const hung = (after: string) =>
    simulate(
      scenario({
        stack: `{ timeout: { after: ${after} } }`,
        more: 'faults: [{ at: 1m, for: 5s, on: web->api, drop: 100% }]',
      }),
    ).clients['shop']!.latencyMs.p99!;
  // All wait for as long as the threads are held.
  expect(hung('30s') / hung('5s')).toBeGreaterThan(3);
  // From the fault on, 20/s are rejected for as long as it stays open.
  const rejected = (ms: string) =>
    simulate(
      scenario({
        stack: `{ circuitBreaker: { like: gobreaker, timeout: ${ms} } }`,
        more: 'faults: [{ at: 1m, for: 1s, on: api, errors: 100% }]',
      }),
    ).links['web->api']!.failures['circuit-open']!;
  expect(rejected('60s') / rejected('10s')).toBeGreaterThan(4);
});
