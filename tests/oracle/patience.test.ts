/** Patience with spread, the shortest first, and a cap on what is in flight. */
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/engine/index.ts';
import { cases, full } from '../full.ts';
import { agree, replicate, station } from './runs.ts';
import { erlangC, impatientAny, mmck, shortestWait } from './theory.ts';

const SEEDS = 8;
const workMs = 10;
const mu = 1 / workMs;
const work = { exponential: workMs };
const api = (run: RunResult) => run.services['api']!;

for (const { name, c, rho, timeout, leftBy } of cases([
  // Exponential patience is Erlang A.
  {
    ...{ name: 'exponential (Erlang A)', c: 1, rho: 0.9, timeout: { exponential: 30 } },
    leftBy: (t: number) => 1 - Math.exp(-t / 30),
    night: true,
  },
  {
    ...{ name: 'exponential (Erlang A)', c: 4, rho: 1.2, timeout: { exponential: 20 } },
    leftBy: (t: number) => 1 - Math.exp(-t / 20),
  },
  {
    ...{ name: 'uniform', c: 2, rho: 1.1, timeout: { uniform: [5, 45] } },
    leftBy: (t: number) => Math.min(1, Math.max(0, (t - 5) / 40)),
  },
  {
    ...{ name: 'of a fixed length (Barrer)', c: 1, rho: 1.1, timeout: { uniform: [25, 25] } },
    leftBy: (t: number) => (t < 25 ? 0 : 1),
  },
]))
  test(`patience that is ${name}: as many leave as theory says, at ${rho} load of ${c}`, () => {
    const rate = c * rho * 100;
    const runs = replicate(
      station(rate, (full ? 40_000 : 15_000) / rate, {
        threads: c,
        queue: { capacity: 1e6, timeout },
        work,
      }),
      SEEDS,
    );
    const theory = impatientAny(c, rate / 1000, mu, leftBy);
    const claim = `M/M/${c} + G, ${name}, ρ = ${rho}`;
    const left = (r: RunResult) => api(r).failures['queue-timeout']! / api(r).arrived;
    agree(`${claim}: share that leaves`, runs, left, theory.lost, { within: 0.04 });
    agree(`${claim}: share that waits`, runs, (r) => api(r).waitedShare, theory.waits, {
      within: 0.03,
    });
    const busy = rho * (1 - theory.lost);
    agree(`${claim}: utilization`, runs, (r) => api(r).utilization, busy, { within: 0.015 });
  });

test('the share that waits at all is Erlang C', () => {
  const runs = replicate(
    station(240, full ? 150 : 50, { threads: 3, queue: { capacity: 1e6 }, work }),
    SEEDS,
  );
  const waits = erlangC(3, 2.4);
  agree('M/M/3, ρ = 0.8: share that waits', runs, (r) => api(r).waitedShare, waits, {
    within: 0.04,
  });
});

for (const { rho, within } of [
  { rho: 0.7, within: 0.05 },
  { rho: 0.9, within: 0.08 },
])
  test(`the shortest first: the mean wait is Phipps's, at ${rho} load`, () => {
    const queue = { capacity: 1e6, order: 'shortest' };
    const runs = replicate(
      station(rho * 100, full ? 900 : 300, { threads: 1, queue, work }),
      SEEDS,
    );
    const wait = shortestWait(rho, workMs);
    agree(`M/M/1 shortest first, ρ = ${rho}: mean wait`, runs, (r) => api(r).waitMs.mean, wait, {
      within,
    });
    agree(`M/M/1 shortest first, ρ = ${rho}: utilization`, runs, (r) => api(r).utilization, rho, {
      within: 0.02,
    });
    // Far less than in turn: ρ/(μ - λ).
    expect(wait).toBeLessThan((0.75 * rho * workMs) / (1 - rho));
  });

test('a load with a cap of K in flight is M/M/c/K: it drops what that refuses', () => {
  const scenario = station(250, full ? 160 : 60, { threads: 2, queue: { capacity: 1e6 }, work });
  const clients = { web: { load: { rate: 250, maxInFlight: 6 }, steps: [{ call: 'api' }] } };
  const runs = replicate({ ...scenario, clients }, SEEDS);
  const theory = mmck(2, 6, 0.25, mu);
  const web = (r: RunResult) => r.clients['web']!;
  const share = (r: RunResult) => web(r).dropped / (web(r).dropped + web(r).offered);
  agree('M/M/2/6 by a cap: share dropped', runs, share, theory.refused, { within: 0.03 });
  agree('M/M/2/6 by a cap: utilization', runs, (r) => api(r).utilization, theory.utilization, {
    within: 0.015,
  });
  for (const run of runs) expect(web(run).offered).toBe(api(run).arrived);
});
