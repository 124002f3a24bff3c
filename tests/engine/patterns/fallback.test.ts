import { describe, expect, test } from 'vitest';
import { callers, fates, simulate, specOf } from '../../simulate.ts';

/** Calls of a client through that stack; `more` holds further services and faults. */
const through = (stack: string, atMs: readonly number[], more = '', api = 'work: 10ms'): string => `
duration: 1s
clients: ${callers(`[{ call: api, ${stack} }]`, ...atMs)}
services:
  api: { ${api} }
${more}`;

const SPARES = `  cache: { work: 2ms }
  mirror: { work: 3ms }
`;
const failing = (...ids: string[]): string =>
  `faults: [${ids.map((id) => `{ at: 0, on: ${id}, errors: 1 }`).join(', ')}]`;

describe('an answer', () => {
  test('takes the place of a failure, costs no time and makes the outcome degraded', () => {
    const result = simulate(through('fallback: popular', [0], failing('api')));
    expect(fates(result)).toEqual({ a: 'degraded at 10' });
    expect(result.links['a->api']).toMatchObject({
      calls: 1,
      degraded: 1,
      failed: 0,
      patterns: [{ pattern: 'fallback', used: 1 }],
    });
    expect(result.clients['a']).toMatchObject({ degraded: 1, failures: {}, causes: {} });
    expect(result.clients['a']!.latencyMs.count).toBe(1);
  });

  test('is not needed by what succeeds', () => {
    const result = simulate(through('fallback: popular', [0]));
    expect(fates(result)).toEqual({ a: 'ok at 10' });
    expect(result.links['a->api']!.patterns[0]).toMatchObject({ used: 0 });
  });

  test('answers every reason, rejections of the same stack too', () => {
    const rejecting = [
      'bulkhead: { maxConcurrentCalls: 0 }',
      'circuitBreaker: { initialState: FORCED_OPEN }',
      'timeout: { after: 1ms }',
    ];
    for (const pattern of rejecting) {
      const stack = `fallback: word, patterns: [{ ${pattern} }]`;
      expect(fates(simulate(through(stack, [0])))['a']).toMatch(/^degraded/);
    }
    for (const fault of ['refuse: true', 'crash: 1', 'permanentErrors: 1'])
      expect(
        fates(simulate(through('fallback: word', [0], `faults: [{ at: 0, on: api, ${fault} }]`)))[
          'a'
        ],
      ).toMatch(/^degraded/);
  });

  test('in every spelling', () => {
    for (const stack of [
      'fallback: word',
      'fallback: [word]',
      'fallback: [{ answer: word }]',
      'patterns: [{ fallback: [word] }]',
      'patterns: [{ fallback: { try: [{ answer: word }] } }]',
    ])
      expect(fates(simulate(through(stack, [0], failing('api'))))).toEqual({ a: 'degraded at 10' });
  });
});

describe('calls', () => {
  test('are tried in order; what the first good one says is degraded', () => {
    const stack = 'fallback: [{ call: cache }, { call: mirror }, { answer: word }]';
    const run = (...down: string[]) => simulate(through(stack, [0], SPARES + failing(...down)));
    expect(fates(run('api'))).toEqual({ a: 'degraded at 12' });
    expect(fates(run('api', 'cache'))).toEqual({ a: 'degraded at 15' });
    const all = run('api', 'cache', 'mirror');
    expect(fates(all)).toEqual({ a: 'degraded at 15' });
    expect(all.links).toMatchObject({
      'a->api': { calls: 1, attempts: 1, degraded: 1 },
      'a->cache': { calls: 1, failed: 1 },
      'a->mirror': { calls: 1, failed: 1 },
    });
    expect(run('api').links['a->mirror']!.calls).toBe(0);
  });

  test('when all have failed, the call fails as the last one did', () => {
    const stack = 'fallback: [{ call: cache }, { call: mirror }]';
    const more = `${SPARES}faults:
  - { at: 0, on: api, errors: 1 }
  - { at: 0, on: cache, errors: 1 }
  - { at: 0, on: mirror, permanentErrors: 1 }`;
    expect(fates(simulate(through(stack, [0], more)))).toEqual({ a: 'permanent at 15' });
  });

  test('have stacks, latency and fallbacks of their own', () => {
    const cache =
      '{ call: cache, latency: 5ms, patterns: [{ timeout: { after: 4ms } }], fallback: word }';
    const result = simulate(through(`fallback: [${cache}]`, [0], SPARES + failing('api')));
    expect(fates(result)).toEqual({ a: 'degraded at 14' });
    expect(result.links['a->cache']).toMatchObject({ degraded: 1, failed: 0 });
  });

  test('can go to the callee itself again, as another link', () => {
    const again = '{ call: api, name: second }';
    const more = 'faults: [{ at: 0, for: 11ms, on: api, errors: 1 }]';
    const result = simulate(through(`fallback: [${again}]`, [0], more));
    expect(fates(result)).toEqual({ a: 'degraded at 20' });
    expect(result.links['second']).toMatchObject({ calls: 1, succeeded: 1 });
  });

  test('end with the request when its caller has left', () => {
    const stack = 'patterns: [{ timeout: { after: 11ms } }, { fallback: [{ call: cache }] }]';
    const result = simulate(through(stack, [0], SPARES + failing('api')));
    expect(fates(result)).toEqual({ a: 'timeout at 11' });
    expect(result.services['cache']).toMatchObject({ arrived: 1, completed: 1, abandoned: 1 });
    const early = stack.replace('11ms', '9ms');
    const never = simulate(through(early, [0], SPARES + failing('api')));
    expect(never.services['cache']!.arrived).toBe(0);
  });

  test('are stopped when the caller interrupts', () => {
    const timeout = '{ timeout: { after: 11ms, cancel: interrupt } }';
    const stack = `patterns: [${timeout}, { fallback: [{ call: cache }] }]`;
    const result = simulate(through(stack, [0], SPARES + failing('api')));
    expect(result.services['cache']).toMatchObject({ failures: { cancelled: 1 }, inHand: 0 });
  });
});

describe('degraded', () => {
  test('goes all the way up, as a success for patterns', () => {
    const result = simulate(`
duration: 1s
clients: ${callers('[{ call: gw, patterns: [{ retry: {} }] }]', 0)}
services:
  gw: { steps: [{ call: mid }] }
  mid: { steps: [{ call: api, fallback: word }] }
  api: { work: 10ms, errors: 1 }`);
    expect(fates(result)).toEqual({ a: 'degraded at 10' });
    expect(result.links).toMatchObject({
      'a->gw': { calls: 1, attempts: 1, degraded: 1 },
      'gw->mid': { degraded: 1, succeeded: 0 },
      'mid->api': { degraded: 1 },
    });
    expect(result.services).toMatchObject({ mid: { completed: 1 }, gw: { completed: 1 } });
  });

  test('a request that fails later is failed, and not degraded', () => {
    const result = simulate(`
duration: 1s
clients: ${callers('gw', 0)}
services:
  gw: { steps: [{ call: api, fallback: word }, { call: other }] }
  api: { errors: 1 }
  other: { errors: 1 }`);
    expect(fates(result)).toEqual({ a: 'error at 0: gw->other: error' });
  });
});

describe('with others', () => {
  const FALLBACK = '{ fallback: [word] }';
  const order = (outer: string, inner: string) =>
    simulate(through(`patterns: [${outer}, ${inner}]`, [0, 15, 30], failing('api')));

  test('outside a retry it comes last, inside it leaves nothing to try again', () => {
    const retry = '{ retry: { maxAttempts: 3, backoff: none } }';
    expect(order(FALLBACK, retry).services['api']!.arrived).toBe(9);
    expect(order(retry, FALLBACK).services['api']!.arrived).toBe(3);
    expect(fates(order(FALLBACK, retry))['a']).toBe('degraded at 30');
  });

  test('outside a breaker it hides the open circuit, inside it keeps it closed', () => {
    const one = `
duration: 1s
clients: ${callers('gw', 0, 15, 30)}
services:
  gw: { steps: [{ call: api, patterns: [PATTERNS] }] }
  api: { work: 10ms }
${failing('api')}`;
    const breaker = '{ circuitBreaker: { slidingWindowSize: 2, minimumNumberOfCalls: 2 } }';
    const outside = simulate(one.replace('PATTERNS', `${FALLBACK}, ${breaker}`));
    expect(outside.services['api']!.arrived).toBe(2);
    expect(fates(outside)['c']).toBe('degraded at 30');
    const inside = simulate(one.replace('PATTERNS', `${breaker}, ${FALLBACK}`));
    expect(inside.services['api']!.arrived).toBe(3);
    expect(inside.transitions).toEqual([]);
  });

  test('two fallbacks: the inner one answers', () => {
    const result = order('{ fallback: [one] }', '{ fallback: [two] }');
    expect(result.links['a->api']!.patterns).toMatchObject([{ used: 0 }, { used: 1 }]);
  });

  test('with calls it splits: attempts below a retry inside are still counted once each', () => {
    const stack =
      'patterns: [{ fallback: [{ call: cache }] }, { retry: { maxAttempts: 2, backoff: none } }]';
    const result = simulate(through(stack, [0], SPARES + failing('api')));
    expect(result.links['a->api']).toMatchObject({ calls: 1, attempts: 2, degraded: 1 });
    const swapped =
      'patterns: [{ retry: { maxAttempts: 2, backoff: none } }, { fallback: [{ call: cache }] }]';
    const other = simulate(through(swapped, [0], SPARES + failing('api', 'cache')));
    expect(other.links['a->api']).toMatchObject({ calls: 1, attempts: 2, failed: 1 });
    expect(other.services['cache']!.arrived).toBe(2);
  });
});

test('on a service it answers for work that failed, and for a full queue', () => {
  const door = (api: string, more = '') =>
    simulate(`
duration: 1s
clients: ${callers('api', 0, 1)}
services: { api: { work: 10ms, patterns: [{ fallback: [word] }], ${api} } }
${more}`);
  expect(fates(door('errors: 1'))).toEqual({ a: 'degraded at 10', b: 'degraded at 11' });
  const full = door('threads: 1, queue: { capacity: 0 }');
  expect(fates(full)).toEqual({ a: 'ok at 10', b: 'degraded at 1' });
  expect(full.services['api']).toMatchObject({ arrived: 2, completed: 2, rejected: 0 });
});

test.each([
  'plan-b',
  '{ answer: plan-b }',
  '[plan-b]',
  '[{ answer: plan-b }]',
  '{ call: spare }',
  '[{ call: spare }]',
])('what to try is one thing or a list: %s', (tries) => {
  const { fallback } = specOf(`
duration: 1s
clients:
  a: { load: { users: 1 }, steps: [{ call: s, patterns: [{ fallback: { try: ${tries} } }] }] }
services: { s: {}, spare: {} }`).clients['a']!.steps.flatMap((step) =>
    'call' in step ? step.patterns : [],
  )[0]!;
  expect(fallback!['try']).toMatchObject([
    tries.includes('spare') ? { call: 'spare' } : { answer: 'plan-b' },
  ]);
});
