/** What an edit of each kind of leaf does, and what it leaves alone. */
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { callers, fates, simulate, started } from '../../simulate.ts';

const edited = (api: string, set: string, to: string, at: number, ...atMs: number[]): string[] =>
  Object.values(
    fates(
      simulate(`
duration: 1s
clients: ${callers('api', ...atMs)}
services: { api: { work: 10ms, threads: 1, queue: { capacity: 100 }, ${api} } }
edits: [{ at: ${at}ms, set: "services.api.${set}", to: ${to} }]`),
    ),
  );

/** Calls a function that must not take for ever: an endless loop is a failure, not a hung test. */
function bounded<T>(f: () => T): T {
  const results: T[] = [];
  runInNewContext('f()', { f: () => results.push(f()) }, { timeout: 5000 });
  return results[0]!;
}

describe('a service', () => {
  test('fewer replicas drain: what is there is served, nothing new comes', () => {
    expect(edited('replicas: 2', 'replicas', '1', 5, 0, 0, 1, 1, 6)).toEqual([
      ...['ok at 10', 'ok at 10', 'ok at 20', 'ok at 20', 'ok at 30'],
    ]);
  });
  test('more replicas take requests from then on', () => {
    expect(edited('replicas: 1', 'replicas', '2', 5, 0, 1, 6, 7)).toEqual([
      ...['ok at 10', 'ok at 20', 'ok at 16', 'ok at 30'],
    ]);
  });
  test('more threads take those who wait at once', () => {
    expect(edited('', 'threads', '3', 5, 0, 1, 2, 3)).toEqual([
      'ok at 10',
      'ok at 15',
      'ok at 15',
      'ok at 20',
    ]);
  });
  test('fewer threads drain', () => {
    expect(edited('', 'threads', '1', 5, 0, 1).slice(0, 1)).toEqual(['ok at 10']);
    const two = simulate(`
duration: 1s
clients: ${callers('api', 0, 0, 1)}
services: { api: { work: 10ms, threads: 2 } }
edits: [{ at: 5ms, set: services.api.threads, to: 1 }]`);
    expect(fates(two)).toEqual({ a: 'ok at 10', b: 'ok at 10', c: 'ok at 20' });
  });
  test('a shorter queue refuses newcomers only', () => {
    expect(edited('', 'queue.capacity', '1', 5, 0, 1, 2, 6, 21)).toEqual([
      'ok at 10',
      'ok at 20',
      'ok at 30',
      'queue-full at 6',
      'ok at 40',
    ]);
  });
  test('another order counts from the next choice', () => {
    expect(edited('', 'queue.order', 'lifo', 5, 0, 1, 2)).toEqual([
      'ok at 10',
      'ok at 30',
      'ok at 20',
    ]);
  });
  test('a queue’s timeout holds for those who come later', () => {
    const limits = 'queue: { timeout: 50ms }';
    const yaml = (to: string) => `
duration: 1s
clients: ${callers('api', 0, 1, 6)}
services: { api: { work: 30ms, threads: 1, ${limits} } }
edits: [{ at: 5ms, set: services.api.queue.timeout, to: ${to} }]`;
    expect(fates(simulate(yaml('10ms')))).toEqual({
      a: 'ok at 30',
      b: 'ok at 60',
      c: 'queue-timeout at 16',
    });
  });
  test('new work applies to work not yet drawn', () => {
    expect(edited('', 'work', '3ms', 5, 0, 1)).toEqual(['ok at 10', 'ok at 13']);
  });
  test('errors apply to requests that end later', () => {
    expect(edited('', 'errors', '1', 5, 0)).toEqual(['error at 10']);
    expect(edited('errors: 1', 'errors', '0', 5, 0)).toEqual(['ok at 10']);
    expect(edited('', 'permanentErrors', '1', 5, 0)).toEqual(['permanent at 10']);
  });
  test('another number of cores counts for the rest of the work', () => {
    const result = simulate(`
duration: 1s
clients: ${callers('api', 0, 0)}
services: { api: { work: 10ms, threads: 9, cores: 1 } }
edits: [{ at: 10ms, set: services.api.cores, to: 2 }]`);
    expect(fates(result)).toEqual({ a: 'ok at 15', b: 'ok at 15' });
  });
});

describe('cores for a service that had none, or none any more', () => {
  const changed = (cores: string, to: string, call: string, more = ''): Record<string, string> =>
    bounded(() =>
      fates(
        simulate(`
duration: 1s
clients: ${callers(call, 0, 0)}
services: { api: { work: 10ms, threads: 9${cores} } }
edits: [{ at: 5ms, set: services.api.cores, to: ${to} }]
${more}`),
      ),
    );

  test('count for the rest of the work', () => {
    // Both have 5 ms left, which take 10 when they share a core.
    expect(changed('', '1', 'api')).toEqual({ a: 'ok at 15', b: 'ok at 15' });
    // Both have done half of 5 ms.
    expect(changed(', cores: 1', 'null', 'api')).toEqual({ a: 'ok at 12.5', b: 'ok at 12.5' });
  });

  test('leave nothing that could not be stopped', () => {
    const timeout = '{ timeout: { after: 8ms, cancel: interrupt } }';
    const call = `[{ call: api, patterns: [${timeout}] }]`;
    const stopped = { a: 'timeout at 8', b: 'timeout at 8' };
    expect(changed('', '1', call)).toEqual(stopped);
    expect(changed(', cores: 1', 'null', call)).toEqual(stopped);
  });

  test('a pause holds that work, too', () => {
    const pause = 'faults: [{ at: 7ms, for: 10ms, on: api, pause: true }]';
    expect(changed('', '1', 'api', pause)).toEqual({ a: 'ok at 25', b: 'ok at 25' });
    expect(changed(', cores: 1', 'null', 'api', pause)).toEqual({
      a: 'ok at 22.5',
      b: 'ok at 22.5',
    });
  });
});

test('a link’s latency applies to what is sent from then on, the answer too', () => {
  const result = simulate(`
duration: 1s
clients: ${callers('[{ call: api, latency: 2ms, connect: 1ms }]', 0)}
services: { api: { work: 10ms } }
edits:
  - { at: 5ms, set: "clients.a.steps[1].latency", to: 20ms }`);
  expect(fates(result)).toEqual({ a: 'ok at 33' });
});

test('the number of calls of a step', () => {
  const result = simulate(`
duration: 1s
clients: ${callers('gw', 0, 10)}
services: { gw: { steps: [{ call: api, times: 2 }] }, api: {} }
edits: [{ at: 5ms, set: "services.gw.steps[0].times", to: 5 }]`);
  expect(result.links['gw->api']!.calls).toBe(7);
});

test('weights of alternatives', () => {
  const result = simulate(`
duration: 1s
clients:
  web:
    load: { rate: 100/s, arrivals: uniform }
    steps: [{ oneOf: [{ weight: 1, steps: [{ call: a }] }, { weight: 0, steps: [{ call: b }] }] }]
services: { a: {}, b: {} }
edits:
  - { at: 505ms, set: "clients.web.steps[0].oneOf[1].weight", to: 1 }
  - { at: 505ms, set: "clients.web.steps[0].oneOf[0].weight", to: 0 }`);
  expect([result.services['a']!.arrived, result.services['b']!.arrived]).toEqual([51, 49]);
});

describe('a client', () => {
  const offered = (load: string, set: string, to: string, ...untilMs: number[]): number[] => {
    const run = started(`
duration: 10s
clients: { web: { load: { ${load} }, steps: [{ call: api }] } }
services: { api: { threads: 1000 } }
edits: [{ at: 1s, set: "clients.web.load.${set}", to: ${to} }]`);
    return untilMs.map((ms) => {
      run.advance(ms);
      return run.result().clients['web']!.offered;
    });
  };

  test('a rate applies from that instant', () => {
    const load = 'rate: 10/s, arrivals: uniform';
    expect(offered(load, 'rate', '100/s', 1000, 2000, 3000)).toEqual([10, 110, 210]);
    expect(offered(load, 'rate', '0/s', 1000, 2000, 3000)[2]).toBeLessThanOrEqual(11);
    const [, two, three] = offered('rate: 0/s', 'rate', '1000/s', 1000, 2000, 3000);
    expect(Math.abs(three! - two! - 1000)).toBeLessThan(4 * Math.sqrt(1000));
  });

  test('users come at once, and leave at the end of an iteration', () => {
    const load = 'users: 2, think: 100ms';
    expect(offered(load, 'users', '5', 1000, 1050, 2050)).toEqual([20, 25, 75]);
    expect(offered(load, 'users', '0', 1000, 5000)[1]).toBeLessThanOrEqual(22);
  });

  test('thinking applies from that instant', () => {
    expect(offered('users: 1, think: 500ms', 'think', '100ms', 1000, 2050)).toEqual([2, 12]);
  });
});

test('a run that is edited on the way ends like the one with the edit in its spec', () => {
  const yaml = (edits: string) => `
duration: 2s
clients: { web: { load: { rate: 300/s }, steps: [{ call: api, patterns: [{ retry: {} }] }] } }
services: { api: { work: { exponential: 5ms }, threads: 2, errors: 10% } }
${edits}`;
  const edits = [
    { at: 500, set: 'services.api.threads', to: 4 },
    { at: 1000, set: 'clients.web.load.rate', to: 900 },
    { at: 1000, set: 'clients.web.steps[0].patterns[0].retry.maxAttempts', to: 2 },
  ];
  const list = edits.map((e) => `{ at: ${e.at}, set: "${e.set}", to: ${e.to} }`);
  const written = started(yaml(`edits: [${list.join(', ')}]`));
  written.advance();
  for (const seek of [0, 700, 1500, 2000]) {
    const live = started(yaml(''));
    live.advance(seek);
    edits.forEach((_, i) => live.revise(edits.slice(0, i + 1)));
    live.advance();
    expect(live.digest, `edited at ${seek}`).toBe(written.digest);
    expect(live.result()).toEqual(written.result());
  }
});
