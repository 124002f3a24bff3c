/** When requests begin: constant rates, stages, spikes; and work that slows down. */
import { expect, test } from 'vitest';
import { createRun, type RunResult } from '../../src/engine/index.ts';
import { full } from '../full.ts';
import { agree, MORE, replicate, simulate, specOf, type Scenario } from './runs.ts';

const web = (run: RunResult) => run.clients['web']!;

const under = (load: object, duration: string, more: object = {}): Scenario => ({
  version: 1,
  duration,
  clients: { web: { load, steps: [{ call: 'api' }] } },
  services: { api: { threads: 1e4, queue: { capacity: 1e6 } } },
  ...more,
});

for (const [rate, perSec, seconds] of [
  [50, 50, 20],
  [7, 7, 13],
  ['90/m', 1.5, 60],
  [3, 3, 1000],
  [100_000, 100_000, 1],
] as const)
  test(`even arrivals at ${rate} for ${seconds} s are ${perSec * seconds}`, () => {
    const run = simulate(under({ rate, arrivals: 'uniform' }, `${seconds}s`));
    expect(web(run).offered).toBe(perSec * seconds);
  });

/** The whole ms in which each request begins. */
function startsOf(scenario: Scenario): number[] {
  const spec = specOf(scenario);
  const run = createRun(spec);
  const starts: number[] = [];
  for (let ms = 1; ms <= spec.duration; ms++) {
    run.advance(ms);
    const { offered } = run.result().clients['web']!;
    while (starts.length < offered) starts.push(ms - 1);
  }
  return starts;
}

test('a ramp up, a plateau and a ramp down begin requests when k6 does', () => {
  // grafana/k6, ramping-arrival-rate: 0 to 1/s over 5 s, 1/s for 1 s, 1 to 0 over 5 s.
  const stages = [
    { for: '5s', to: 1 },
    { for: '1s', to: 1 },
    { for: '5s', to: 0 },
  ];
  const starts = startsOf(under({ stages, arrivals: 'uniform' }, '12s'));
  expect(starts).toEqual([3162, 4472, 5500, 6527, 7837, 11_000]);
});

test('even arrivals under a ramp fall where its area reaches whole numbers', () => {
  // 10/s to 30/s over 2 s: 10 t + 5 t² = n.
  const load = { stages: [{ for: '2s', to: 30 }], from: 10, arrivals: 'uniform' };
  const starts = startsOf(under(load, '1900ms'));
  const theory = starts.map((_, i) => Math.floor(1000 * (Math.sqrt(1 + (i + 1) / 5) - 1)));
  expect(starts).toEqual(theory);
  expect(starts.length).toBe(Math.floor(10 * 1.9 + 5 * 1.9 ** 2));
});

test('stages that end at 0/s offer all of their area, the last request included', () => {
  // The area is a whole number n, reached only as the rate reaches 0: the n-th request comes then.
  for (let k = 1; k <= 40; k += full ? 1 : 4) {
    const m = 3 + 22 * k;
    const tenths = [1 + (k % 9), 3 + (k % 7), 7 + (k % 11), 1 + (k % 3)] as const;
    const levels = [20 * m, 10 * m, 40 * m, 0] as const;
    const stages = tenths.map((n, i) => ({ for: n * 100, to: levels[i] }));
    const area = m * (tenths[0] + 1.5 * tenths[1] + 2.5 * tenths[2] + 2 * tenths[3]);
    const run = simulate(under({ stages, arrivals: 'uniform' }, '4s'));
    expect(web(run).offered, JSON.stringify(stages)).toBe(Math.floor(area));
  }
});

test('Poisson arrivals in stages are as many as the area under the rate', () => {
  const stages = [
    { for: '10s', to: 200 },
    { for: '10s', to: 200 },
    { for: '5s', to: 40 },
  ];
  const area = 1000 + 2000 + 600 + 200;
  const runs = replicate(under({ stages }, '30s'), 16 * MORE);
  // Poisson: a standard error of 1 / √(16 × 3,800), 0.4 %.
  agree('stages, Poisson: requests', runs, (r) => web(r).offered, area, { within: 0.016 });
  const counts = runs.map((run) => web(run).offered);
  const spread = counts.reduce((sum, n) => sum + (n - area) ** 2, 0) / counts.length / area;
  // The variance is the mean: a χ² of 16 degrees of freedom lies in this range but for 1 in 1,000.
  expect(spread).toBeGreaterThan(0.25);
  expect(spread).toBeLessThan(2.5);
});

test('arrivals are Poisson: the variance of their number in an interval is its mean', () => {
  const run = createRun(specOf(under({ rate: 100 }, '200s')));
  run.advance();
  const { clients, intervalMs } = run.series();
  const counts = clients['web']!.offered.map((n) => n ?? 0);
  const mean = (100 * intervalMs) / 1000;
  const variance = counts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / counts.length;
  expect(counts.length).toBe(2000);
  // Standard error of the ratio: √(2 / 2,000) = 3 %.
  expect(Math.abs(variance / mean - 1)).toBeLessThan(0.13);
});

test('a spike doubles the rate for its window and no longer', () => {
  const faults = [{ at: '20s', for: '20s', on: 'web', spike: '2x' }];
  const load = { rate: 100, arrivals: 'uniform' };
  const run = createRun(specOf(under(load, '60s', { faults })));
  run.advance();
  expect(web(run.result()).offered).toBe(8000);
  const { offered } = run.series().clients['web']!;
  const sum = (from: number, to: number) =>
    offered.slice(from * 10, to * 10).reduce<number>((all, n) => all + (n ?? 0), 0);
  expect([sum(0, 20), sum(20, 40), sum(40, 60)]).toEqual([2000, 4000, 2000]);
  const poisson = replicate(under({ rate: 100 }, '60s', { faults }), 16 * MORE);
  agree('spike, Poisson: requests', poisson, (r) => web(r).offered, 8000, { within: 0.012 });
});

test('a spike with a ramp grows evenly and ends at once', () => {
  const faults = [{ at: '10s', for: '20s', on: 'web', spike: '3x', ramp: '10s' }];
  const load = { rate: 100, arrivals: 'uniform' };
  // 10 s of 100, 10 s from 100 to 300, 10 s of 300, 10 s of 100.
  const run = simulate(under(load, '40s', { faults }));
  expect(Math.abs(web(run).offered - (1000 + 2000 + 3000 + 1000))).toBeLessThanOrEqual(1);
});

test('work under a slow fault with a ramp takes longer evenly, and at its end no longer', () => {
  const faults = [{ at: '10s', for: '20s', on: 'api', slow: '5x', ramp: '10s' }];
  const services = { api: { threads: 1e4, work: 10 } };
  const load = { rate: 100, arrivals: 'uniform' };
  const run = createRun(specOf(under(load, '40s', { faults, services })));
  run.advance();
  const { p50Ms } = run.series().clients['web']!;
  const at = (second: number) => p50Ms[second * 10]!;
  // In the tenth of a second from t on; a bucket is within 0.8 %, the slope of 4 s adds 1 %.
  for (const [second, factor] of [
    [5, 1],
    [12, 1.8],
    [15, 3],
    [18, 4.2],
    [25, 5],
    [31, 1],
  ] as const)
    expect(Math.abs(at(second) / (10 * factor) - 1), `at ${second} s`).toBeLessThan(0.03);
});

test('slower work is a slower server', () => {
  // λ = 50/s, work 5 ms, 3 times as slow from the start: M/M/1 at 0.75 load.
  const services = { api: { threads: 1, queue: { capacity: 1e6 }, work: { exponential: 5 } } };
  const faults = [{ at: 0, on: 'api', slow: '3x' }];
  const more = { services, faults, warmup: '10s' };
  const runs = replicate(under({ rate: 50 }, `${full ? 2400 : 400}s`, more), 8);
  agree('slow 3x: mean sojourn', runs, (r) => r.services['api']!.sojournMs.mean, 60, {
    within: 0.07,
  });
  agree('slow 3x: utilization', runs, (r) => r.services['api']!.utilization, 0.75, {
    within: 0.015,
  });
});
