/** Processor sharing: cores divided evenly among all that runs. */
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/engine/index.ts';
import { cases, full } from '../full.ts';
import { agree, replicate, simulate, station } from './runs.ts';
import { mmcWait } from './theory.ts';

const SEEDS = 8;
const api = (run: RunResult) => run.services['api']!;

for (const { law, work, seconds } of cases([
  { law: 'exponential', work: { exponential: 10 }, seconds: 500, night: true },
  { law: 'constant', work: 10, seconds: 250 },
  { law: 'lognormal', work: { lognormal: { mean: 10, cv: 2 } }, seconds: 500 },
]))
  test(`on one shared core the mean sojourn does not depend on the law of work: ${law}`, () => {
    // M/G/1 processor sharing: E[T] = E[S] / (1 - ρ), whatever the law. Kleinrock II, 4.4.
    const rho = 0.6;
    const runs = replicate(
      station(rho * 100, full ? 900 : seconds, { threads: 1e4, cores: 1, work }),
      SEEDS,
    );
    const name = `M/G/1 shared, ${law}`;
    const within = law === 'lognormal' ? 0.06 : 0.04;
    agree(`${name}: mean sojourn`, runs, (r) => api(r).sojournMs.mean, 10 / (1 - rho), { within });
    agree(`${name}: cores at work`, runs, (r) => api(r).coreUtilization, rho, { within: 0.03 });
    // The number there is geometric: ρ / (1 - ρ).
    const there = (r: RunResult) => api(r).utilization! * 1e4;
    agree(`${name}: number there`, runs, there, rho / (1 - rho), { within: within * 1.2 });
  });

test('with c shared cores the mean sojourn is that of M/M/c', () => {
  // With exponential work the number there is the same chain, so by Little the mean is too.
  const runs = replicate(
    station(210, 300, { threads: 1e4, cores: 3, work: { exponential: 10 } }),
    SEEDS,
  );
  const sojourn = mmcWait(3, 0.21, 0.1) + 10;
  agree('M/M/3 shared: mean sojourn', runs, (r) => api(r).sojournMs.mean, sojourn, {
    within: 0.03,
  });
  agree('M/M/3 shared: cores at work', runs, (r) => api(r).coreUtilization, 0.7, { within: 0.015 });
});

test('few threads before shared cores are a queue before a shared processor', () => {
  // Two threads on one core, exponential work: the chain of M/M/1 at any number of threads.
  const runs = replicate(
    station(60, full ? 800 : 550, {
      threads: 2,
      cores: 1,
      queue: { capacity: 1e6 },
      work: { exponential: 10 },
    }),
    SEEDS,
  );
  agree('2 threads, 1 core: mean sojourn', runs, (r) => api(r).sojournMs.mean, 25, {
    within: 0.04,
  });
  // More than two there: ρ³ / (1 - ρ) on average in the queue.
  agree('2 threads, 1 core: mean queue', runs, (r) => api(r).queueMean, 0.6 ** 3 / 0.4, {
    within: 0.08,
  });
});

test('pieces that begin together on one core end together, n times as late', () => {
  const clients = { web: { load: { users: 5, iterations: 1 }, steps: [{ call: 'api' }] } };
  const run = simulate({
    version: 1,
    duration: '1s',
    clients,
    services: { api: { threads: 100, cores: 1, work: 10 } },
  });
  expect(api(run).completed).toBe(5);
  expect(api(run).sojournMs.max).toBeCloseTo(50, 4);
  expect(api(run).sojournMs.mean).toBeCloseTo(50, 4);
});
