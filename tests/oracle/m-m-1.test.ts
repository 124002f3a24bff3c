/** One server, Poisson arrivals, exponential work; orders of service; queues in a row. */
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/engine/index.ts';
import { cases } from '../full.ts';
import { agree, BUCKET, meanOf, replicate, station, there } from './runs.ts';
import { lifoWaitAbove, percentileOf } from './theory.ts';

const SEEDS = 8;
const workMs = 10;
const mu = 1 / workMs;

const single = (order: string, rho: number, seconds: number): RunResult[] =>
  replicate(
    station(rho * 100, seconds, {
      threads: 1,
      queue: { capacity: 1e6, order },
      work: { exponential: workMs },
    }),
    SEEDS,
  );

/** Share of requests whose wait stays below the q-percentile: 1 - ρ do not wait at all. */
const waitPercentile = (rho: number, q: number): number =>
  Math.max(0, Math.log(rho / (1 - q)) / (mu * (1 - rho)));

for (const { rho, seconds, within } of cases([
  { rho: 0.3, seconds: 900, within: 0.04 },
  { rho: 0.6, seconds: 900, within: 0.04, night: true },
  { rho: 0.8, seconds: 1500, within: 0.06 },
]))
  test(`an M/M/1 queue waits as long as theory says, at ${rho} load`, () => {
    const runs = single('fifo', rho, seconds);
    const sojourn = workMs / (1 - rho);
    const name = `M/M/1, ρ = ${rho}`;
    const api = (run: RunResult) => run.services['api']!;
    agree(`${name}: mean wait`, runs, (r) => api(r).waitMs.mean, sojourn * rho, { within });
    agree(`${name}: mean sojourn`, runs, (r) => api(r).sojournMs.mean, sojourn, { within });
    agree(`${name}: utilization`, runs, (r) => api(r).utilization, rho, { within: 0.015 });
    agree(`${name}: mean queue`, runs, (r) => api(r).queueMean, rho ** 2 / (1 - rho), {
      within: within * 1.2,
    });
    for (const [key, q] of [
      ['p50', 0.5],
      ['p90', 0.9],
      ['p99', 0.99],
    ] as const) {
      const tolerance = { within: within * 1.5, grain: BUCKET };
      const theory = -Math.log(1 - q) * sojourn;
      agree(`${name}: sojourn ${key}`, runs, (r) => api(r).sojournMs[key], theory, tolerance);
      const wait = waitPercentile(rho, q);
      if (wait > 0)
        agree(`${name}: wait ${key}`, runs, (r) => api(r).waitMs[key], wait, {
          within: within * 1.5,
          grain: BUCKET,
        });
    }
  });

test('whoever comes last is served first: the same mean wait, a longer tail', () => {
  const rho = 0.5;
  const [fifo, lifo, random] = ['fifo', 'lifo', 'random'].map((order) => single(order, rho, 800));
  const wait = (run: RunResult) => run.services['api']!.waitMs;
  for (const [name, runs] of [
    ['last come, first served', lifo!],
    ['random order', random!],
  ] as const) {
    const within = 0.045;
    agree(`M/M/1, ${name}: mean wait`, runs, (r) => wait(r).mean, rho / (1 - rho) / mu, { within });
    // Work is drawn as it starts, so the n-th start is at the same time whoever it serves: the
    // means differ by those who are still waiting at the end.
    runs.forEach((run, i) => {
      const mean = there(wait(run).mean);
      expect(Math.abs(mean / there(wait(fifo![i]!).mean) - 1)).toBeLessThan(0.002);
    });
  }
  for (const [key, q] of [
    ['p90', 0.9],
    ['p99', 0.99],
  ] as const) {
    const theory = percentileOf((t) => lifoWaitAbove(rho * mu, mu, t), q);
    agree(`M/M/1, last come, first served: wait ${key}`, lifo!, (r) => wait(r)[key], theory, {
      within: 0.06,
      grain: BUCKET,
    });
  }
  const p99 = (runs: RunResult[]) => meanOf(runs.map((run) => there(wait(run).p99)));
  expect(p99(random!)).toBeGreaterThan(1.1 * p99(fifo!));
  expect(p99(lifo!)).toBeGreaterThan(1.2 * p99(random!));
});

test('what leaves an M/M/1 queue comes to the next one as if the first were not there', () => {
  // Burke: two queues in a row are two M/M/1 queues, and their sojourns are independent.
  const seconds = 800;
  const queue = { capacity: 1e6 };
  const runs = replicate(
    {
      ...station(60, seconds, {}),
      clients: { web: { load: { rate: 60 }, steps: [{ call: 'a' }, { call: 'b' }] } },
      services: {
        a: { threads: 1, queue, work: { exponential: 10 } },
        b: { threads: 1, queue, work: { exponential: 5 } },
      },
    },
    SEEDS,
  );
  const [a, b] = [10 / 0.4, 5 / 0.7];
  agree('tandem: mean sojourn in the first', runs, (r) => r.services['a']!.sojournMs.mean, a, {
    within: 0.03,
  });
  agree('tandem: mean sojourn in the second', runs, (r) => r.services['b']!.sojournMs.mean, b, {
    within: 0.02,
  });
  agree('tandem: mean latency', runs, (r) => r.clients['web']!.latencyMs.mean, a + b, {
    within: 0.03,
  });
  // The sum of two independent exponentials of means a and b.
  const above = (t: number) => (a * Math.exp(-t / a) - b * Math.exp(-t / b)) / (a - b);
  const p90 = percentileOf(above, 0.9);
  agree('tandem: latency p90', runs, (r) => r.clients['web']!.latencyMs.p90, p90, {
    within: 0.04,
    grain: BUCKET,
  });
});

test('what is in hand is the arrival rate times the time spent', () => {
  // Little's law, for a chain in which the first holds its thread while it waits for the second.
  const runs = replicate(
    {
      ...station(60, 300, {}),
      services: {
        api: {
          threads: 3,
          queue: { capacity: 1e6 },
          steps: [{ work: { exponential: 20 } }, { call: 'db' }],
        },
        db: { replicas: 2, threads: 1, queue: { capacity: 1e6 }, work: { exponential: 12 } },
      },
    },
    SEEDS,
  );
  const seconds = (there(runs[0]!.durationMs) - runs[0]!.warmupMs) / 1000;
  for (const [id, threads] of [
    ['api', 3],
    ['db', 2],
  ] as const)
    for (const run of runs) {
      const { utilization, queueMean, sojournMs, completed } = run.services[id]!;
      const inHand = there(utilization) * threads + there(queueMean);
      const little = (completed / seconds) * (there(sojournMs.mean) / 1000);
      // Off only by what was under way at the two ends: some ten requests of 17,000.
      expect(Math.abs(inHand / little - 1)).toBeLessThan(0.01);
    }
});
