/** A paused replica does nothing, and goes on where it stood. */
import { describe, expect, test } from 'vitest';
import { callers, fates, simulate } from '../../simulate.ts';

const hit = (fault: string, atMs: readonly number[], api: string): string => `
duration: 1s
clients: ${callers('api', ...atMs)}
services: { api: { ${api} } }
faults: [${fault}]`;

const ends = (fault: string, atMs: readonly number[], api = 'work: 10ms'): string[] =>
  Object.values(fates(simulate(hit(fault, atMs, api))));

describe('pause', () => {
  const PAUSE = '{ at: 5ms, for: 100ms, on: api, pause: true }';

  test('holds work where it stood, and lets nothing begin', () => {
    expect(ends(PAUSE, [0, 50])).toEqual(['ok at 110', 'ok at 115']);
  });

  test('queues still fill: who finds no thread and no place is refused', () => {
    const api = 'work: 10ms, threads: 1, queue: { capacity: 1 }';
    expect(ends(PAUSE, [0, 50, 60], api)).toEqual(['ok at 110', 'ok at 120', 'queue-full at 60']);
  });

  test('those who wait in the queue still lose their patience', () => {
    const api = 'work: 10ms, threads: 1, queue: { timeout: 20ms }';
    expect(ends(PAUSE, [0, 50, 91], api)).toEqual([
      'ok at 110',
      'queue-timeout at 70',
      'ok at 120',
    ]);
  });

  test('work on shared cores stands still too', () => {
    const api = 'work: 10ms, threads: 9, cores: 1';
    // Two share a core: 5 ms are left of each when it stops; from 105 on three share.
    expect(ends('{ at: 10ms, for: 95ms, on: api, pause: true }', [0, 0, 50], api)).toEqual([
      'ok at 120',
      'ok at 120',
      'ok at 125',
    ]);
  });

  test('answers of its own calls wait until it goes on', () => {
    const result = simulate(`
duration: 1s
clients: ${callers('api', 0)}
services: { api: { steps: [{ call: db }, { work: 1ms }] }, db: { work: 20ms } }
faults: [{ at: 10ms, for: 50ms, on: api, pause: true }]`);
    expect(fates(result)).toEqual({ a: 'ok at 61' });
    expect(result.links['api->db']!.latencyMs.max).toBeLessThanOrEqual(60);
  });

  test('two that overlap hold until the last is over', () => {
    const two = `${PAUSE}, { at: 50ms, for: 100ms, on: api, pause: true }`;
    expect(ends(two, [0])).toEqual(['ok at 155']);
    const within = `${PAUSE}, { at: 50ms, for: 10ms, on: api, pause: true }`;
    expect(ends(within, [0])).toEqual(['ok at 110']);
  });

  test('whom it takes in makes no call before it goes on', () => {
    const result = simulate(
      `
duration: 10s
clients: { c: { load: { rate: 10/s, arrivals: uniform }, steps: [{ call: gw }] } }
services:
  gw: { threads: 100, steps: [{ call: db }, { work: 1ms }] }
  db: { threads: 100, work: 1ms }
faults: [{ at: 2s, for: 5s, on: gw, pause: true }]`,
      { until: 6500 },
    );
    expect(result.services['db']!.arrived).toBe(20);
    expect(result.clients['c']).toMatchObject({ offered: 65, succeeded: 20, inFlight: 45 });
  });

  test('its own timers fire when it goes on, and what it would try again waits', () => {
    const calls = `call: db, patterns: [{ retry: { maxAttempts: 2, base: 20ms, jitter: none } },
      { timeout: { after: 15ms } }]`;
    const paused = (pause: string) =>
      simulate(`
duration: 1s
clients: ${callers('api', 0)}
services: { api: { steps: [{ ${calls} }] }, db: { threads: 9, work: 40ms } }
faults: [${pause}]`);
    // Alone: given up at 15, again from 35 to 50.
    expect(fates(paused(''))).toEqual({ a: 'error at 50: api->db: timeout' });
    // The timer for 15 fires at 30, its back-off is over at 50, the second at 65.
    const early = paused('{ at: 10ms, for: 20ms, on: api, pause: true }');
    expect(fates(early)).toEqual({ a: 'error at 65: api->db: timeout' });
    // The back-off is over at 35, but the second attempt leaves at 45.
    const later = paused('{ at: 20ms, for: 25ms, on: api, pause: true }');
    expect(fates(later)).toEqual({ a: 'error at 60: api->db: timeout' });
  });

  test('its own stack sees what came meanwhile when it goes on', () => {
    const limiter = 'patterns: [{ rateLimiter: { capacity: 1, refill: 1/s } }], work: 10ms';
    expect(ends(PAUSE, [0, 50], limiter)).toEqual(['ok at 110', 'rate-limited at 105']);
  });

  test('a caller’s timeout goes on counting', () => {
    const yaml = hit(PAUSE, [0], 'work: 10ms, threads: 1');
    const timeout = 'call: api, patterns: [{ timeout: { after: 30ms, cancel: interrupt } }]';
    const result = simulate(yaml.replace('call: api', timeout));
    expect(fates(result)).toEqual({ a: 'timeout at 30' });
    expect(result.services['api']).toMatchObject({ inHand: 0, utilization: 0.03 });
  });
});
