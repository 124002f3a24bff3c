/** What each fault does to requests, to the instant; on services and links. */
import { describe, expect, test } from 'vitest';
import { callers, fates, simulate } from '../../simulate.ts';

/** Requests of 10 ms each at these instants, as many threads as needed. */
const hit = (fault: string, atMs: readonly number[], api = 'threads: 100'): string => `
duration: 1s
clients: ${callers('api', ...atMs)}
services: { api: { work: 10ms, ${api} } }
faults: [${fault}]`;

const ends = (fault: string, atMs: readonly number[], api?: string): string[] =>
  Object.values(fates(simulate(hit(fault, atMs, api))));

/** A steady load of 1,000 requests, 1 ms apart, for faults that hit a share of them. */
const steady = (fault: string, api = 'threads: 100'): string => `
duration: 2s
clients:
  web:
    load:
      stages: [{ for: 0s, to: 1000/s }, { for: 1s, to: 1000/s }, { for: 0s, to: 0/s }]
      arrivals: uniform
    steps: [{ call: api }]
services: { api: { work: 10ms, ${api} } }
faults: [${fault}]`;

/** Four standard errors of a count out of n. */
const near = (n: number, share: number): [number, number] => {
  const error = 4 * Math.sqrt(n * share * (1 - share));
  return [n * share - error, n * share + error];
};
function expectShare(count: number, n: number, share: number): void {
  const [low, high] = near(n, share);
  expect(count).toBeGreaterThan(low);
  expect(count).toBeLessThan(high);
}

describe('slow', () => {
  test('multiplies work drawn while it is on', () => {
    const fault = '{ at: 20ms, for: 30ms, on: api, slow: 3x }';
    expect(ends(fault, [15, 20, 49, 50])).toEqual(['ok at 25', 'ok at 50', 'ok at 79', 'ok at 60']);
  });

  test('grows along its ramp, and ends abruptly', () => {
    const fault = '{ at: 0, for: 200ms, on: api, slow: 5x, ramp: 100ms }';
    // 1 + 4 × t / 100 ms.
    expect(ends(fault, [0, 25, 50, 100, 150, 200])).toEqual([
      'ok at 10',
      'ok at 45',
      'ok at 80',
      'ok at 150',
      'ok at 200',
      'ok at 210',
    ]);
  });

  test('can make faster, too', () => {
    expect(ends('{ at: 0, on: api, slow: 0.5x }', [0])).toEqual(['ok at 5']);
  });

  test('hits every work step, but not what is called', () => {
    const result = simulate(`
duration: 1s
clients: ${callers('api', 0)}
services:
  api: { steps: [{ work: 1ms }, { call: db }, { work: 2ms }] }
  db: { work: 10ms }
faults: [{ at: 0, on: api, slow: 10x }]`);
    expect(fates(result)).toEqual({ a: 'ok at 40' });
  });
});

describe('delay', () => {
  test('adds to the time on the way in', () => {
    const fault = '{ at: 20ms, for: 30ms, on: api, delay: 7ms }';
    expect(ends(fault, [15, 20, 45, 50])).toEqual(['ok at 25', 'ok at 37', 'ok at 62', 'ok at 60']);
    const result = simulate(hit('{ at: 0, on: api, delay: 7ms }', [0]));
    expect(result.services['api']).toMatchObject({ sojournMs: { max: 10 } });
  });

  test('grows along its ramp', () => {
    const fault = '{ at: 0, on: api, delay: 10ms, ramp: 100ms }';
    expect(ends(fault, [0, 50, 100])).toEqual(['ok at 10', 'ok at 65', 'ok at 120']);
  });
});

describe('errors and permanentErrors', () => {
  test('make requests fail after their work', () => {
    expect(ends('{ at: 0, on: api, errors: 1 }', [0])).toEqual(['error at 10']);
    expect(ends('{ at: 0, on: api, permanentErrors: 1 }', [0])).toEqual(['permanent at 10']);
  });

  test('are decided when the work is done', () => {
    const fault = '{ at: 5ms, for: 15ms, on: api, errors: 1 }';
    expect(ends(fault, [0, 9, 10.5])).toEqual(['error at 10', 'error at 19', 'ok at 20.5']);
  });

  test('hit their share, combine as independent ones, and leave the rest alone', () => {
    const count = (fault: string, api?: string) =>
      simulate(steady(fault, api)).services['api']!.failures;
    expectShare(count('{ at: 0, on: api, errors: 30% }')['error']!, 1000, 0.3);
    const two = '{ at: 0, on: api, errors: 50% }, { at: 0, on: api, errors: 50% }';
    expectShare(count(two)['error']!, 1000, 0.75);
    expectShare(
      count('{ at: 0, on: api, errors: 50% }', 'threads: 99, errors: 50%')['error']!,
      1000,
      0.75,
    );
    const both = count('{ at: 0, on: api, errors: 30% }, { at: 0, on: api, permanentErrors: 30% }');
    expectShare(both['error']!, 1000, 0.3);
    expectShare(both['permanent']!, 1000, 0.3);
  });

  test('grow along a ramp: half of them on the average', () => {
    const fault = '{ at: 0, on: api, errors: 100%, ramp: 1s }';
    expectShare(simulate(steady(fault)).services['api']!.failures['error']!, 1000, 0.5);
  });
});

describe('capacity', () => {
  const at = (share: string, threads: number): string[] =>
    ends(`{ at: 0, on: api, capacity: ${share} }`, [1, 1, 1, 1], `threads: ${threads}`);

  test('leaves a share of threads, rounded up', () => {
    expect(at('50%', 4)).toEqual(['ok at 11', 'ok at 11', 'ok at 21', 'ok at 21']);
    expect(at('50%', 3)).toEqual(['ok at 11', 'ok at 11', 'ok at 21', 'ok at 21']);
    expect(at('1%', 3)).toEqual(['ok at 11', 'ok at 21', 'ok at 31', 'ok at 41']);
  });

  test('none at all let nothing start until it is over', () => {
    const fault = '{ at: 0, for: 50ms, on: api, capacity: 0 }';
    expect(ends(fault, [1, 60], 'threads: 4')).toEqual(['ok at 60', 'ok at 70']);
  });

  test('lets running work finish', () => {
    const fault = '{ at: 5ms, for: 20ms, on: api, capacity: 50% }';
    expect(ends(fault, [0, 0, 6, 6], 'threads: 2')).toEqual([
      'ok at 10',
      'ok at 10',
      'ok at 20',
      'ok at 30',
    ]);
  });

  test('two of them multiply: a quarter of eight threads', () => {
    const two = '{ at: 0, on: api, capacity: 50% }, { at: 0, on: api, capacity: 50% }';
    const found = ends(two, [1, 1, 1], 'threads: 8');
    expect(found).toEqual(['ok at 11', 'ok at 11', 'ok at 21']);
  });
});

describe('drop and refuse', () => {
  test('a dropped request never ends, nor reaches the callee', () => {
    const result = simulate(hit('{ at: 0, for: 5ms, on: api, drop: 1 }', [0, 6]));
    expect(fates(result)).toEqual({ a: 'in flight', b: 'ok at 16' });
    expect(result.services['api']!.arrived).toBe(1);
    expect(result.links['a->api']).toMatchObject({ calls: 1, inFlight: 1 });
  });

  test('a timeout ends the waiting for it', () => {
    const yaml = hit('{ at: 0, on: api, drop: 1 }', [0]);
    const result = simulate(
      yaml.replace('call: api', 'call: api, patterns: [{ timeout: { after: 9ms } }]'),
    );
    expect(fates(result)).toEqual({ a: 'timeout at 9' });
  });

  test('drops hit their share, and combine', () => {
    const two = '{ at: 0, on: api, drop: 20% }, { at: 0, on: web->api, drop: 50% }';
    expectShare(simulate(steady(two)).services['api']!.arrived, 1000, 0.4);
  });

  test('a refused request is refused at once, at the door', () => {
    const result = simulate(hit('{ at: 0, for: 5ms, on: api, refuse: true }', [0, 6]));
    expect(fates(result)).toEqual({ a: 'refused at 0', b: 'ok at 16' });
    expect(result.services['api']).toMatchObject({ arrived: 2, rejected: 1 });
  });
});

describe('share and replicas', () => {
  test('a share of requests is hit as a whole', () => {
    const fault = '{ at: 0, on: api, slow: 100x, share: 10% }';
    const { sojournMs } = simulate(steady(fault, 'threads: 10000')).services['api']!;
    expect(sojournMs.p50).toBeCloseTo(10, 1);
    expect(sojournMs.max).toBe(1000);
    expectShare((sojournMs.mean! - 10) / 0.99, 1000, 0.1);
    const errors = simulate(steady('{ at: 0, on: api, errors: 100%, share: 10% }'));
    expectShare(errors.services['api']!.failures['error']!, 1000, 0.1);
  });

  test('shares of two faults hit independently', () => {
    const two =
      '{ at: 0, on: api, errors: 1, share: 50% }, { at: 0, on: api, refuse: true, share: 50% }';
    const { failures } = simulate(steady(two)).services['api']!;
    expectShare(failures['refused']!, 1000, 0.5);
    expectShare(failures['error']!, 1000, 0.25);
  });

  test('the first so many replicas are hit', () => {
    for (const [kind, found] of [
      ['slow: 3x', 'ok at 30'],
      ['delay: 5ms', 'ok at 15'],
      ['errors: 1', 'error at 10'],
      ['permanentErrors: 1', 'permanent at 10'],
      ['refuse: true', 'refused at 0'],
      ['drop: 1', 'in flight'],
      ['capacity: 0', 'in flight'],
      ['pause: true', 'in flight'],
    ] as const) {
      const fault = `{ at: 0, on: api, ${kind}, replicas: 2 }`;
      const three = ends(fault, [0, 0, 0], 'replicas: 3');
      expect(three, kind).toEqual([found, found, 'ok at 10']);
    }
  });
});

describe('together', () => {
  test('factors multiply, delays add', () => {
    const slow = '{ at: 0, on: api, slow: 2x }, { at: 0, on: api, slow: 3x }';
    expect(ends(slow, [0])).toEqual(['ok at 60']);
    const delay = '{ at: 0, on: api, delay: 2ms }, { at: 0, on: a->api, delay: 3ms }';
    expect(ends(`${delay}, { at: 0, on: api, delay: 4ms }`, [0])).toEqual(['ok at 19']);
  });

  test('one that is disabled does nothing, and can be switched on and off', () => {
    expect(ends('{ at: 0, on: api, errors: 1, disabled: true }', [0])).toEqual(['ok at 10']);
    const edits = (value: boolean) =>
      `\nedits: [{ at: 15ms, set: "faults[0].disabled", to: ${value} }]`;
    const on = '{ at: 0, on: api, errors: 1 }';
    expect(Object.values(fates(simulate(hit(on, [0, 10]) + edits(true))))).toEqual([
      'error at 10',
      'ok at 20',
    ]);
    const off = '{ at: 0, on: api, errors: 1, disabled: true }';
    expect(Object.values(fates(simulate(hit(off, [0, 10]) + edits(false))))).toEqual([
      'ok at 10',
      'error at 20',
    ]);
  });

  test('its amount and times can be edited', () => {
    const edit = (set: string, to: string) =>
      `\nedits: [{ at: 15ms, set: "faults[0].${set}", to: ${to} }]`;
    const fault = '{ at: 0, for: 100ms, on: api, slow: 2x }';
    const after = (set: string, to: string) =>
      Object.values(fates(simulate(hit(fault, [10, 20, 120]) + edit(set, to))));
    expect(after('slow', '5x')).toEqual(['ok at 30', 'ok at 70', 'ok at 130']);
    expect(after('for', '5ms')).toEqual(['ok at 30', 'ok at 30', 'ok at 130']);
    expect(after('for', '500ms')).toEqual(['ok at 30', 'ok at 40', 'ok at 140']);
  });
});

test('one that an edit makes begin later is off until then, and never runs time backwards', () => {
  const edit = '\nedits: [{ at: 50ms, set: "faults[0].at", to: 500ms }]';
  for (const ramp of ['', ', ramp: 100ms']) {
    const fault = `{ at: 0, on: api, slow: 10x${ramp} }`;
    const found = Object.values(fates(simulate(hit(fault, [60, 70, 600]) + edit)));
    expect(found).toEqual(['ok at 70', 'ok at 80', 'ok at 700']);
  }
});

test('shares of many faults are independent, however many there are', () => {
  const idle = Array.from({ length: 30 }, () => '{ at: 0, on: other, errors: 0 }').join(', ');
  const first = '{ at: 0, on: api, slow: 2x, share: 50% }';
  const last = '{ at: 0, on: api, errors: 1, share: 50% }';
  const yaml = steady(`${first}, ${idle}, ${last}`).replace(
    'services: {',
    'services: { other: {},',
  );
  expectShare(simulate(yaml).services['api']!.failures['error']!, 1000, 0.5);
});

describe('on a link', () => {
  test('delays, errors, drops and refusals hit that caller alone', () => {
    for (const [kind, found] of [
      ['delay: 5ms', 'ok at 15'],
      ['errors: 1', 'error at 10'],
      ['permanentErrors: 1', 'permanent at 10'],
      ['refuse: true', 'refused at 0'],
      ['drop: 1', 'in flight'],
    ] as const) {
      const [a, b] = ends(`{ at: 0, on: a->api, ${kind} }`, [0, 0]);
      expect([a, b], kind).toEqual([found, 'ok at 10']);
    }
  });

  test('what is refused there never reaches the callee; an error does', () => {
    const arrived = (kind: string) =>
      simulate(hit(`{ at: 0, on: a->api, ${kind} }`, [0])).services['api']!;
    expect(arrived('refuse: true').arrived).toBe(0);
    expect(arrived('errors: 1')).toMatchObject({ arrived: 1, completed: 1 });
  });
});
