/** Breakers at work: whose state it is, what the log of transitions says, crashes and edits. */
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../../src/engine/index.ts';
import { callers, fates, simulate } from '../../simulate.ts';

/** As `12 web->api#1 closed → open`. */
const changes = ({ transitions }: RunResult): string[] =>
  transitions
    .filter(({ link }) => link !== null)
    .map((t) => `${t.atMs} ${t.link}#${t.replica ?? 'all'} ${t.from} → ${t.to}`);

/** A caller `gw` whose breaker opens at the second failure of two calls. */
const behind = (patterns: string, more: string, ...atMs: number[]): string => `
duration: 1s
clients: ${callers('gw', ...atMs)}
services:
  gw: { threads: 100, steps: [{ call: api, patterns: [${patterns}] }] }
  api: { work: 5ms, threads: 100 }
${more}`;

const TWO = 'slidingWindowSize: 2, minimumNumberOfCalls: 2, waitDurationInOpenState: 100ms';
const breaker = (more = ''): string =>
  `circuitBreaker: { ${TWO}, permittedNumberOfCallsInHalfOpenState: 1${more} }`;
const DOWN = 'faults: [{ at: 0, for: 50ms, on: api, errors: 1 }]';

test('it opens, refuses without calling, probes after the open time, and closes', () => {
  const result = simulate(behind(breaker(), DOWN, 0, 10, 20, 114, 115, 116, 125));
  expect(fates(result)).toEqual({
    a: 'error at 5: gw->api: error',
    b: 'error at 15: gw->api: error',
    c: 'error at 20: gw->api: circuit-open',
    d: 'error at 114: gw->api: circuit-open',
    // The open time is over strictly after 115 ms.
    e: 'error at 115: gw->api: circuit-open',
    f: 'ok at 121',
    g: 'ok at 130',
  });
  expect(result.transitions).toEqual([
    {
      atMs: 15,
      link: 'gw->api',
      replica: 1,
      pattern: '0:circuitBreaker',
      from: 'closed',
      to: 'open',
      why: '2 of the last 2 calls failed, threshold 50 %',
    },
    expect.objectContaining({
      atMs: 116,
      to: 'half-open',
      why: 'a call arrived after the open time',
    }),
    expect.objectContaining({
      atMs: 121,
      to: 'closed',
      why: '0 of the last 1 probes failed, threshold 50 %',
    }),
  ]);
  expect(result.services['api']!.arrived).toBe(4);
  expect(result.links['gw->api']!.patterns[0]).toMatchObject({
    pattern: 'circuitBreaker',
    like: null,
    state: 'closed',
    states: { closed: 1 },
    calls: 1,
  });
});

test('with automatic transition it is half-open by a timer, at the instant itself', () => {
  const auto = breaker(', automaticTransitionFromOpenToHalfOpenEnabled: true');
  const result = simulate(behind(auto, DOWN, 0, 10, 115.5));
  expect(fates(result)['c']).toBe('ok at 120.5');
  expect(changes(result)).toEqual([
    '15 gw->api#1 closed → open',
    '115 gw->api#1 open → half-open',
    '120.5 gw->api#1 half-open → closed',
  ]);
});

test('a probe that hangs is given up on after the longest time in half-open', () => {
  const impatient = breaker(', maxWaitDurationInHalfOpenState: 30ms');
  const more = `faults:
  - { at: 0, for: 50ms, on: api, errors: 1 }
  - { at: 110ms, on: api, drop: 1 }`;
  const result = simulate(behind(impatient, more, 0, 10, 116, 120));
  expect(fates(result)).toMatchObject({ c: 'in flight', d: expect.stringMatching(/circuit-open/) });
  expect(changes(result).slice(1)).toEqual([
    '116 gw->api#1 open → half-open',
    '146 gw->api#1 half-open → open',
  ]);
});

test('failures to be ignored count as neither, and give a probe back', () => {
  const lenient = breaker(', ignore: [error]');
  const result = simulate(behind(lenient, DOWN, 0, 10, 20));
  expect(changes(result)).toEqual([]);
  expect(result.links['gw->api']!.patterns[0]).toMatchObject({ calls: 0 });
  const probing = breaker(', ignore: [error], initialState: HALF_OPEN');
  const later = simulate(behind(probing, DOWN, 0, 2, 10, 60));
  expect(fates(later)).toEqual({
    a: 'error at 5: gw->api: error',
    b: 'error at 2: gw->api: circuit-open',
    c: 'error at 15: gw->api: error',
    d: 'ok at 65',
  });
  expect(changes(later)).toEqual(['65 gw->api#1 half-open → closed']);
});

test('forced open refuses all; disabled and metrics only let all through', () => {
  const run = (state: string) => simulate(behind(breaker(`, initialState: ${state}`), DOWN, 0, 9));
  expect(run('FORCED_OPEN').services['api']!.arrived).toBe(0);
  expect(run('FORCED_OPEN').links['gw->api']!.patterns[0]).toMatchObject({ notPermitted: 2 });
  for (const state of ['DISABLED', 'METRICS_ONLY']) {
    expect(run(state).services['api']!.arrived).toBe(2);
    expect(run(state).transitions).toEqual([]);
  }
});

/** Two replicas of the caller, in turn; of those calls the first replica gets a, c, e … */
const inTurn = (patterns: string, more: string, ...atMs: number[]): string =>
  behind(patterns, more, ...atMs).replace('gw: {', 'gw: { replicas: 2,');

test('each replica of the caller learns alone', () => {
  const result = simulate(inTurn(breaker(), DOWN, 0, 1, 10, 20, 21, 60));
  expect(changes(result)).toEqual(['15 gw->api#1 closed → open', '25 gw->api#2 closed → open']);
  expect(fates(result)).toMatchObject({
    c: 'error at 15: gw->api: error',
    d: 'error at 25: gw->api: error',
    e: 'error at 21: gw->api: circuit-open',
  });
  expect(result.links['gw->api']!.patterns[0]).toMatchObject({
    state: 'open',
    states: { open: 2 },
  });
});

test('replicas in different states make it mixed', () => {
  const result = simulate(inTurn(breaker(), DOWN, 0, 1, 10));
  expect(result.links['gw->api']!.patterns[0]).toMatchObject({
    state: 'mixed',
    states: { open: 1, closed: 1 },
  });
});

test('with scope link all replicas share one', () => {
  const result = simulate(inTurn(breaker(', scope: link'), DOWN, 0, 1, 10));
  expect(changes(result)).toEqual(['6 gw->api#all closed → open']);
  expect(fates(result)['c']).toBe('error at 10: gw->api: circuit-open');
  expect(result.links['gw->api']!.patterns[0]).toMatchObject({ states: { open: 1 } });
});

test('instances of a client learn alone too', () => {
  const result = simulate(`
duration: 100ms
clients:
  web:
    load: { users: 2, think: 10ms, iterations: 3 }
    instances: 2
    steps: [{ call: api, patterns: [{ ${breaker()} }] }]
services: { api: { work: 5ms, errors: 1 } }`);
  expect(changes(result)).toEqual(['20 web->api#1 closed → open', '20 web->api#2 closed → open']);
  expect(result.clients['web']).toMatchObject({ failures: { error: 4, 'circuit-open': 2 } });
});

test('a replica that comes back from a crash has forgotten', () => {
  const more = `faults:
  - { at: 0, on: api, errors: 1 }
  - { at: 30ms, for: 10ms, on: gw, crash: 1 }`;
  const result = simulate(behind(breaker(), more, 0, 10, 20, 50, 60, 70));
  expect(fates(result)).toMatchObject({
    c: 'error at 20: gw->api: circuit-open',
    d: 'error at 55: gw->api: error',
    f: 'error at 70: gw->api: circuit-open',
  });
  expect(changes(result)).toEqual(['15 gw->api#1 closed → open', '65 gw->api#1 closed → open']);
});

test('what all share outlives the crash of one', () => {
  const more = `faults:
  - { at: 0, on: api, errors: 1 }
  - { at: 30ms, for: 10ms, on: gw, crash: 1 }`;
  const result = simulate(behind(breaker(', scope: link'), more, 0, 10, 50));
  expect(fates(result)['c']).toBe('error at 50: gw->api: circuit-open');
});

test('an edit of the initial state is a transition by hand, in every replica', () => {
  const path = 'services.gw.steps[0].patterns[0].circuitBreaker.initialState';
  const more = `edits: [{ at: 30ms, set: "${path}", to: FORCED_OPEN }]`;
  const result = simulate(inTurn(breaker(), more, 0, 1, 40, 41));
  expect(result.transitions.map(({ atMs, replica, why }) => [atMs, replica, why])).toEqual([
    [30, 1, 'manual transition'],
    [30, 2, 'manual transition'],
  ]);
  expect(result.services['api']!.arrived).toBe(2);
});

test('an edit of the window size begins an empty window, of other figures it does not', () => {
  const path = 'services.gw.steps[0].patterns[0].circuitBreaker';
  const edited = (set: string, to: number) =>
    simulate(
      behind(
        breaker(),
        `${DOWN}\nedits: [{ at: 8ms, set: "${path}.${set}", to: ${to} }]`,
        ...[0, 10, 20, 30],
      ),
    );
  expect(changes(edited('slidingWindowSize', 3))).toEqual(['25 gw->api#1 closed → open']);
  expect(changes(edited('failureRateThreshold', 40))).toEqual(['15 gw->api#1 closed → open']);
});

test('an edit switches it off: calls go by, and it counts none of them', () => {
  const path = 'services.gw.steps[0].patterns[0].circuitBreaker.disabled';
  const more = `${DOWN}\nedits: [{ at: 18ms, set: "${path}", to: true }]`;
  const result = simulate(behind(breaker(), more, 0, 10, 20, 30));
  expect(result.services['api']!.arrived).toBe(4);
  expect(changes(result)).toEqual(['15 gw->api#1 closed → open']);
});

test('a call on its way when the breaker is switched off is still recorded', () => {
  const path = 'services.gw.steps[0].patterns[0].circuitBreaker.disabled';
  const more = `${DOWN}\nedits: [{ at: 12ms, set: "${path}", to: true }]`;
  expect(changes(simulate(behind(breaker(), more, 0, 10)))).toEqual(['15 gw->api#1 closed → open']);
});

test('outside a retry it sees one outcome, inside it sees each attempt', () => {
  const retry = 'retry: { maxAttempts: 2, backoff: none, jitter: none }';
  const outside = simulate(behind(`${breaker()}, ${retry}`, DOWN, 0, 20));
  expect(changes(outside)).toEqual(['30 gw->api#1 closed → open']);
  const inside = simulate(behind(`${retry}, ${breaker()}`, DOWN, 0, 20));
  expect(changes(inside)).toEqual(['10 gw->api#1 closed → open']);
  expect(fates(inside)['b']).toBe('error at 20: gw->api: circuit-open');
});

test('outside a timeout it counts the timeout, inside only what came back in the end', () => {
  const timeout = 'timeout: { after: 2ms }';
  const outside = simulate(behind(`${breaker()}, ${timeout}`, '', 0, 10));
  expect(changes(outside)).toEqual(['12 gw->api#1 closed → open']);
  const inside = simulate(behind(`${timeout}, ${breaker()}`, '', 0, 10));
  expect(changes(inside)).toEqual([]);
  expect(inside.links['gw->api']!.patterns[1]).toMatchObject({ calls: 2 });
});

describe('before its first call', () => {
  test('its open time runs from the start, or from when its replica came back', () => {
    const open = breaker(', initialState: OPEN');
    expect(fates(simulate(behind(open, '', 90, 101)))).toEqual({
      a: 'error at 90: gw->api: circuit-open',
      b: 'ok at 106',
    });
    expect(fates(simulate(behind(open, '', 101)))).toEqual({ a: 'ok at 106' });
    const crash = 'faults: [{ at: 200ms, for: 10ms, on: gw, crash: 1 }]';
    expect(fates(simulate(behind(open, crash, 309, 311)))).toMatchObject({ b: 'ok at 316' });
    expect(fates(simulate(behind(open, crash, 311)))).toEqual({ a: 'ok at 316' });
  });

  test('a replica counts with its initial state', () => {
    const result = simulate(inTurn(breaker(), DOWN, 0));
    expect(result.links['gw->api']!.patterns[0]).toMatchObject({
      state: 'closed',
      states: { closed: 2 },
    });
  });

  test('an edit by hand reaches it too', () => {
    const path = 'services.gw.steps[0].patterns[0].circuitBreaker.initialState';
    const result = simulate(
      inTurn(breaker(), `edits: [{ at: 30ms, set: "${path}", to: OPEN }]`, 0, 200),
    );
    expect(changes(result)).toEqual([
      '30 gw->api#1 closed → open',
      '30 gw->api#2 closed → open',
      '200 gw->api#2 open → half-open',
      '205 gw->api#2 half-open → closed',
    ]);
  });
});
