/** What a request does: sequences, branches, alternatives, rows, outcomes on the way up. */
import { describe, expect, test } from 'vitest';
import { callers, fates, simulate, started, worldOf } from '../../simulate.ts';

const serving = (steps: string, more = '', api = ''): string => `
duration: 1s
clients: ${callers('api', 0)}
services:
  api: { threads: 100, ${api} steps: [${steps}] }
  db: { work: 10ms, threads: 100 }
  slow: { work: 50ms, threads: 100 }
${more}`;
const fate = (steps: string, more = ''): string => fates(simulate(serving(steps, more)))['a']!;
const down = (...ids: string[]): string =>
  `faults: [${ids.map((id) => `{ at: 0, on: ${id}, errors: 1 }`).join(', ')}]`;

describe('in order', () => {
  test('one after the other', () => {
    expect(fate('{ work: 1ms }, { call: db }, { work: 2ms }, { call: slow }')).toBe('ok at 63');
  });
  test('none after one that failed', () => {
    const result = simulate(serving('{ call: db }, { call: slow }', down('db')));
    expect(fates(result)).toEqual({ a: 'error at 10: api->db: error' });
    expect(result.services['slow']!.arrived).toBe(0);
  });
  test('a service without work answers at once', () => {
    expect(fate('{ work: 0 }')).toBe('ok at 0');
  });
});

describe('parallel', () => {
  test('ends with the last', () => {
    expect(fate('{ parallel: [{ call: db }, { call: slow }, { work: 30ms }] }')).toBe('ok at 50');
    const branches = '[{ steps: [{ work: 30ms }, { call: db }] }, { call: db, name: other }]';
    expect(fate(`{ parallel: ${branches} }, { work: 1ms }`)).toBe('ok at 41');
  });

  test('the first failure ends it, and the others go on as abandoned work', () => {
    const result = simulate(serving('{ parallel: [{ call: slow }, { call: db }] }', down('db')));
    expect(fates(result)).toEqual({ a: 'error at 10: api->db: error' });
    expect(result.services['slow']).toMatchObject({ completed: 1, abandoned: 1 });
    expect(result.links['api->slow']).toMatchObject({ calls: 1, succeeded: 1, inFlight: 0 });
  });

  test('a branch left behind goes through all of its steps', () => {
    const branch = '{ steps: [{ work: 20ms }, { call: slow }, { call: db }] }';
    const steps = `{ parallel: [${branch}, { call: db, name: other }] }`;
    const result = simulate(serving(steps, 'faults: [{ at: 0, for: 30ms, on: db, errors: 1 }]'));
    expect(fates(result)).toEqual({ a: 'error at 10: other: error' });
    expect(result.services['slow']).toMatchObject({ completed: 1, abandoned: 1 });
    expect(result.services['db']).toMatchObject({
      arrived: 2,
      completed: 1,
      failed: 1,
      abandoned: 1,
    });
  });

  test('a failure with a fallback does not end it', () => {
    const steps = '{ parallel: [{ call: slow }, { call: db, fallback: word }] }';
    expect(fate(steps, down('db'))).toBe('degraded at 50');
  });

  test('a failure at once, in the midst of its own start, ends it once', () => {
    const inner = '{ parallel: [{ call: db, name: one }, { steps: [{ call: db, name: two }] }] }';
    const branches = `[{ steps: [${inner}] }, { call: db, name: three }, { call: slow }]`;
    const refused = 'faults: [{ at: 0, on: one, refuse: true }]';
    const result = simulate(serving(`{ parallel: ${branches} }`, refused));
    expect(fates(result)).toEqual({ a: 'error at 0: one: refused' });
    expect(result.services).toMatchObject({ api: { arrived: 1, failed: 1 }, db: { arrived: 0 } });
  });

  test('nested', () => {
    const steps = '{ parallel: [{ parallel: [{ call: db }, { call: slow }] }, { work: 60ms }] }';
    expect(fate(steps)).toBe('ok at 60');
  });
});

describe('times', () => {
  test('so many calls at once, all of them must end well', () => {
    const result = simulate(serving('{ call: db, times: 5 }'));
    expect(fates(result)).toEqual({ a: 'ok at 10' });
    expect(result.links['api->db']!.calls).toBe(5);
  });
  test('the first failure ends the step, and calls that are not yet made are not', () => {
    const steps = '{ call: db, times: 5, patterns: [{ bulkhead: { maxConcurrentCalls: 2 } }] }';
    const result = simulate(serving(steps));
    expect(fates(result)).toEqual({ a: 'error at 0: api->db: bulkhead-full' });
    expect(result.links['api->db']).toMatchObject({ calls: 3, succeeded: 2, failed: 1 });
  });
});

test('one of several, by weight', () => {
  const result = simulate(`
duration: 10s
clients: { web: { load: { rate: 1000/s, arrivals: uniform }, steps: [{ oneOf: [
  { weight: 60, steps: [{ call: a }] }, { weight: 30, steps: [{ call: b }] },
  { weight: 10, steps: [] }, { weight: 0, steps: [{ call: c }] }] }] } }
services: { a: {}, b: {}, c: {} }`);
  const { a, b, c } = result.services;
  expect(Math.abs(a!.arrived - 6000)).toBeLessThan(4 * Math.sqrt(10_000 * 0.6 * 0.4));
  expect(Math.abs(b!.arrived - 3000)).toBeLessThan(4 * Math.sqrt(10_000 * 0.3 * 0.7));
  expect(c!.arrived).toBe(0);
  expect(result.clients['web']!.succeeded).toBe(10_000);
});

describe('rows', () => {
  const rows = (...atMs: number[]): string => `
duration: 1s
clients: ${callers('api', ...atMs)}
services:
  api: { threads: 100, steps: [{ read: stock }, { work: 10ms }, { write: stock }] }`;

  test('a write conflicts when another wrote since this request read', () => {
    expect(fates(simulate(rows(0, 5, 10.5, 16)))).toEqual({
      a: 'ok at 10',
      b: 'conflict at 15',
      // It read after the write of a, and b wrote nothing.
      c: 'ok at 20.5',
      d: 'conflict at 26',
    });
  });

  test('a write without a read never conflicts, nor does another row', () => {
    const blind = rows(0, 5).replace('{ read: stock }, ', '');
    expect(fates(simulate(blind))).toEqual({ a: 'ok at 10', b: 'ok at 15' });
    const other = rows(0, 5).replace('write: stock', 'write: price');
    expect(fates(simulate(other))).toEqual({ a: 'ok at 10', b: 'ok at 15' });
  });

  test('a request may write twice what it has read once', () => {
    const twice = rows(0).replace('{ write: stock }', '{ write: stock }, { write: stock }');
    expect(fates(simulate(twice))).toEqual({ a: 'ok at 10' });
  });

  test('a retry reads again', () => {
    const retry = 'call: api, patterns: [{ retry: { backoff: none, jitter: none } }]';
    expect(fates(simulate(rows(0, 5).replaceAll('call: api', retry)))).toEqual({
      a: 'ok at 10',
      b: 'ok at 25',
    });
  });

  test('replicas share the rows', () => {
    const yaml = rows(0, 5).replace('threads: 100', 'replicas: 2');
    expect(fates(simulate(yaml))['b']).toBe('conflict at 15');
  });
});

describe('what a failure is further up', () => {
  const chain = (api: string, more = ''): string => `
duration: 1s
clients: ${callers('gw', 0)}
services:
  gw: { steps: [{ call: mid }] }
  mid: { steps: [{ call: api }] }
  api: { work: 10ms, ${api} }
${more}`;
  const up = (api: string, more = ''): string => fates(simulate(chain(api, more)))['a']!;

  test('`error`, but `permanent` stays what it is; the cause is the first link', () => {
    expect(up('errors: 1')).toBe('error at 10: mid->api: error');
    expect(up('permanentErrors: 1')).toBe('permanent at 10: mid->api: permanent');
    expect(up('', 'faults: [{ at: 0, on: api, refuse: true }]')).toBe(
      'error at 0: mid->api: refused',
    );
    expect(up('', 'faults: [{ at: 5ms, on: api, crash: 1 }]')).toBe('error at 5: mid->api: reset');
  });

  test('reasons made at the door reach the direct caller as they are', () => {
    const result = simulate(chain('', 'faults: [{ at: 0, on: api, refuse: true }]'));
    expect(result.links).toMatchObject({
      'mid->api': { failures: { refused: 1 } },
      'gw->mid': { failures: { error: 1 } },
    });
    expect(result.clients['a']!.causes).toEqual({ 'mid->api: refused': 1 });
  });

  test('a conflict goes up as one', () => {
    const steps = 'steps: [{ read: r }, { work: 10ms }, { write: r }]';
    const yaml = chain('')
      .replace('work: 10ms, ', steps)
      .replace('call: mid }', 'call: mid, times: 2 }');
    expect(fates(simulate(yaml))['a']).toBe('conflict at 10: mid->api: conflict');
  });

  test('the last failure of a retry counts as the cause', () => {
    const fault = `faults:
  - { at: 0, for: 5ms, on: mid->api, refuse: true }
  - { at: 0, on: api, errors: 1 }`;
    const retry =
      'patterns: [{ retry: { maxAttempts: 2, backoff: constant, base: 10ms, jitter: none } }]';
    const result = simulate(chain('', fault).replace('call: api', `call: api, ${retry}`));
    expect(fates(result)['a']).toBe('error at 20: mid->api: error');
  });
});

test('no event makes more calls than one step has, however wide the tree of calls is', () => {
  const run = started(`
duration: 1s
clients: { c: { load: { users: 1, iterations: 1 }, steps: [{ call: a, times: 1000 }] } }
services:
  a: { threads: 10000, steps: [{ call: b, times: 100 }] }
  b: { threads: 1000000, steps: [{ call: d, times: 3 }] }
  d: { threads: 1000000, work: 1s }`);
  const { pool } = worldOf(run);
  let most = 0;
  for (let before = 0; run.advance(Infinity, 1) && before < 100_000; before = pool.inUse)
    most = Math.max(most, pool.inUse - before);
  expect(most).toBeLessThanOrEqual(1001);
});
