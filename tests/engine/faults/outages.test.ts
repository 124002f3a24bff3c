/** Faults of whole replicas and of the load: spike, crash; pauses are in pause.test.ts. */
import { describe, expect, test } from 'vitest';
import { callers, fates, simulate, started } from '../../simulate.ts';

const hit = (fault: string, atMs: readonly number[], api: string): string => `
duration: 1s
clients: ${callers('api', ...atMs)}
services: { api: { ${api} } }
faults: [${fault}]`;

const ends = (fault: string, atMs: readonly number[], api = 'work: 10ms'): string[] =>
  Object.values(fates(simulate(hit(fault, atMs, api))));

describe('spike', () => {
  const offered = (fault: string, load = 'rate: 100/s, arrivals: uniform') => {
    const run = started(`
duration: 3s
clients: { web: { load: { ${load} }, steps: [{ call: api }] } }
services: { api: {} }
faults: [${fault}]`);
    return [1000, 2000, 3000].map((ms) => {
      run.advance(ms);
      return run.result().clients['web']!.offered;
    });
  };

  test('multiplies the load of a client while it is on', () => {
    expect(offered('{ at: 1s, for: 1s, on: web, spike: 3x }')).toEqual([100, 400, 500]);
    // The arrival that is due at the very instant still comes.
    expect(offered('{ at: 1s, for: 1s, on: web, spike: 0 }')).toEqual([100, 101, 200]);
  });

  test('grows along its ramp: twice the load on the average on the way to three times', () => {
    const [before, during, after] = offered('{ at: 1s, for: 1s, on: web, spike: 3x, ramp: 1s }');
    expect(before).toBe(100);
    expect(Math.abs(during! - 300)).toBeLessThanOrEqual(1);
    expect(Math.abs(after! - 400)).toBeLessThanOrEqual(1);
  });

  test('two multiply', () => {
    const two = '{ at: 1s, for: 1s, on: web, spike: 3x }, { at: 1s, for: 1s, on: web, spike: 2x }';
    expect(offered(two)).toEqual([100, 700, 800]);
  });

  test('multiplies stages', () => {
    const load = 'stages: [{ for: 3s, to: 300/s }], arrivals: uniform';
    const [, , all] = offered('{ at: 1s, for: 1s, on: web, spike: 3x }', load);
    // 450 without; the second of the three seconds has 150, and then three times that.
    expect(Math.abs(all! - 750)).toBeLessThanOrEqual(1);
  });

  test('takes no draws from arrivals: those before it stay where they are', () => {
    const load = 'rate: 100/s';
    const plain = offered('', load);
    const spiked = offered('{ at: 1s, for: 1s, on: web, spike: 5x }', load);
    expect(spiked[0]).toBe(plain[0]);
    expect(spiked[1]! - spiked[0]!).toBeGreaterThan(400);
  });
});

describe('crash', () => {
  test('work in hand and queued there fails at once with reset', () => {
    const fault = '{ at: 15ms, for: 20ms, on: api, crash: 1 }';
    expect(ends(fault, [0, 1, 2, 20, 40], 'work: 10ms, threads: 1')).toEqual([
      'ok at 10',
      'reset at 15',
      'reset at 15',
      'refused at 20',
      'ok at 50',
    ]);
  });

  test('counts them as failed, and what comes to no live replica as rejected', () => {
    const result = simulate(
      hit('{ at: 5ms, on: api, crash: 1 }', [0, 10], 'work: 10ms, threads: 1'),
    );
    expect(result.services['api']).toMatchObject({
      arrived: 2,
      failed: 1,
      rejected: 1,
      failures: { reset: 1, refused: 1 },
      inHand: 0,
      utilization: 1,
    });
  });

  test('its own stack dies with it: no fallback answers for a dead replica', () => {
    const answering = 'work: 10ms, threads: 1, patterns: [{ fallback: [word] }]';
    const fault = '{ at: 5ms, on: api, crash: 1 }';
    expect(ends(fault, [0, 1], answering)).toEqual(['reset at 5', 'reset at 5']);
    const result = simulate(`
duration: 1s
clients: ${callers('api', 0, 1)}
services:
  api: { work: 10ms, threads: 1, errors: 1, patterns: [{ fallback: [{ call: db }] }] }
  db: { work: 5ms }
faults: [{ at: 12ms, on: api, crash: 1 }]`);
    // The first has failed at 10 and waits for its fallback, the second is on the thread.
    expect(fates(result)).toEqual({ a: 'reset at 12', b: 'reset at 12' });
    expect(result.services['db']).toMatchObject({ arrived: 1, completed: 1, abandoned: 1 });
  });

  test('who waits for a permit at its door dies with it, and shared permits come back', () => {
    for (const scope of ['', ', scope: service']) {
      const bulkhead = `bulkhead: { maxConcurrentCalls: 1, maxWaitDuration: 100ms${scope} }`;
      const api = `work: 10ms, threads: 1, patterns: [{ ${bulkhead} }]`;
      expect(ends('{ at: 5ms, for: 5ms, on: api, crash: 1 }', [0, 1, 20], api)).toEqual([
        'reset at 5',
        'reset at 5',
        'ok at 30',
      ]);
    }
  });

  test('calls that it awaited go on as abandoned work', () => {
    const result = simulate(`
duration: 1s
clients: ${callers('api', 0)}
services: { api: { steps: [{ call: db }] }, db: { work: 20ms } }
faults: [{ at: 10ms, on: api, crash: 1 }]`);
    expect(fates(result)).toEqual({ a: 'reset at 10' });
    expect(result.services['db']).toMatchObject({ completed: 1, abandoned: 1 });
  });

  test('the balancer skips dead replicas, and takes them in turn again', () => {
    const fault = '{ at: 5ms, for: 45ms, on: api, crash: 1 }';
    const result = simulate(
      hit(fault, [10, 11, 12, 60, 61, 62], 'work: 10ms, threads: 1, replicas: 2'),
    );
    // While one is dead, all go to the other, one after another.
    expect(Object.values(fates(result))).toEqual([
      'ok at 20',
      'ok at 30',
      'ok at 40',
      'ok at 70',
      'ok at 71',
      'ok at 80',
    ]);
  });

  test('a share of replicas is rounded up', () => {
    for (const [share, dead] of [
      ['50%', 2],
      ['34%', 2],
      ['1%', 1],
      ['100%', 3],
    ] as const) {
      const fault = `{ at: 5ms, on: api, crash: ${share} }`;
      const found = ends(fault, [0, 0, 0], 'work: 10ms, replicas: 3');
      expect(found.filter((end) => end === 'reset at 5')).toHaveLength(dead);
    }
  });

  test('what has been sent to a replica that dies meanwhile is refused there', () => {
    const yaml = hit('{ at: 5ms, on: api, crash: 1 }', [0, 0], 'work: 10ms, replicas: 2');
    const result = simulate(yaml.replaceAll('call: api', 'call: api, latency: 8ms'));
    expect(Object.values(fates(result))).toEqual(['refused at 16', 'ok at 26']);
  });

  test('a second crash takes other replicas, and each comes back with its own', () => {
    const first = '{ at: 5ms, for: 20ms, on: api, crash: 1 }';
    const two = `${first}, { at: 10ms, for: 40ms, on: api, crash: 1 }`;
    const api = 'work: 10ms, replicas: 2, threads: 9';
    expect(ends(two, [7, 12, 30, 60], api)).toEqual([
      'reset at 10',
      'refused at 12',
      'ok at 40',
      'ok at 70',
    ]);
  });

  test('parallel branches and work on shared cores die with it', () => {
    const api = 'cores: 1, steps: [{ parallel: [{ steps: [{ work: 50ms }] }, { work: 50ms }] }]';
    const result = simulate(hit('{ at: 20ms, for: 5ms, on: api, crash: 1 }', [0, 30], api));
    expect(fates(result)).toEqual({ a: 'reset at 20', b: 'ok at 130' });
    expect(result.services['api']!.inHand).toBe(0);
  });

  test('a paused replica dies too, and is still paused when it comes back', () => {
    const both =
      '{ at: 5ms, for: 100ms, on: api, pause: true }, { at: 10ms, for: 10ms, on: api, crash: 1 }';
    expect(ends(both, [0, 30, 110])).toEqual(['reset at 10', 'ok at 115', 'ok at 120']);
  });

  test('one that an edit takes away stays dead, and the others serve', () => {
    const edits = '\nedits: [{ at: 10ms, set: services.api.replicas, to: 1 }]';
    const yaml = hit('{ at: 5ms, on: api, crash: 1 }', [20, 40], 'work: 10ms, replicas: 2');
    // The first replica is the dead one, and the only one left.
    expect(Object.values(fates(simulate(yaml + edits)))).toEqual([
      'refused at 20',
      'refused at 40',
    ]);
  });
});

test('a call that was lost is over when its caller crashes', () => {
  const result = simulate(
    `
duration: 10s
clients: { c: { load: { rate: 10/s, arrivals: uniform }, steps: [{ call: gw }] } }
services: { gw: { threads: 100, steps: [{ call: db }] }, db: { threads: 100 } }
faults:
  - { at: 0s, on: db, drop: 100% }
  - { at: 950ms, for: 1s, on: gw, crash: 1 }`,
    { until: 1000 },
  );
  expect(result.links['gw->db']).toMatchObject({ calls: 10, inFlight: 0 });
  expect(result.links['gw->db']!.failures).toEqual({ cancelled: 10 });
});
