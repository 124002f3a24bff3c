/** Probes and restarts as the kubelet makes them: timelines to the millisecond. */
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../../src/engine/index.ts';
import { continued, simulate } from '../../simulate.ts';

/**
 * One request every 10 ms. Of two replicas the second is made at 5 s: it is probed from then on, at
 * whole multiples of the period.
 */
const late = (service: string, more = '', seconds = 60): string => `
duration: ${seconds}s
clients: { web: { load: { rate: 100/s, arrivals: uniform }, steps: [{ call: api }] } }
services: { db: { threads: 50 }, api: { threads: 50, work: 1ms, ${service} } }
edits: [{ at: 5s, set: services.api.replicas, to: 2 }]
${more}`;

/** What the second replica went through: `9000 starting → ready`. */
const lives = ({ transitions }: RunResult, nth = 2): string[] =>
  transitions
    .filter(({ service, replica }) => service === 'api' && replica === nth)
    .map(({ atMs, from, to }) => `${atMs} ${from} → ${to}`);

const whys = ({ decisions }: RunResult, on = 'api#2'): string[] =>
  decisions.filter((one) => one.on === on).map(({ atMs, why }) => `${atMs} ${why}`);

describe('a startup probe', () => {
  const probes = (threshold: number, startup = '3s'): string =>
    `startup: ${startup}, probes: { startup: { period: 2s, failureThreshold: ${threshold} } }`;

  test('is refused while the process starts, and says when it has started', () => {
    expect(lives(simulate(late(probes(3))))).toEqual(['9000 starting → ready']);
  });

  test('that fails too often restarts the process: at once, then after 10 s, 20 s', () => {
    expect(lives(simulate(late(probes(2, '5s'))))).toEqual([
      '7000 starting → restarting',
      '7000 restarting → starting',
      '11000 starting → restarting',
      '21000 restarting → starting',
      // Ticks belong to the replica: 21, 23.
      '23000 starting → restarting',
      '43000 restarting → starting',
      '45000 starting → restarting',
    ]);
  });

  test('keeps the others waiting until it has passed', () => {
    const more = 'liveness: { period: 1s, failureThreshold: 1 }, readiness: { period: 1500ms }';
    const result = simulate(late(probes(3).replace(' } }', ` }, ${more} }`)));
    expect(lives(result)).toEqual(['9000 starting → unready', '9500 unready → ready']);
  });
});

describe('restarts', () => {
  const never = 'startup: 1h, probes: { startup: { period: 1s, failureThreshold: 1 } }';
  const waits = (result: RunResult): number[] => {
    const all = result.transitions.filter(({ replica }) => replica === 2);
    const returns = all.filter(({ from }) => from === 'restarting');
    const kills = all.filter(({ to }) => to === 'restarting');
    return returns.map(({ atMs }, i) => (atMs - kills[i]!.atMs) / 1000);
  };

  test('in a row wait 0, 10, 20, 40, 80, 160, 300, 300 s', () => {
    const result = simulate(late(never, '', 1000));
    expect(waits(result)).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
    expect(result.services['api']!.restarts).toBe(9);
  });

  test('take base and cap from the scenario, also from an edit', () => {
    const own = `${never}, restart: { base: 3s, cap: 10s }`;
    const edit = 'edits:\n  - { at: 5s, set: services.api.replicas, to: 2 }\n';
    const sooner = late(own).replace(
      /edits:.*\n/,
      `${edit}  - { at: 20s, set: services.api.restart.cap, to: 4s }\n`,
    );
    expect(waits(simulate(late(own))).slice(0, 5)).toEqual([0, 3, 6, 10, 10]);
    expect(waits(simulate(sooner)).slice(0, 5)).toEqual([0, 3, 6, 10, 4]);
  });

  test('are forgotten after running for so long', () => {
    const now = (reset: string): number[] => {
      const liveness = 'liveness: { period: 10s, failureThreshold: 2, timeout: 1s }';
      const hang = (at: number): string => `{ at: ${at}s, for: 13s, on: api, hang: true }`;
      return waits(
        simulate(
          late(
            `probes: { ${liveness} }, restart: { grace: 0s, reset: ${reset} }`,
            `faults: [${hang(14)}, ${hang(54)}]`,
            120,
          ),
        ),
      );
    };
    // Killed at 26 s, and, running again since 26 s, at 66 s.
    expect(now('40s')).toEqual([0, 0]);
    expect(now('41s')).toEqual([0, 10]);
  });
});

describe('a liveness probe', () => {
  const probed = 'probes: { liveness: { period: 4s, timeout: 1s, failureThreshold: 3 } }';
  const hang = 'faults: [{ at: 12s, for: 20s, on: api, hang: true }]';

  test('finds a process that hangs, which uses up its grace; what it holds is reset', () => {
    const result = simulate(late(`${probed}, restart: { grace: 5s }`, hang));
    // Ticks at 13, 17, 21, each 1 s too late.
    expect(lives(result)).toEqual([
      '5000 starting → ready',
      '22000 ready → restarting',
      '27000 restarting → starting',
      '27000 starting → ready',
    ]);
    expect(whys(result)).toEqual([
      '22000 liveness probe failed 3 times: it found a process that hangs for 1 s',
    ]);
    expect(result.clients['web']!.failures['reset']).toBeGreaterThan(400);
  });

  test('does not mind one that goes on before', () => {
    const result = simulate(late(probed, hang.replace('20s', '9s')));
    expect(lives(result)).toEqual(['5000 starting → ready']);
    expect(result.clients['web']!.failures).toEqual({});
  });

  test('kills a healthy process whose threads all wait, unless it has a thread of its own', () => {
    const system = (threads: string): string => `
duration: 60s
clients: { web: { load: { rate: 100/s, arrivals: uniform }, steps: [{ call: api }] } }
services:
  db: { threads: 50, work: 1ms }
  api:
    threads: 20
    queue: { capacity: 10 }
    steps: [{ call: db }]
    probes: { liveness: { period: 4s, timeout: 1s, failureThreshold: 3, threads: ${threads} } }
faults: [{ at: 10s, for: 30s, on: db, hang: true }]`;
    const shared = simulate(system('shared'));
    expect(shared.services['api']!.restarts).toBe(1);
    expect(whys(shared, 'api#1')[0]).toMatch(/found no thread for 1 s$/);
    expect(simulate(system('own')).services['api']!.restarts).toBe(0);
  });

  test('waits in front of the queue, and takes no time', () => {
    // One thread: the request in it ends at 6.2 s; 300 others wait.
    const result = simulate(`
duration: 12s
clients: { web: { load: { rate: 60/s, arrivals: uniform }, steps: [{ call: api }] } }
services:
  api:
    threads: 1
    work: 400ms
    probes: { liveness: { period: 500ms, timeout: 401ms, failureThreshold: 1 } }`);
    expect(result.services['api']!.queueMax).toBeGreaterThan(300);
    expect(result.services['api']!.restarts).toBe(0);
  });
});

describe('a readiness probe', () => {
  const system = (readiness: string, more = ''): string => `
duration: 60s
clients: { web: { load: { rate: 100/s, arrivals: uniform }, steps: [{ call: api }] } }
services:
  db: { threads: 50, work: 1ms }
  api: { replicas: 1, threads: 50, work: 1ms, probes: { readiness: { period: 2s, ${readiness} } } }
edits: [{ at: 5s, set: services.api.replicas, to: 2 }]
${more}`;
  const errors = 'faults: [{ at: 20s, for: 10s, on: db, errors: 100% }]';

  test('calls what it looks at, and takes the replica out and in again', () => {
    const result = simulate(system('calls: [db], successThreshold: 2', errors));
    // Ticks at 5, 7 …; those of 21, 23, 25 fail, 27 and 29 as well, 31 and 33 pass.
    expect(lives(result)).toEqual([
      '5000 starting → unready',
      '7001 unready → ready',
      '25001 ready → unready',
      '33001 unready → ready',
    ]);
    expect(whys(result)[1]).toBe(
      '25001 readiness probe failed 3 times: api->db (readiness): error',
    );
    expect(result.services['api']!.restarts).toBe(0);
    const { calls, failed } = result.links['api->db (readiness)']!;
    // Two replicas, 27 and 30 ticks; 5 of each fail.
    expect([calls, failed]).toEqual([58, 10]);
    expect(result.services['db']!.arrived).toBe(58);
    // Probes do not count where they are made.
    const { attempts, failures } = result.links['web->api']!;
    expect(result.services['api']!.arrived).toBe(attempts - failures['no-endpoint']!);
  });

  test('uses an answer again for as long as it is kept', () => {
    const kept = simulate(system('calls: [db], cache: 5s', errors));
    // Asked at 5.001, 11.001, 17.001, 23.001 (fails), 29.001 (fails), 35.001: in between as before.
    expect(lives(kept)).toEqual([
      '5000 starting → unready',
      '5001 unready → ready',
      '27000 ready → unready',
      '35001 unready → ready',
    ]);
  });

  test('gives its calls up when it is late, or lets that pass', () => {
    const slow = 'faults: [{ at: 20s, for: 10s, on: db, delay: 1500ms }]';
    const at = (onTimeout: string): string[] =>
      lives(simulate(system(`calls: [db], timeout: 1s, onTimeout: ${onTimeout}`, slow)));
    expect(at('fail')).toContain('26000 ready → unready');
    expect(at('warn')).toEqual(['5000 starting → unready', '5001 unready → ready']);
  });

  test('leaves nobody to pick where all look at the same thing', () => {
    const result = simulate(system('calls: [db], failureThreshold: 1', errors));
    expect(Object.keys(result.clients['web']!.failures)).toEqual(['no-endpoint']);
    expect(result.services['api']!.replicas).toMatchObject({ min: 1, max: 2 });
    expect(result.services['api']!.replicas.readyMean).toBeLessThan(1.8);
  });
});

test('probes that pass change nothing of what becomes of requests', () => {
  const system = (more: string): string => `
duration: 30s
clients: { web: { load: { rate: 300/s }, steps: [{ call: api }] } }
services: { api: { replicas: 3, threads: 4, work: { exponential: 30ms }, ${more} } }`;
  const probes = 'probes: { liveness: { period: 1s }, readiness: { period: 300ms, threads: own } }';
  const plain = simulate(system('balance: round-robin'));
  const asked = simulate(system(`balance: round-robin, ${probes}`));
  expect(asked.services['api']!.restarts).toBe(0);
  expect(asked.digest).toBe(plain.digest);
});

test('a run goes on from a checkpoint, whatever is under way', () => {
  const yaml = `
duration: 60s
clients: { web: { load: { rate: 60/s }, steps: [{ call: api }] } }
services:
  db: { threads: 4, work: { exponential: 20ms } }
  api:
    replicas: 3
    threads: 6
    steps: [{ call: db }]
    startup: 2s
    propagation: 300ms
    restart: { grace: 3s, base: 1s }
    probes:
      startup: { period: 1s }
      liveness: { period: 2s, timeout: 1s, calls: [db] }
      readiness: { period: 1s, timeout: 500ms, calls: [db], cache: 1500ms }
faults:
  - { at: 10s, for: 15s, on: db, hang: true }
  - { at: 40s, for: 10s, on: api, hang: true, replicas: 2 }`;
  const whole = simulate(yaml);
  expect(whole.services['api']!.restarts).toBeGreaterThan(3);
  for (const ms of [10_500, 14_321, 17_000, 21_000, 33_000, 44_444, 47_000]) {
    const run = continued(yaml, ms);
    expect(run.digest).toBe(whole.digest);
    expect(run.result().services).toEqual(whole.services);
  }
});

test('a killed process ends with the last request at its own stack, too', () => {
  const result = simulate(`
duration: 60s
clients: { web: { load: { rate: 2/s, arrivals: uniform }, steps: [{ call: api }] } }
services:
  api:
    threads: 9
    work: 3s
    patterns: [{ bulkhead: { maxConcurrentCalls: 1, maxWaitDuration: 1m } }]
    probes:
      readiness: { period: 1s }
      liveness: { period: 1s, failureThreshold: 1, calls: [db] }
    restart: { grace: 30s }
  db: { work: 1ms }
faults: [{ at: 20s, for: 1s, on: db, errors: 100% }]`);
  const [killed, back] = result.transitions.filter(({ link }) => link === null);
  expect(killed).toMatchObject({ to: 'restarting' });
  // What has a thread ends within 3 s; what the bulkhead lets through then is refused.
  expect(back!.atMs - killed!.atMs).toBeLessThanOrEqual(3000);
});
