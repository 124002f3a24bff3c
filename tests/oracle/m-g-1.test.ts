/** Work of any law, arrivals like clockwork, and what a service shows of a distribution. */
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/engine/index.ts';
import { cases, full } from '../full.ts';
import { agree, BUCKET, replicate, station } from './runs.ts';
import { dm1Sigma, pollaczekKhinchine } from './theory.ts';

const SEEDS = 8;
const workMs = 10;
const api = (run: RunResult) => run.services['api']!;
const queue = { capacity: 1e6 };

/** An ordinary run takes the law without spread, and the one with the most. */
const LAWS = [
  { law: 'constant', work: workMs, square: workMs ** 2, within: 0.035 },
  { law: 'uniform', work: { uniform: [0, 20] }, square: 400 / 3, within: 0.035, night: true },
  {
    law: 'lognormal (cv 1.5)',
    work: { lognormal: { mean: workMs, cv: 1.5 } },
    square: workMs ** 2 * (1 + 1.5 ** 2),
    within: 0.09,
    night: true,
  },
  {
    law: 'gamma (cv 2)',
    work: { gamma: { mean: workMs, cv: 2 } },
    square: workMs ** 2 * 5,
    within: 0.06,
    seconds: 600,
  },
];
for (const { law, work, square, within, seconds = 900 } of cases(LAWS))
  test(`with ${law} work a queue waits as Pollaczek and Khinchine say`, () => {
    const rho = 0.6;
    const runs = replicate(
      station(rho * 100, full ? 900 : seconds, { threads: 1, queue, work }),
      SEEDS,
    );
    const wait = pollaczekKhinchine(rho / workMs, workMs, square);
    const name = `M/G/1, ${law}`;
    agree(`${name}: mean wait`, runs, (r) => api(r).waitMs.mean, wait, { within });
    const sojourn = wait + workMs;
    agree(`${name}: mean sojourn`, runs, (r) => api(r).sojournMs.mean, sojourn, { within });
    agree(`${name}: mean queue`, runs, (r) => api(r).queueMean, (rho * wait) / workMs, { within });
    agree(`${name}: utilization`, runs, (r) => api(r).utilization, rho, { within: 0.02 });
  });

test('arrivals like clockwork wait as D/M/1 does', () => {
  for (const rho of full ? [0.5, 0.8] : [0.8]) {
    const [lambda, mu] = [rho / workMs, 1 / workMs];
    const load = { rate: rho * 100, arrivals: 'uniform' };
    const clients = { web: { load, steps: [{ call: 'api' }] } };
    const service = { threads: 1, queue, work: { exponential: workMs } };
    const runs = replicate(station(0, 800, service, { clients }), SEEDS);
    const sigma = dm1Sigma(lambda, mu);
    const decay = mu * (1 - sigma);
    const name = `D/M/1, ρ = ${rho}`;
    agree(`${name}: mean wait`, runs, (r) => api(r).waitMs.mean, sigma / decay, { within: 0.06 });
    const p99 = Math.log(sigma / 0.01) / decay;
    agree(`${name}: wait p99`, runs, (r) => api(r).waitMs.p99, p99, {
      within: 0.08,
      grain: BUCKET,
    });
    agree(`${name}: sojourn p90`, runs, (r) => api(r).sojournMs.p90, Math.log(10) / decay, {
      within: 0.05,
      grain: BUCKET,
    });
  }
});

/** Mean and percentiles of what `work` writes, drawn by a service with threads for all. */
interface Law {
  law: string;
  work: unknown;
  mean: number;
  /** 0.5, 0.9, 0.99. */
  at: readonly [number, number, number];
  within?: number;
}

const Z = { 0.5: 0, 0.9: 1.2815515655446, 0.99: 2.3263478740408 };
const percentiles = (quantile: (q: 0.5 | 0.9 | 0.99) => number): [number, number, number] => [
  quantile(0.5),
  quantile(0.9),
  quantile(0.99),
];
const sigma = Math.log(20 / 5) / Z[0.99];
const spread2 = Math.log(1 + 4);

const laws: Law[] = [
  { law: '7 ms', work: 7, mean: 7, at: [7, 7, 7] },
  {
    law: 'exponential 10 ms',
    work: { exponential: 10 },
    mean: 10,
    at: percentiles((q) => -10 * Math.log(1 - q)),
  },
  { law: 'uniform 1–9 ms', work: { uniform: [1, 9] }, mean: 5, at: percentiles((q) => 1 + 8 * q) },
  {
    law: 'normal 20 ± 4 ms',
    work: { normal: { mean: 20, sd: 4 } },
    mean: 20,
    at: percentiles((q) => 20 + 4 * Z[q]),
  },
  {
    law: 'lognormal p50 5, p99 20 ms',
    work: { lognormal: { p50: 5, p99: 20 } },
    mean: 5 * Math.exp(sigma ** 2 / 2),
    at: percentiles((q) => 5 * Math.exp(sigma * Z[q])),
  },
  {
    law: 'lognormal mean 10 ms, cv 2',
    work: { lognormal: { mean: 10, cv: 2 } },
    mean: 10,
    at: percentiles((q) => (10 / Math.sqrt(5)) * Math.exp(Math.sqrt(spread2) * Z[q])),
    within: 0.05,
  },
  {
    // Shape 1 is the exponential.
    law: 'gamma mean 10 ms, cv 1',
    work: { gamma: { mean: 10, cv: 1 } },
    mean: 10,
    at: percentiles((q) => -10 * Math.log(1 - q)),
  },
  {
    law: 'pareto min 2 ms, alpha 3',
    work: { pareto: { min: 2, alpha: 3 } },
    mean: 3,
    at: percentiles((q) => 2 * (1 - q) ** (-1 / 3)),
  },
  {
    // From half of p50 at 0 to p50, and on to p90, evenly in ln; beyond, exponential.
    law: 'percentiles p50 4, p90 9, p99 40 ms',
    work: { percentiles: { p50: 4, p90: 9, p99: 40 } },
    mean: percentilesMean(),
    at: [4, 9, 40],
    within: 0.05,
  },
];

/** The integral of the quantile function; see the format: the density goes on at the last point. */
function percentilesMean(): number {
  const stretch = (from: number, to: number, width: number) =>
    ((to - from) / Math.log(to / from)) * width;
  const slope = Math.log(40 / 9) / 0.09;
  const tail = 0.01 * 40 * slope;
  return stretch(2, 4, 0.5) + stretch(4, 9, 0.4) + stretch(9, 40, 0.09) + 0.01 * (40 + tail);
}

for (const { law, work, mean, at, within = 0.025 } of laws)
  test(`a service whose work is ${law} takes that long`, () => {
    const runs = replicate(station(1000, full ? 24 : 12, { threads: 1e4, work }), SEEDS);
    const name = `work ${law}`;
    const constant = typeof work === 'number';
    if (constant) {
      // No spread at all: the mean is exact.
      for (const run of runs) {
        expect(api(run).sojournMs.mean).toBe(mean);
        expect(api(run).sojournMs.max).toBe(mean);
      }
      return;
    }
    agree(`${name}: mean`, runs, (r) => api(r).sojournMs.mean, mean, { within });
    (['p50', 'p90', 'p99'] as const).forEach((key, i) => {
      agree(`${name}: ${key}`, runs, (r) => api(r).sojournMs[key], at[i]!, {
        within,
        grain: BUCKET,
      });
    });
    // Threads for all: busy threads are the load's erlangs (M/G/∞).
    const busy = (r: RunResult) => api(r).utilization! * 1e4;
    agree(`${name}: threads at work`, runs, busy, mean, { within });
  });

test('percentiles of seconds and minutes are as fine as those of milliseconds', () => {
  for (const mean of full ? [200, 10_000, 300_000] : [300_000]) {
    const load = { users: 20_000, iterations: 1 };
    const clients = { web: { load, steps: [{ call: 'api' }] } };
    const services = { api: { threads: 1e5, work: { exponential: mean } } };
    // Long enough for the last of 20,000: e^-25.
    const scenario = { version: 1, duration: 25 * mean, clients, services };
    const runs = replicate(scenario, full ? SEEDS : 4);
    for (const [key, q] of [
      ['p50', 0.5],
      ['p90', 0.9],
      ['p99', 0.99],
    ] as const) {
      const claim = `work exponential ${mean / 1000} s, at once: ${key}`;
      agree(claim, runs, (r) => api(r).sojournMs[key], -mean * Math.log(1 - q), {
        // Longer runs are no more users, but there are more of them.
        within: 0.03,
        grain: BUCKET,
      });
    }
  }
});
