/** A process that hangs lives and accepts; without a restart it is as if it were paused. */
import { expect, test } from 'vitest';
import { simulate } from '../../simulate.ts';

const system = (fault: string, seed: number, more = ''): string => `
seed: "${seed}"
duration: 10s
clients:
  web:
    load: { rate: 150/s }
    steps: [{ call: api, patterns: [{ timeout: { after: 300ms } }] }]
services:
  db: { threads: 9, work: { exponential: 8ms } }
  api: { replicas: 3, threads: 4, steps: [{ work: { exponential: 5ms } }, { call: db }]${more} }
faults: [{ at: 2s, for: 3s, on: api, ${fault} }, { at: 6s, for: 1s, on: api, crash: 1 }]`;

test('is a pause, as long as nobody ends the process', () => {
  for (const seed of [1, 2, 3])
    for (const replicas of ['', ', replicas: 2'])
      expect(simulate(system(`hang: true${replicas}`, seed)).digest).toBe(
        simulate(system(`pause: true${replicas}`, seed)).digest,
      );
});

test('is over with a crash: the new process does not hang', () => {
  const answered = (fault: string): number =>
    simulate(`
duration: 10s
clients: { web: { load: { rate: 100/s, arrivals: uniform }, steps: [{ call: api }] } }
services: { api: { threads: 50, work: 1ms } }
faults: [{ at: 2s, for: 6s, on: api, ${fault} }, { at: 3s, for: 1s, on: api, crash: 1 }]`).clients[
      'web'
    ]!.succeeded;
  // 2 s before, 6 s after the crash.
  expect(answered('hang: true')).toBe(800);
  // What came since 4 s waits for the end of the pause.
  expect(answered('pause: true')).toBe(800);
  const until = (fault: string): number =>
    simulate(
      `
duration: 10s
clients: { web: { load: { rate: 100/s, arrivals: uniform }, steps: [{ call: api }] } }
services: { api: { threads: 50, work: 1ms } }
faults: [{ at: 2s, for: 6s, on: api, ${fault} }, { at: 3s, for: 1s, on: api, crash: 1 }]`,
      { until: 7000 },
    ).clients['web']!.succeeded;
  expect([until('hang: true'), until('pause: true')]).toEqual([500, 200]);
});

test('hits processes: a new one in the place of one that has left does not hang', () => {
  const result = simulate(`
duration: 10s
clients: { web: { load: { rate: 100/s, arrivals: uniform }, steps: [{ call: api }] } }
services: { api: { replicas: 2, threads: 90, work: 1ms, startup: 10ms } }
faults: [{ at: 3s, for: 60s, on: api, hang: true }]
edits:
  - { at: 2s, set: services.api.replicas, to: 1 }
  - { at: 5s, set: services.api.replicas, to: 2 }`);
  // All of 3 s, then a second replica that answers its half of 5 s.
  expect(result.clients['web']!.succeeded).toBeGreaterThan(540);
});
