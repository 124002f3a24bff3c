/** Threads and queues: who is served when, and what an async service does with its threads. */
import { describe, expect, test } from 'vitest';
import { callers, fates, simulate } from '../../simulate.ts';

const queue = (api: string, ...atMs: number[]): string => `
duration: 1s
clients: ${callers('api', ...atMs)}
services: { api: { work: 10ms, threads: 1, ${api} } }`;
const ends = (api: string, ...atMs: number[]): string[] =>
  Object.values(fates(simulate(queue(api, ...atMs))));

describe('the queue', () => {
  test('fifo, lifo', () => {
    expect(ends('', 0, 1, 2, 3)).toEqual(['ok at 10', 'ok at 20', 'ok at 30', 'ok at 40']);
    expect(ends('queue: { order: lifo }', 0, 1, 2, 3)).toEqual([
      'ok at 10',
      'ok at 40',
      'ok at 30',
      'ok at 20',
    ]);
    expect(ends('queue: { order: lifo }', 0, 1, 12)).toEqual(['ok at 10', 'ok at 20', 'ok at 30']);
  });

  test('random: each that waits is equally likely to be the next', () => {
    const counts = [0, 0, 0];
    for (let seed = 0; seed < 150; seed++) {
      const yaml = `seed: ${seed}\n${queue('queue: { order: random }', 0, 1, 2, 3)}`;
      const next = Object.values(fates(simulate(yaml)))
        .slice(1)
        .indexOf('ok at 20');
      counts[next]!++;
    }
    // Four standard errors of 150 draws of a third.
    for (const count of counts) expect(Math.abs(count - 50)).toBeLessThan(4 * Math.sqrt(100 / 3));
  });

  test('adaptive-lifo: the newest first while more wait than there are threads', () => {
    const order = (name: string): string[] => {
      const one = queue(`queue: { order: ${name} }`, 0, 1, 2, 3, 4);
      return Object.values(fates(simulate(one.replace('threads: 1', 'threads: 2'))));
    };
    // Three wait when the first thread is free, two when the second is.
    expect(order('adaptive-lifo').slice(2)).toEqual(['ok at 21', 'ok at 30', 'ok at 20']);
    expect(order('lifo').slice(2)).toEqual(['ok at 30', 'ok at 21', 'ok at 20']);
  });

  test('priority: the most important first, of these the oldest; also after an edit', () => {
    const client = (id: string, at: number, priority: string): string => `
  ${id}:
    load: { users: 1, iterations: 1 }
    identities: { priorities: { ${priority}: 100% } }
    steps: [{ work: ${at}ms }, { call: api }]`;
    const urgent = (order: string, edits = '') => `
duration: 1s
clients:${client('a', 0, 'low')}${client('b', 1, 'background')}${client('c', 2, 'high')}
${client('d', 3, 'low')}${client('e', 4, 'high')}${client('f', 5, 'critical')}
services: { api: { work: 10ms, threads: 1, queue: { order: ${order} } } }
${edits}`;
    const inOrder = ['ok at 10', 'ok at 60', 'ok at 30', 'ok at 50', 'ok at 40', 'ok at 20'];
    expect(Object.values(fates(simulate(urgent('priority'))))).toEqual(inOrder);
    const edit = 'edits: [{ at: 6ms, set: services.api.queue.order, to: priority }]';
    expect(Object.values(fates(simulate(urgent('fifo', edit))))).toEqual(inOrder);
    const back = 'edits: [{ at: 6ms, set: services.api.queue.order, to: fifo }]';
    expect(Object.values(fates(simulate(urgent('priority', back))))).toEqual(
      Object.values(fates(simulate(urgent('fifo')))),
    );
  });

  test('priority: in a full queue the least important that came last makes room', () => {
    const client = (id: string, at: number, priority: string): string => `
  ${id}:
    load: { users: 1, iterations: 1 }
    identities: { priorities: { ${priority}: 100% } }
    steps: [{ work: ${at}ms }, { call: api }]`;
    const crowd = `
duration: 1s
clients:${client('a', 0, 'low')}${client('b', 1, 'low')}${client('c', 2, 'normal')}
${client('d', 3, 'high')}${client('e', 4, 'low')}${client('f', 5, 'high')}${client('g', 6, 'high')}
services: { api: { work: 10ms, threads: 1, queue: { order: priority, capacity: 2 } } }`;
    expect(fates(simulate(crowd))).toEqual({
      a: 'ok at 10',
      b: 'shed at 3',
      c: 'shed at 5',
      d: 'ok at 20',
      e: 'queue-full at 4',
      f: 'ok at 30',
      g: 'queue-full at 6',
    });
  });

  test('counts those who wait, per replica', () => {
    expect(ends('queue: { capacity: 1 }', 0, 1, 2)).toEqual([
      'ok at 10',
      'ok at 20',
      'queue-full at 2',
    ]);
    expect(ends('queue: { capacity: 1 }, replicas: 2', 0, 1, 2, 3, 4)).toEqual([
      'ok at 10',
      'ok at 11',
      'ok at 20',
      'ok at 21',
      'queue-full at 4',
    ]);
    expect(ends('queue: { capacity: 0 }', 0, 1, 11)).toEqual([
      'ok at 10',
      'queue-full at 1',
      'ok at 21',
    ]);
  });

  test('whoever has waited as long as the queue’s timeout leaves it', () => {
    expect(ends('queue: { timeout: 15ms }', 0, 1, 2, 3, 16)).toEqual([
      'ok at 10',
      'ok at 20',
      'queue-timeout at 17',
      'queue-timeout at 18',
      'ok at 30',
    ]);
    const { api } = simulate(queue('queue: { timeout: 15ms }', 0, 1, 2)).services;
    expect(api).toMatchObject({
      failed: 1,
      rejected: 0,
      failures: { 'queue-timeout': 1 },
      queueMax: 2,
    });
    expect(api!.waitMs).toMatchObject({ count: 2, max: 9 });
  });

  test('many leave from the middle of a long line, and the order of the rest stays', () => {
    const timeout = '{ timeout: { after: 25ms, cancel: interrupt } }';
    const early = Array.from({ length: 20 }, (_, i) => i / 100);
    const yaml = queue('', ...early, 24, 24.5).replaceAll(
      'call: api',
      `call: api, patterns: [${timeout}]`,
    );
    const found = Object.values(fates(simulate(yaml)));
    expect(found.slice(0, 3)).toEqual(['ok at 10', 'ok at 20', 'timeout at 25.02']);
    // The third has its thread from 20 to 25.02; all before the last two leave, bit by bit.
    expect(found.slice(-2)).toEqual(['ok at 35.19', 'ok at 45.19']);
  });
});

test('utilization is the time average of threads in hand over those there are', () => {
  const { api } = simulate(queue('', 0, 1, 2)).services;
  expect(api).toMatchObject({ utilization: 0.03, queueMax: 2, completed: 3 });
  expect(api!.queueMean).toBeCloseTo((9 + 18) / 1000, 12);
  expect(api!.waitMs.mean).toBeCloseTo(9, 12);
});

describe('an async service', () => {
  const asking = (more: string, ...atMs: number[]) =>
    simulate(`
duration: 1s
clients: ${callers('api', ...atMs)}
services:
  api: { ${more}, threads: 1, steps: [{ work: 5ms }, { call: db }, { work: 5ms }] }
  db: { work: 20ms, threads: 100 }`);

  test('gives the thread back while it awaits a call', () => {
    const sync = asking('async: false', 0, 1);
    expect(fates(sync)).toEqual({ a: 'ok at 30', b: 'ok at 60' });
    const result = asking('async: true', 0, 1);
    expect(fates(result)).toEqual({ a: 'ok at 30', b: 'ok at 35' });
    expect(result.services['api']!.utilization).toBe(0.02);
  });

  test('continuations stand before new requests, and are not counted against the queue', () => {
    const result = asking('async: true, queue: { capacity: 1 }', 0, 23, 24, 29);
    expect(fates(result)).toEqual({
      // Back at 25 while the second works; in front of the third, which has waited since 24.
      a: 'ok at 33',
      b: 'ok at 53',
      c: 'ok at 63',
      d: expect.stringMatching(/^queue-full at 29/),
    });
  });

  test('a thread serves all branches of a request', () => {
    const result = simulate(`
duration: 1s
clients: ${callers('api', 0, 0)}
services:
  api:
    async: true
    threads: 1
    steps:
      - parallel:
          - steps: [{ call: db }, { work: 5ms }]
          - steps: [{ call: db, name: again }, { work: 5ms }, { call: db, name: last }]
  db: { work: 20ms, threads: 100 }`);
    // Both come back at 20; the thread is the first one's until 25, and then the second one's.
    expect(fates(result)).toEqual({ a: 'ok at 45', b: 'ok at 50' });
    expect(result.services['api']).toMatchObject({ inHand: 0, utilization: 0.01 });
  });

  test('a failed call needs no thread to answer', () => {
    const result = simulate(`
duration: 1s
clients: ${callers('api', 0, 8)}
services:
  api: { async: true, threads: 1, steps: [{ call: db }, { work: 50ms }] }
  db: { work: 10ms, threads: 100 }
faults: [{ at: 15ms, on: db, errors: 1 }]`);
    expect(fates(result)).toEqual({ a: 'ok at 60', b: 'error at 18: api->db: error' });
  });
});

describe('shared cores', () => {
  const shared = (cores: number, ...atMs: number[]): string[] =>
    Object.values(
      fates(simulate(queue(`cores: ${cores}`, ...atMs).replace('threads: 1,', 'threads: 100,'))),
    );

  test('n pieces of work on c cores progress at min(1, c ÷ n)', () => {
    expect(shared(1, 0, 0)).toEqual(['ok at 20', 'ok at 20']);
    expect(shared(2, 0, 0)).toEqual(['ok at 10', 'ok at 10']);
    expect(shared(2, 0, 0, 0, 0)).toEqual(['ok at 20', 'ok at 20', 'ok at 20', 'ok at 20']);
    // Alone to 5, then halved: the first has 5 left, which take 10; then the other has 5 left.
    expect(shared(1, 0, 5)).toEqual(['ok at 15', 'ok at 20']);
  });

  test('whoever awaits a call does not count', () => {
    const result = simulate(`
duration: 1s
clients: ${callers('api', 0, 5)}
services:
  api: { cores: 1, steps: [{ work: 5ms }, { call: db }, { work: 5ms }] }
  db: { work: 20ms }`);
    expect(fates(result)).toEqual({ a: 'ok at 30', b: 'ok at 35' });
    expect(result.services['api']!.coreUtilization).toBe(0.02);
  });
});

describe('the balancer', () => {
  test('takes replicas in turn', () => {
    expect(ends('replicas: 3', 0, 0, 0, 1)).toEqual([
      'ok at 10',
      'ok at 10',
      'ok at 10',
      'ok at 20',
    ]);
  });
});

describe('latency and connect', () => {
  const link = (more: string) => {
    const yaml = queue('', 0).replace('call: api', `call: api, ${more}`);
    return simulate(yaml);
  };
  test('latency is paid on the way in and on the way out, connect once before', () => {
    expect(fates(link('latency: 3ms'))).toEqual({ a: 'ok at 16' });
    expect(fates(link('connect: 4ms'))).toEqual({ a: 'ok at 14' });
    expect(fates(link('latency: 3ms, connect: 4ms'))).toEqual({ a: 'ok at 20' });
    expect(link('latency: 3ms, connect: 4ms').services['api']!.sojournMs.max).toBe(10);
  });
  test('each attempt connects anew', () => {
    const more = 'connect: 4ms, patterns: [{ retry: { maxAttempts: 2, backoff: none } }]';
    const yaml = queue('errors: 1', 0).replace('call: api', `call: api, ${more}`);
    expect(fates(simulate(yaml))).toEqual({ a: 'error at 28' });
  });
});
