/** An attempt gets its replica when it leaves its caller, from those who are ready then. */
import { describe, expect, test } from 'vitest';
import { callers, fates, simulate, started, worldOf } from '../../simulate.ts';

const ends = (yaml: string): string[] => Object.values(fates(simulate(yaml)));

describe('round robin', () => {
  const slow = (latencies: readonly number[]): string => `
duration: 1s
clients:
${latencies
  .map((ms, i) => `  c${i}: { load: { users: 1, iterations: 1 }, steps: [${call(i, ms)}] }`)
  .join('\n')}
services: { s: { replicas: 2, threads: 1, work: 100ms } }`;
  const call = (i: number, ms: number): string => `{ work: ${i}ms }, { call: s, latency: ${ms}ms }`;

  test('takes its turn when the attempt leaves, not when it comes', () => {
    // The first and the third go to replica 1: the third comes first, and the first waits for it.
    expect(ends(slow([50, 10, 0]))).toEqual(['ok at 252', 'ok at 121', 'ok at 102']);
  });

  test('passes over those who are not ready', () => {
    const run = started(`
duration: 1s
clients: { c: { load: { rate: 100/s, arrivals: uniform }, steps: [{ call: s }] } }
services: { s: { replicas: 3, threads: 9, work: 1ms } }
faults: [{ at: 0s, on: s, crash: 1 }]`);
    run.advance();
    expect(run.result().services['s']).toMatchObject({ arrived: 100, completed: 100 });
  });
});

describe('who leaves for a replica', () => {
  const way = (more: string, ...atMs: number[]): string => `
duration: 1s
clients: ${callers('[call: s, latency: 20ms]', ...atMs)}
services: { s: { replicas: 2, work: 10ms } }
${more}`;

  test('is refused when that has died by the time of arrival', () => {
    expect(ends(way('faults: [{ at: 5ms, on: s, crash: 1 }]', 0))).toEqual(['refused at 40']);
  });

  test('is served when that is to leave: it ends what it was sent', () => {
    // The second goes to replica 2, which drains while that one is on its way.
    const edits = 'edits: [{ at: 5ms, set: services.s.replicas, to: 1 }]';
    expect(ends(way(edits, 0, 1))).toEqual(['ok at 50', 'ok at 51']);
  });

  test('finds nobody: travels, and is refused there', () => {
    expect(ends(way('faults: [{ at: 0ms, on: s, crash: 2 }]', 1))).toEqual(['refused at 41']);
  });
});

describe('a fault of a link that hits calls to the first replica', () => {
  const hit = (kind: string): string => `
duration: 10s
clients: { c: { load: { rate: 10/s, arrivals: uniform }, steps: [{ call: s }] } }
services: { s: { replicas: 2, threads: 100, work: 1ms } }
faults: [{ at: 0s, on: c->s, ${kind}, replicas: 1 }]`;

  test.each([
    ['refuse: true', { failures: { refused: 50 }, succeeded: 50 }],
    ['errors: 100%', { failures: { error: 50 }, succeeded: 50 }],
    ['permanentErrors: 100%', { failures: { permanent: 50 }, succeeded: 50 }],
    ['drop: 100%', { inFlight: 50, succeeded: 50 }],
    ['delay: 99ms', { succeeded: 100, latencyMs: { mean: 50.5 } }],
  ])('%s: half of them', (kind, expected) => {
    expect(simulate(hit(kind)).links['c->s']).toMatchObject(expected);
  });
});

describe('scaling', () => {
  test('a service is scaled apart from its spec, and an edit elsewhere keeps that', () => {
    const run = started(`
duration: 10s
clients: { c: { load: { rate: 100/s }, steps: [{ call: s }] } }
services: { s: { replicas: 2, work: 10ms } }
edits: [{ at: 5s, set: services.s.threads, to: 7 }, { at: 8s, set: services.s.replicas, to: 1 }]`);
    const states = () => worldOf(run).services[0]!.replicas.map(({ state }) => state);
    run.advance(1000);
    const [service] = worldOf(run).services;
    service!.scaleTo(worldOf(run), 4);
    expect(states()).toEqual(['ready', 'ready', 'ready', 'ready']);
    expect([service!.wanted, service!.spec.replicas]).toEqual([4, 2]);
    run.advance(6000);
    expect(states()).toEqual(['ready', 'ready', 'ready', 'ready']);
    service!.scaleTo(worldOf(run), 3);
    expect(states()).toEqual(['ready', 'ready', 'ready', 'draining']);
    run.advance(9000);
    expect(states()).toEqual(['ready', 'draining', 'draining', 'draining']);
    service!.scaleTo(worldOf(run), 2);
    expect(states()).toEqual(['ready', 'ready', 'draining', 'draining']);
  });
});
