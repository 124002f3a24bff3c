import { describe, expect, test } from 'vitest';
import { callers, fates, simulate } from '../../simulate.ts';

/** A caller with one thread per request and an `api` of one thread, called through that stack. */
const behind = (patterns: string, atMs: readonly number[], api = '', more = ''): string => `
duration: 1s
clients: ${callers('gw', ...atMs)}
services:
  gw: { threads: 100, steps: [{ call: api, patterns: [${patterns}] }] }
  api: { work: 20ms, threads: 1${api} }
${more}`;

/** The same without a service between. */
const direct = (patterns: string, atMs: readonly number[], api = '', more = ''): string => `
duration: 1s
clients: ${callers(`[{ call: api, patterns: [${patterns}] }]`, ...atMs)}
services: { api: { work: 20ms, threads: 1${api} } }
${more}`;

test('the caller is answered at that instant, and the work goes on', () => {
  const result = simulate(direct('timeout: { after: 15ms }', [0]));
  expect(fates(result)).toEqual({ a: 'timeout at 15' });
  expect(result.services['api']).toMatchObject({
    arrived: 1,
    completed: 1,
    abandoned: 1,
    utilization: 0.02,
  });
  expect(result.links['a->api']).toMatchObject({ failed: 1, failures: { timeout: 1 } });
});

test('an answer at the very instant comes too late: timers are before completions', () => {
  expect(fates(simulate(direct('timeout: { after: 20ms }', [0])))).toEqual({ a: 'timeout at 20' });
  const longer = 'timeout: { after: 20.000001ms }';
  expect(fates(simulate(direct(longer, [0])))).toEqual({ a: 'ok at 20' });
});

test('abandoned requests stay in the queue, are served, and hold up those behind them', () => {
  const result = simulate(direct('timeout: { after: 25ms }', [0, 0, 0, 50]));
  expect(fates(result)).toEqual({
    a: 'ok at 20',
    b: 'timeout at 25',
    c: 'timeout at 25',
    d: 'timeout at 75',
  });
  const { api } = result.services;
  expect(api).toMatchObject({ completed: 4, abandoned: 3, utilization: 0.08 });
  expect(api!.sojournMs.max).toBe(60);
});

test('the caller’s thread is free at the timeout', () => {
  const one = behind('timeout: { after: 15ms }', [0, 0]).replace('threads: 100', 'threads: 1');
  expect(fates(simulate(one))).toEqual({
    a: 'error at 15: gw->api: timeout',
    b: 'error at 30: gw->api: timeout',
  });
});

test('a call that ends in time leaves no timer behind', () => {
  const result = simulate(direct('timeout: { after: 30ms }', [0, 25]));
  expect(fates(result)).toEqual({ a: 'ok at 20', b: 'ok at 45' });
});

describe('cancel: interrupt', () => {
  const cancel = 'timeout: { after: 25ms, cancel: interrupt }';

  test('takes the request out of the queue at once', () => {
    const result = simulate(direct(cancel, [0, 0, 0, 21]));
    expect(fates(result)).toEqual({
      a: 'ok at 20',
      b: 'timeout at 25',
      c: 'timeout at 25',
      d: 'ok at 45',
    });
    expect(result.services['api']).toMatchObject({
      completed: 2,
      failed: 2,
      failures: { cancelled: 2 },
      abandoned: 2,
      // 20 ms, then 5 ms of the second until it was stopped, then 20 ms.
      utilization: 0.045,
      inHand: 0,
    });
  });

  test('frees the thread at once, for the next in the queue', () => {
    const result = simulate(direct('timeout: { after: 8ms, cancel: interrupt }', [0, 5]));
    expect(fates(result)).toEqual({ a: 'timeout at 8', b: 'timeout at 13' });
    expect(result.services['api']!.utilization).toBe(0.013);
  });

  test('stops work on shared cores, and the others go faster', () => {
    const yaml = direct(cancel, [0], ', cores: 1').replace('threads: 1,', 'threads: 9,');
    const second = 'b: { load: { users: 1, iterations: 1 }, steps: [{ call: api }] }';
    const result = simulate(yaml.replace('} }\nservices', `}, ${second} }\nservices`));
    // Both get half a core until 25 ms: 12.5 ms of the 20 are done, 7.5 ms are left.
    expect(fates(result)).toEqual({ a: 'timeout at 25', b: 'ok at 32.5' });
    expect(result.services['api']!.coreUtilization).toBe(0.0325);
  });

  test('stops nested calls, wherever they are', () => {
    const timeout = '{ timeout: { after: 30ms, cancel: interrupt } }';
    const result = simulate(`
duration: 1s
clients: ${callers(`[{ call: gw, patterns: [${timeout}] }]`, 0, 0, 0)}
services:
  gw: { threads: 10, steps: [{ call: mid }] }
  mid:
    threads: 10
    steps: [{ work: 5ms }, { parallel: [{ call: api }, { steps: [{ work: 1s }] }] }]
  api: { work: 20ms, threads: 1 }`);
    expect(fates(result)).toEqual({ a: 'timeout at 30', b: 'timeout at 30', c: 'timeout at 30' });
    expect(result.services).toMatchObject({
      gw: { failures: { cancelled: 3 }, inHand: 0, utilization: 0.009 },
      mid: { failures: { cancelled: 3 }, inHand: 0, utilization: 0.009 },
      api: { completed: 1, failures: { cancelled: 2 }, inHand: 0, utilization: 0.025 },
    });
  });

  test('stops requests on their way, in both directions, and while they connect', () => {
    const slow = (way: string) =>
      simulate(direct(cancel, [0]).replace('call: api,', `call: api, ${way},`));
    expect(slow('latency: 30ms').services['api']!.arrived).toBe(0);
    expect(slow('connect: 30ms').services['api']!.arrived).toBe(0);
    expect(slow('latency: 3ms').services['api']).toMatchObject({ completed: 1, inHand: 0 });
    expect(fates(slow('latency: 3ms'))).toEqual({ a: 'timeout at 25' });
  });
});

describe('cancel: reset', () => {
  test('the work goes on at the callee', () => {
    const result = simulate(direct('timeout: { after: 25ms, cancel: reset }', [0, 0, 0, 21]));
    expect(fates(result)['d']).toBe('timeout at 46');
    expect(result.services['api']).toMatchObject({ completed: 4, abandoned: 3 });
  });

  const order = (cancel: string, inside: boolean) => {
    const bulkhead = 'bulkhead: { maxConcurrentCalls: 1 }';
    const timeout = `timeout: { after: 10ms, cancel: ${cancel} }`;
    const stack = inside ? [bulkhead, timeout] : [timeout, bulkhead];
    return fates(simulate(behind(stack.map((p) => `{ ${p} }`).join(', '), [0, 15, 35])));
  };

  test('inside a bulkhead a timeout frees the slot at once, whatever becomes of the work', () => {
    for (const cancel of ['none', 'reset', 'interrupt'])
      expect(order(cancel, true)['b']).toBe('error at 25: gw->api: timeout');
  });

  test('outside a bulkhead it frees the slot only with the work, unless that is cancelled', () => {
    expect(order('none', false)).toEqual({
      a: 'error at 10: gw->api: timeout',
      b: 'error at 15: gw->api: bulkhead-full',
      c: 'error at 45: gw->api: timeout',
    });
    for (const cancel of ['reset', 'interrupt'])
      expect(order(cancel, false)['b']).toBe('error at 25: gw->api: timeout');
  });
});

describe('connect', () => {
  const connecting = (timeout: string, ms: number) =>
    fates(
      simulate(
        direct(`timeout: ${timeout}`, [0]).replace('call: api,', `call: api, connect: ${ms}ms,`),
      ),
    );

  test('bounds the connection alone', () => {
    expect(connecting('{ connect: 10ms }', 11)).toEqual({ a: 'connect-timeout at 10' });
    expect(connecting('{ connect: 10ms }', 9)).toEqual({ a: 'ok at 29' });
  });

  test('beside a limit for the whole, the first to pass counts', () => {
    expect(connecting('{ after: 25ms, connect: 10ms }', 11)).toEqual({
      a: 'connect-timeout at 10',
    });
    expect(connecting('{ after: 25ms, connect: 10ms }', 6)).toEqual({ a: 'timeout at 25' });
    expect(connecting('{ after: 5ms, connect: 10ms }', 20)).toEqual({ a: 'timeout at 5' });
  });

  test('outside a retry it watches each attempt’s connection', () => {
    const retry = '{ retry: { maxAttempts: 2, backoff: constant, base: 6ms, jitter: none } }';
    const run = (ms: number, fault: string) =>
      simulate(
        direct(`{ timeout: { connect: 10ms } }, ${retry}`, [0], '', fault).replace(
          'call: api,',
          `call: api, connect: ${ms}ms,`,
        ),
      );
    expect(fates(run(8, ''))).toEqual({ a: 'ok at 28' });
    const down = 'faults: [{ at: 0, for: 5ms, on: a->api, refuse: true }]';
    expect(fates(run(8, down))).toEqual({ a: 'ok at 34' });
    expect(fates(run(12, ''))).toEqual({ a: 'connect-timeout at 10' });
  });

  test('a refused request never connects', () => {
    const down = 'faults: [{ at: 0, on: a->api, refuse: true }]';
    expect(fates(simulate(direct('timeout: { connect: 10ms }', [0], '', down)))).toEqual({
      a: 'refused at 0',
    });
  });
});
