/** Advice on limits of libraries: those that limit nothing, are not reached, or hold too long. */
import { expect, test } from 'vitest';
import type { Finding } from '../../src/scenario/advice/index.ts';
import { rule, scenario } from './advised.ts';

const AT = 'services.web.steps[0].patterns';

/** The rule's only finding. */
function earned(name: string, yaml: string): Finding {
  const findings = rule(name, yaml);
  expect(findings).toHaveLength(1);
  return findings[0]!;
}

test('threads of a Hystrix pool that never start', () => {
  const stack = (more: string) =>
    scenario({ stack: `{ bulkhead: { like: hystrix, coreSize: 5, maximumSize: 20, ${more} } }` });
  const allow = 'allowMaximumSizeToDivergeFromCoreSize: true';
  const finding = earned('limit-not-reached', stack('maxQueueSize: -1'));
  expect(finding).toMatchObject({
    path: `${AT}[0].bulkhead.maximumSize`,
    figures: { value: 20, most: 5 },
  });
  const early = earned('limit-not-reached', stack(`maxQueueSize: 5, ${allow}`));
  expect(early.why).toContain('queueSizeRejectionThreshold');
  // No queue, or one that can be full.
  for (const queue of ['maxQueueSize: -1', 'maxQueueSize: 4'])
    expect(rule('limit-not-reached', stack(`${queue}, ${allow}`))).toEqual([]);
  const plain = scenario({ stack: '{ bulkhead: { like: hystrix, coreSize: 5 } }' });
  expect(rule('limit-not-reached', plain)).toEqual([]);
});

test('Istio’s limits that limit nothing, and pending requests that wait too long', () => {
  const stack = (more: string) =>
    scenario({ stack: `{ timeout: { after: 100ms } }, { bulkhead: { like: istio, ${more} } }` });
  expect(earned('bulkhead-too-wide', stack('maxConnections: 0')).figures['most']).toBe(2 ** 32 - 1);
  const narrow = 'maxConnections: 4, http1MaxPendingRequests: 100';
  // 100 pending × 10 ms ÷ 4.
  expect(earned('hold-beyond-timeout', stack(narrow)).figures).toEqual({
    holdMs: 250,
    limitMs: 100,
  });
  expect(rule('bulkhead-too-wide', stack(narrow))).toEqual([]);
  expect(rule('hold-beyond-timeout', stack(narrow.replace('100', '30')))).toEqual([]);
});

test('callers who may wait longer for a token than they wait for an answer', () => {
  const bucket = 'capacity: 1, refill: 10/s';
  const stack = (more: string) =>
    scenario({ stack: `{ timeout: { after: 100ms } }, { rateLimiter: { ${bucket}${more} } }` });
  expect(earned('hold-beyond-timeout', stack(', maxWait: 1s')).figures['holdMs']).toBe(1000);
  expect(rule('hold-beyond-timeout', stack(''))).toEqual([]);
});
