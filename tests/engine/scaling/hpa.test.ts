/** The horizontal autoscaler in a run: when it looks, what it counts, what it changes. */
import { expect, test } from 'vitest';
import { simulate } from '../../simulate.ts';
import { busy, changes, hpa, reasons, system } from './system.ts';

test('looks after one period: 90 % of four with 50 % as target are eight', () => {
  const result = simulate(system(busy(36), hpa(), '', '16s'));
  expect(result.decisions).toEqual([
    {
      ...{ atMs: 15_000, on: 'api', by: 'autoscale', from: 4, to: 8 },
      why: 'utilization 90% of 50%: ratio 1.8 → 8',
    },
  ]);
});

test('adds as fast as its policies allow: 8, then 16', () => {
  const load = '{ rate: 200/s, arrivals: uniform }';
  const all = changes(simulate(system(load, hpa(), '', '46s')));
  expect(all).toEqual(['15 s: 4 → 8', '30 s: 8 → 16', '45 s: 16 → 32']);
  const often = hpa('syncPeriod: 5s, metricsWindow: 5s');
  const quick = simulate(system(load, often, '', '39s'));
  // The policies' period is 15 s: what was added 10 s ago still counts, 15 s ago no longer.
  expect(changes(quick)).toEqual(['5 s: 4 → 8', '20 s: 8 → 16', '35 s: 16 → 32']);
});

test('keeps the largest number of the last 300 s on the way down', () => {
  const stages = '[{ for: 0s, to: 36 }, { for: 40s, to: 36 }, { for: 0s, to: 8 }]';
  const result = simulate(system(`{ users: { stages: ${stages} } }`, hpa(), '', '350s'));
  // 8 were last asked for at 30 s, 6 at 45 s, when the load had ended.
  expect(changes(result)).toEqual(['15 s: 4 → 8', '330 s: 8 → 6', '345 s: 6 → 2']);
  expect(reasons(result)[1]).toBe('utilization 10% of 50%: ratio 0.2 → 2, stabilized at 6');
});

test('has been content before the run: it removes nothing for as long as it looks back', () => {
  const down = (window: string): string => hpa(`scaleDown: { stabilizationWindow: ${window} }`);
  expect(changes(simulate(system(busy(10), down('60s'), '', '100s')))).toEqual(['60 s: 4 → 2']);
  expect(changes(simulate(system(busy(10), down('0s'), '', '100s')))).toEqual(['15 s: 4 → 2']);
  expect(changes(simulate(system(busy(10), hpa())))).toEqual(['300 s: 4 → 2']);
});

test('does nothing within its tolerance', () => {
  for (const threads of [18, 20, 22])
    expect(changes(simulate(system(busy(threads), hpa())))).toEqual([]);
  expect(changes(simulate(system(busy(24), hpa('tolerance: 0'), '', '20s')))).toEqual([
    '15 s: 4 → 5',
  ]);
  // 22.4 of 40 threads are 56 %, one percent too many.
  const load = '{ rate: 22.4/s, arrivals: uniform }';
  expect(changes(simulate(system(load, hpa(), '', '31s')))).toEqual(['30 s: 4 → 5']);
});

test('goes to its bounds without a look at metrics', () => {
  const low = simulate(system(busy(36), hpa().replace('max: 100', 'min: 6, max: 100'), '', '16s'));
  expect(reasons(low)).toEqual(['fewer than min 6']);
  const high = simulate(system(busy(36), hpa().replace('max: 100', 'max: 2'), '', '16s'));
  expect(reasons(high)).toEqual(['more than max 2']);
});

test('does nothing at 0 replicas', () => {
  const none = hpa().replace('replicas: 4', 'replicas: 0').replace('max', 'min: 0, max');
  const result = simulate(system('{ rate: 1/s }', none));
  expect(result.decisions).toEqual([]);
  expect(result.services['api']!.arrived).toBe(0);
  expect(Object.keys(result.clients['web']!.failures)).toEqual(['no-endpoint']);
});

test('follows the requests that come, served or not', () => {
  const api = `replicas: 2, threads: 1, queue: { capacity: 0 },
    autoscale: { like: hpa, max: 20, metrics: [{ requestsPerReplica: 10/s }] }`;
  const result = simulate(system('{ rate: 55/s, arrivals: uniform }', api, '', '40s'));
  expect(changes(result)).toEqual(['15 s: 2 → 6']);
  expect(reasons(result)).toEqual(['55 requests/s of 10/s per replica: ratio 2.75 → 6']);
});

test('takes the largest that any of its metrics asks for', () => {
  const api = hpa().replace('[{ ut', '[{ requestsPerReplica: 1/s }, { ut');
  const result = simulate(system('{ rate: 9/s, arrivals: uniform }', api, '', '16s'));
  expect(reasons(result)[0]).toMatch(/^9 requests\/s of 1\/s per replica: ratio 2.25 → 9, lim/);
});

test('looks at the last window only, whatever its length', () => {
  // Idle until 20 s, then full: of the last 6 s all are busy, of the last 15 s two thirds.
  const stages = '[{ for: 20s, to: 0.001/s }, { for: 0s, to: 100/s }]';
  const load = `{ stages: ${stages}, from: 0.001/s, arrivals: uniform }`;
  const at = (window: string): string | undefined =>
    reasons(simulate(system(load, hpa(`metricsWindow: ${window}`), '', '31s')))[0];
  expect(at('6s')).toBe('utilization 100% of 50%: ratio 2 → 8');
  expect(at('15s')).toMatch(/^utilization 6[4-7]% of 50%/);
  // Of all 30 s a third, which asks for fewer.
  expect(at('60s')).toBeUndefined();
});

test('counts a replica once it has been ready for a whole window', () => {
  const api = hpa('scaleUp: { policies: [{ pods: 100, period: 1s }] }');
  const slow = `startup: 10s, ${api}`;
  // At 30 s the new ones have been ready for 15 s.
  expect(changes(simulate(system(busy(100), api, '', '31s')))).toEqual([
    '15 s: 4 → 8',
    '30 s: 8 → 16',
  ]);
  // They serve from 25 s on. At 30 s they count as idle: 100 % of half of all is the target.
  expect(changes(simulate(system(busy(100), slow, '', '46s')))).toEqual([
    '15 s: 4 → 8',
    '45 s: 8 → 16',
  ]);
});

test('takes a process that is down for idle, or for busy if there would be fewer', () => {
  const crash = 'faults: [{ at: 0s, on: api, crash: 1 }]';
  const full = simulate(system(busy(100), hpa(), crash, '16s'));
  expect(reasons(full).filter((why) => why.startsWith('utilization'))).toEqual([
    'utilization 100% of 50%: ratio 2, 1.5 with 1 more that are not measured → 6',
  ]);
  const few = hpa('scaleDown: { stabilizationWindow: 0s }');
  const calm = simulate(system('{ users: 3 }', few, crash, '16s'));
  expect(reasons(calm).filter((why) => why.startsWith('utilization'))).toEqual([
    'utilization 10% of 50%: ratio 0.2, 0.64 with 1 more that are not measured → 3',
  ]);
});

test('leaves a service alone that has as many as it may have', () => {
  const fixed = hpa().replace('max: 100', 'min: 4, max: 4');
  const rest = 'faults: [{ at: 20s, for: 10s, on: api, slow: 3x }]';
  const text = system('{ rate: 38/s }', fixed, rest, '60s');
  const without = text.replace(/, autoscale: .*\] \}/, '');
  expect(without).not.toContain('autoscale');
  expect(simulate(text).digest).toBe(simulate(without).digest);
});
