/**
 * What requests do to each other at a service: work that grows with what is in hand, whose turn it
 * is by the length of work, how long each is willing to wait, and who has to wait at all.
 */
import { describe, expect, test } from 'vitest';
import { createRun } from '../../../src/engine/index.ts';
import { callers, fates, simulate, specOf, started } from '../../simulate.ts';

const at = (api: string, ...ms: number[]): string => `
duration: 10s
clients: ${callers('api', ...ms)}
services: { api: { ${api} } }`;
const ends = (api: string, ...ms: number[]): string[] =>
  Object.values(fates(simulate(at(api, ...ms))));
const msOf = (fate: string): number => Number(fate.replace('ok at ', ''));

describe('contention', () => {
  test('adds so much per other request in hand when work starts, running or waiting', () => {
    // Three begin alone, beside one, beside two; the fourth waits, and begins beside two that run.
    expect(ends('work: 10ms, threads: 3, contention: { add: 5ms }', 0, 1, 2, 3)).toEqual([
      ...['ok at 10', 'ok at 16', 'ok at 22'],
      'ok at 30',
    ]);
    // One thread: the second begins beside one that waits, the third alone.
    expect(ends('work: 10ms, threads: 1, contention: { add: 5ms }', 0, 1, 2)).toEqual([
      ...['ok at 10', 'ok at 25', 'ok at 35'],
    ]);
  });

  test('or makes it that much longer; both together multiply first', () => {
    expect(ends('work: 10ms, threads: 2, contention: { slow: 50% }', 0, 1)).toEqual([
      ...['ok at 10', 'ok at 16'],
    ]);
    expect(ends('work: 10ms, threads: 2, contention: { slow: 50%, add: 2ms }', 0, 1)).toEqual([
      ...['ok at 10', 'ok at 18'],
    ]);
  });

  test('is counted per replica, and edited while it runs', () => {
    expect(ends('work: 10ms, replicas: 2, threads: 2, contention: { add: 5ms }', 0, 0)).toEqual([
      ...['ok at 10', 'ok at 10'],
    ]);
    const edits = '\nedits: [{ at: 20ms, set: services.api.contention.add, to: 1ms }]';
    const yaml = at('work: 10ms, threads: 2, contention: { add: 5ms }', 0, 1, 30, 31) + edits;
    expect(Object.values(fates(simulate(yaml)))).toEqual([
      ...['ok at 10', 'ok at 16', 'ok at 40', 'ok at 42'],
    ]);
  });

  test('of nothing changes no digest', () => {
    const digest = (more: string): string =>
      simulate(`
duration: 20s
clients: { web: { load: { rate: 90/s }, steps: [{ call: api }] } }
services: { api: { work: { exponential: 40ms }, threads: 4, cores: 3${more} } }`).digest;
    expect(digest(', contention: {}')).toBe(digest(''));
    expect(digest(', contention: { add: 0, slow: 0 }')).toBe(digest(''));
    expect(digest(', contention: { add: 1ms }')).not.toBe(digest(''));
  });
});

describe('shortest first', () => {
  const WORK = 'work: { uniform: [10ms, 90ms] }, threads: 1';
  const ARRIVALS = [0, 1, 2, 3, 4, 5, 6, 7];
  /** How long each that waited worked, in the order in which they were served. */
  const worked = (yaml: string): number[] => {
    const times = Object.values(fates(simulate(yaml))).map(msOf);
    times.sort((a, b) => a - b);
    return times.slice(1).map((ms, i) => ms - times[i]!);
  };
  const rising = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

  test('whoever has the shortest work as drawn on arrival is next', () => {
    const served = worked(at(`${WORK}, queue: { order: shortest }`, ...ARRIVALS));
    expect(served).toEqual(rising(served));
    const fifo = worked(at(WORK, ...ARRIVALS));
    expect(fifo).not.toEqual(rising(fifo));
  });

  test('of equals the oldest; also where no work decides', () => {
    const inTurn = ['ok at 10', 'ok at 20', 'ok at 30', 'ok at 40'];
    const order = 'threads: 1, queue: { order: shortest }';
    expect(ends(`work: 10ms, ${order}`, 0, 1, 2, 3)).toEqual(inTurn);
    const either = '{ weight: 1, steps: [{ work: 10ms }] }';
    expect(ends(`steps: [{ oneOf: [${either}, ${either}] }], ${order}`, 0, 1, 2, 3)).toEqual(
      inTurn,
    );
  });

  test('of equals the oldest, also when records are used again that have seen other work', () => {
    const arrivals = Array.from({ length: 12 }, (_, i) => 300 + i);
    const early = Array.from({ length: 12 }, (_, i) => i);
    const yaml = `
duration: 10s
clients: ${callers('[{ call: other }, { call: api }]', ...early, ...arrivals)}
services:
  other: { work: { uniform: [1ms, 90ms] }, threads: 1, queue: { order: shortest } }
  api:
    threads: 1
    queue: { order: shortest }
    steps: [{ oneOf: [{ weight: 1, steps: [{ work: 100ms }] }] }]`;
    // Where no work decides, the order is that of arrival.
    const fifo = yaml.replace('{ order: shortest }\n    steps', '{}\n    steps');
    expect(fifo).not.toBe(yaml);
    expect(simulate(yaml).digest).toBe(simulate(fifo).digest);
  });

  test('after an edit those that wait are put in order, and back', () => {
    const edit = (ms: number, to: string) =>
      `{ at: ${ms}ms, set: services.api.queue.order, to: ${to} }`;
    const yaml = at(WORK, ...ARRIVALS);
    const served = worked(`${yaml}\nedits: [${edit(8, 'shortest')}]`);
    expect(served).toEqual(rising(served));
    const back = worked(`${yaml}\nedits: [${edit(8, 'shortest')}, ${edit(9, 'fifo')}]`);
    expect(back).toHaveLength(served.length);
  });

  test('those that leave early leave the others in order', () => {
    const patience = 'queue: { order: shortest, timeout: { uniform: [20ms, 400ms] } }';
    const run = started(at(`${WORK}, ${patience}`, ...Array.from({ length: 24 }, (_, i) => i)));
    run.advance();
    const { failures, completed } = run.result().services['api']!;
    expect(failures['queue-timeout']).toBeGreaterThan(5);
    expect(completed + failures['queue-timeout']!).toBe(24);
  });
});

describe('patience', () => {
  test('without spread is the same as a number', () => {
    const digest = (timeout: string): string =>
      simulate(at(`work: 30ms, threads: 1, queue: { timeout: ${timeout} }`, 0, 1, 2, 3)).digest;
    expect(digest('{ uniform: [40ms, 40ms] }')).toBe(digest('40ms'));
  });

  test('is drawn for each that waits, from a stream of the replica', () => {
    const yaml = at('work: 1s, threads: 1, queue: { timeout: { uniform: [20, 90] } }', 0, 0, 0, 0);
    const left = (seed: string) => Object.values(fates(simulate(`seed: ${seed}${yaml}`)));
    const fate = left('1');
    expect(fate[0]).toBe('ok at 1000');
    const waits = fate.slice(1).map((one) => Number(/^queue-timeout at (.*)$/.exec(one)![1]));
    for (const ms of waits) expect(ms >= 20 && ms <= 90).toBe(true);
    expect(new Set(waits).size).toBe(3);
    expect(left('1')).toEqual(fate);
    expect(left('2')).not.toEqual(fate);
  });

  test('runs out in front of a paused process, and not behind its own stack', () => {
    const paused = (stack: string): string =>
      fates(
        simulate(`
duration: 2s
clients: ${callers('api', 0, 1)}
services:
  api: { work: 100ms, threads: 1, queue: { timeout: { uniform: [20ms, 21ms] } }${stack} }
faults: [{ at: 5ms, for: 500ms, on: api, pause: true }]`),
      )['b']!;
    expect(paused('')).toMatch(/^queue-timeout at 2[12]/);
    expect(paused(', patterns: [{ bulkhead: {} }]')).toMatch(/^queue-timeout at 505$/);
  });

  test('goes on through a checkpoint', () => {
    const spec = specOf(`
duration: 20s
clients: { web: { load: { rate: 120/s }, steps: [{ call: api }] } }
services:
  api:
    work: { exponential: 10ms }
    threads: 1
    queue: { order: shortest, timeout: { exponential: 60ms }, retryAfter: 1s }
    contention: { slow: 2% }`);
    const whole = createRun(spec);
    whole.advance();
    const half = createRun(spec);
    half.advance(10_000);
    const other = createRun(spec);
    other.restore(half.checkpoint());
    other.advance();
    expect(other.digest).toBe(whole.digest);
    expect(other.result().services).toEqual(whole.result().services);
  });
});

describe('whoever the queue refuses is told when to come back', () => {
  const retry =
    'retry: { like: polly, delay: 1ms, maxRetryAttempts: 1, shouldRetryAfterHeader: true }';
  const second = (queue: string, stack = ''): string =>
    fates(
      simulate(`
duration: 5s
clients: ${callers(`[{ call: api, patterns: [{ ${retry} }] }]`, 0, 1)}
services: { api: { work: 100ms, threads: 1, queue: { ${queue} }${stack} } }`),
    )['b']!;

  test('as its queue is full', () => {
    expect(second('capacity: 0, retryAfter: 250ms')).toBe('ok at 351');
    expect(second('capacity: 0')).toBe('queue-full at 2');
  });
  test('as it has waited too long', () => {
    expect(second('timeout: 20ms, retryAfter: 250ms')).toBe('ok at 371');
    expect(second('timeout: { uniform: [20ms, 20ms] }, retryAfter: 250ms')).toBe('ok at 371');
  });
  test('also through a stack of the service', () => {
    const stack = ', patterns: [{ bulkhead: {} }]';
    expect(second('capacity: 0, retryAfter: 250ms', stack)).toBe('ok at 351');
  });
});

test('the share that waited counts those that a thread or the queue took in', () => {
  const share = (queue: string): number | null =>
    simulate(at(`work: 100ms, threads: 1, queue: { ${queue} }`, 0, 1, 2, 3, 500)).services['api']!
      .waitedShare;
  expect(share('')).toBe(3 / 5);
  // Whoever leaves has waited as well; whoever is refused has not.
  expect(share('timeout: 10ms')).toBe(3 / 5);
  expect(share('capacity: 1')).toBe(1 / 3);
  expect(simulate(at('work: 1ms')).services['api']!.waitedShare).toBeNull();
});

describe('a cap on an open load', () => {
  const capped = (cap: string, more = ''): string => `
duration: 1s
clients: { web: { load: { rate: 100/s, arrivals: uniform${cap} }, steps: [{ call: api }] } }
services: { api: { work: 35ms, threads: 100 } }${more}`;

  test('drops what arrives beyond, and counts it apart', () => {
    const { offered, dropped, succeeded, inFlight } = simulate(capped(', maxInFlight: 2')).clients[
      'web'
    ]!;
    // Of each four arrivals the first two find room: at 0 and 10, not at 20 and 30.
    expect({ offered, dropped }).toEqual({ offered: 50, dropped: 50 });
    expect(succeeded + inFlight).toBe(offered);
  });
  test('above what is ever in flight changes nothing', () => {
    expect(simulate(capped(', maxInFlight: 4')).digest).toBe(simulate(capped('')).digest);
    expect(simulate(capped(', maxInFlight: 3')).digest).not.toBe(simulate(capped('')).digest);
  });
  test('that never binds changes no arrival when it is edited', () => {
    const web = 'load: { rate: 10/s, maxInFlight: 1000 }, steps: [{ call: api }]';
    const yaml = `
duration: 20s
clients: { web: { ${web} } }
services: { api: { work: 1ms } }`;
    const edit = 'edits: [{ at: 5050ms, set: clients.web.load.maxInFlight, to: 2000 }]';
    expect(simulate(`${yaml}\n${edit}`).digest).toBe(simulate(yaml).digest);
  });
  test('is lifted and set while it runs', () => {
    const edit = 'edits: [{ at: 500ms, set: clients.web.load.maxInFlight, to: null }]';
    const { dropped } = simulate(capped(', maxInFlight: 2', `\n${edit}`)).clients['web']!;
    // Of the first fifty arrivals the last two are in.
    expect(dropped).toBe(24);
  });
});
