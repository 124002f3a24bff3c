/** What a process holds: base, requests in hand, what was left behind; beyond its limit it dies. */
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../../src/engine/index.ts';
import { callers, continued, fates, simulate } from '../../simulate.ts';

const lives = ({ transitions }: RunResult): string[] =>
  transitions.map(({ atMs, replica, from, to }) => `${atMs} #${replica} ${from} → ${to}`);

describe('requests in hand', () => {
  /** Two threads and a queue; requests at 1, 2 … ms, each of 10 ms work. */
  const hold = (limit: string): RunResult =>
    simulate(`
duration: 1s
clients: ${callers('api', 1, 2, 3, 4)}
services:
  api:
    threads: 2
    work: 10ms
    startup: 5ms
    memory: { base: 100MB, perRequest: 10MB, limit: ${limit} }`);

  test('count while they wait or have a thread; up to the limit all is well', () => {
    const { services, clients } = hold('140MB');
    expect(services['api']).toMatchObject({ restarts: 0, oomKills: 0, completed: 4 });
    expect(clients['a']!.succeeded).toBe(1);
  });

  test('beyond the limit all of them fail at once with `oom`, and the process starts again', () => {
    const result = hold('139MB');
    expect(fates(result)).toEqual({ a: 'oom at 4', b: 'oom at 4', c: 'oom at 4', d: 'oom at 4' });
    expect(lives(result)).toEqual([
      '4 #1 ready → restarting',
      '4 #1 restarting → starting',
      '9 #1 starting → ready',
    ]);
    expect(result.services['api']).toMatchObject({ restarts: 1, oomKills: 1 });
    expect(result.decisions.map(({ by, why }) => `${by}: ${why}`)).toEqual([
      'oom: 140 MB of memory, more than the limit',
    ]);
  });
});

test('a leak kills a process after so many requests, again and again, each time later', () => {
  // 100 requests fill it: ended + in hand at the arrival of the one that is too much.
  const result = simulate(`
duration: 40s
clients: { web: { load: { rate: 100/s, arrivals: uniform }, steps: [{ call: api }] } }
services:
  api:
    work: 1ms
    memory: { base: 1MB, leak: 10kB, limit: 2MB }
    restart: { base: 2s, cap: 4s }`);
  // The 101st to end is too much: they come at 0, 10, 20 … ms.
  expect(lives(result).filter((line) => line.includes('restarting →'))).toEqual([
    '1001 #1 restarting → starting',
    // From then on a hundred and one more, at 1010, 1020 …; then a wait of 2 s.
    '4011 #1 restarting → starting',
    // From 4020 on; 4 s.
    '9021 #1 restarting → starting',
    '14031 #1 restarting → starting',
    '19041 #1 restarting → starting',
    '24051 #1 restarting → starting',
    '29061 #1 restarting → starting',
    '34071 #1 restarting → starting',
    '39081 #1 restarting → starting',
  ]);
  // What was in hand had ended: nothing fails with `oom`, but nobody is there meanwhile.
  expect(Object.keys(result.clients['web']!.failures)).toEqual(['no-endpoint']);
});

test('enough memory is the same as any amount', () => {
  const digest = (memory: string): string =>
    simulate(`
duration: 20s
clients: { web: { load: { rate: 300/s }, steps: [{ call: api }] } }
services: { api: { threads: 4, work: { exponential: 12ms }, balance: round-robin${memory} } }`)
      .digest;
  const much = ', memory: { base: 1GB, perRequest: 1MB, leak: 1kB, limit: 1TB }';
  expect(digest(much)).toBe(digest(''));
});

test('a limit that is lowered while it runs kills at the next request', () => {
  const result = simulate(`
duration: 10s
clients: { web: { load: { rate: 100/s, arrivals: uniform }, steps: [{ call: api }] } }
services: { api: { work: 1ms, memory: { base: 1MB, perRequest: 1kB, limit: 2MB } } }
edits:
  - { at: 5005ms, set: services.api.memory.limit, to: 1MB }
  - { at: 6s, set: services.api.memory.limit, to: 2MB }`);
  expect(lives(result)[0]).toBe('5010 #1 ready → restarting');
  expect(result.clients['web']!.failures['oom']).toBeGreaterThan(0);
});

test('a run goes on from a checkpoint', () => {
  const yaml = `
duration: 30s
clients: { web: { load: { rate: 200/s }, steps: [{ call: api }] } }
services:
  api:
    replicas: 2
    threads: 3
    work: { exponential: 10ms }
    startup: 500ms
    memory: { base: 1MB, perRequest: 10kB, leak: 1kB, limit: 2MB }
    restart: { base: 1s }`;
  const whole = simulate(yaml);
  expect(whole.services['api']!.oomKills).toBeGreaterThan(3);
  for (const ms of [3000, 7777, 20_000]) {
    const run = continued(yaml, ms);
    expect(run.digest).toBe(whole.digest);
  }
});
