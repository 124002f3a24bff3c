/** Several servers; queues with a bound, or none; requests that do not wait for ever. */
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/engine/index.ts';
import { cases, full } from '../full.ts';
import { agree, BUCKET, replicate, station } from './runs.ts';
import {
  erlangB,
  erlangC,
  impatient,
  mmck,
  mmcWait,
  mmcWaitPercentile,
  percentileOf,
} from './theory.ts';

const SEEDS = 8;
const workMs = 10;
const mu = 1 / workMs;
const work = { exponential: workMs };
const api = (run: RunResult) => run.services['api']!;
/** Requests of a run, so many as tell within the tolerance; in full all of them. */
const some = (requests: number): number => (full ? 40_000 : requests);
const ratePerSec = (c: number, rho: number): number => c * rho * 100;

for (const { c, rho, seconds, within } of cases([
  { c: 2, rho: 0.7, seconds: 450, within: 0.06, night: true },
  { c: 8, rho: 0.8, seconds: 200, within: 0.08 },
]))
  test(`with ${c} threads a request waits as Erlang C says`, () => {
    const rate = ratePerSec(c, rho);
    const lambda = rate / 1000;
    const runs = replicate(
      station(rate, seconds, { threads: c, queue: { capacity: 1e6 }, work }),
      SEEDS,
    );
    const name = `M/M/${c}, ρ = ${rho}`;
    const wait = mmcWait(c, lambda, mu);
    agree(`${name}: mean wait`, runs, (r) => api(r).waitMs.mean, wait, { within });
    agree(`${name}: mean queue`, runs, (r) => api(r).queueMean, lambda * wait, { within });
    agree(`${name}: utilization`, runs, (r) => api(r).utilization, rho, { within: 0.01 });
    const sojourn = wait + workMs;
    agree(`${name}: mean sojourn`, runs, (r) => api(r).sojournMs.mean, sojourn, { within });
    const p99 = mmcWaitPercentile(c, lambda, mu, 0.99);
    agree(`${name}: wait p99`, runs, (r) => api(r).waitMs.p99, p99, {
      within: within * 1.4,
      grain: BUCKET,
    });
    // P(W > t) = C e^-(cμ - λ)t: of two percentiles, the tail's rate and C, the share that waits.
    const p90 = mmcWaitPercentile(c, lambda, mu, 0.9);
    agree(`${name}: wait p90`, runs, (r) => api(r).waitMs.p90, p90, {
      within,
      grain: BUCKET,
    });
  });

test('the share that must wait is Erlang C', () => {
  // The wait is 0 up to the percentile 1 - C, and more beyond it.
  for (const [c, rho] of [
    [2, 0.2],
    [3, 0.45],
  ] as const) {
    const waits = erlangC(c, c * rho);
    const runs = replicate(
      station(ratePerSec(c, rho), 300, { threads: c, queue: { capacity: 1e6 }, work }),
      2,
    );
    for (const run of runs) {
      const { waitMs } = api(run);
      for (const [key, q] of [
        ['p50', 0.5],
        ['p90', 0.9],
        ['p95', 0.95],
        ['p99', 0.99],
      ] as const)
        if (Math.abs(1 - q - waits) > 0.01) expect(waitMs[key]! > 0).toBe(1 - q < waits);
    }
  }
});

for (const { c, a, requests = 40_000 } of cases([
  { c: 1, a: 0.5, requests: 10_000 },
  { c: 5, a: 4, night: true },
  { c: 20, a: 25 },
]))
  test(`${c} threads without a queue turn away the share of Erlang B`, () => {
    const rate = a * 100;
    const runs = replicate(
      station(rate, some(requests) / rate, { threads: c, queue: { capacity: 0 }, work }),
      SEEDS,
    );
    const b = erlangB(c, a);
    const name = `M/M/${c}/${c}, a = ${a}`;
    agree(`${name}: share rejected`, runs, (r) => api(r).rejected / api(r).arrived, b, {
      within: 0.03,
    });
    agree(`${name}: utilization`, runs, (r) => api(r).utilization, (a * (1 - b)) / c, {
      within: 0.015,
    });
    for (const run of runs) {
      expect(api(run).failures).toEqual({ 'queue-full': api(run).rejected });
      expect(run.clients['web']!.failures).toEqual({ 'queue-full': api(run).rejected });
      expect(api(run).waitMs.max).toBe(0);
    }
  });

test('the work of a loss system may have any law', () => {
  // Erlang B holds for M/G/c/c too: only the mean matters.
  for (const { law, spread } of cases([
    { law: 'constant', spread: workMs, night: true },
    { law: 'lognormal', spread: { lognormal: { mean: workMs, cv: 2 } } },
  ])) {
    const runs = replicate(
      station(400, 120, { threads: 5, queue: { capacity: 0 }, work: spread }),
      SEEDS,
    );
    const share = (r: RunResult) => api(r).rejected / api(r).arrived;
    agree(`M/G/5/5, ${law} work: share rejected`, runs, share, erlangB(5, 4), { within: 0.04 });
  }
});

for (const { c, queue, rho, requests = 40_000 } of cases([
  { c: 1, queue: 4, rho: 0.9, night: true },
  { c: 1, queue: 9, rho: 1.2, requests: 12_000 },
  { c: 3, queue: 5, rho: 0.9, requests: 25_000 },
]))
  test(`a queue of ${queue} before ${c} threads is M/M/c/K at ${rho} load`, () => {
    const rate = ratePerSec(c, rho);
    const runs = replicate(
      station(rate, some(requests) / rate, { threads: c, queue: { capacity: queue }, work }),
      SEEDS,
    );
    const theory = mmck(c, c + queue, rate / 1000, mu);
    const name = `M/M/${c}/${c + queue}, ρ = ${rho}`;
    const share = (r: RunResult) => api(r).rejected / api(r).arrived;
    agree(`${name}: share rejected`, runs, share, theory.refused, { within: 0.06 });
    agree(`${name}: mean queue`, runs, (r) => api(r).queueMean, theory.queueMean, { within: 0.04 });
    agree(`${name}: mean wait`, runs, (r) => api(r).waitMs.mean, theory.wait, { within: 0.03 });
    agree(`${name}: utilization`, runs, (r) => api(r).utilization, theory.utilization, {
      within: 0.015,
    });
    for (const run of runs) expect(api(run).queueMax).toBe(queue);
  });

for (const { c, rho, patience, requests } of cases([
  { c: 1, rho: 0.8, patience: 20, requests: 15_000, night: true },
  { c: 1, rho: 1.5, patience: 30, requests: 8_000 },
  { c: 4, rho: 1.1, patience: 15, requests: 25_000 },
]))
  test(`as many leave after ${patience} ms as Barrer says, at ${rho} load of ${c} threads`, () => {
    const rate = ratePerSec(c, rho);
    const queue = { capacity: 1e6, timeout: patience };
    const runs = replicate(
      station(rate, some(requests) / rate, { threads: c, queue, work }),
      SEEDS,
    );
    const theory = impatient(c, rate / 1000, mu, patience);
    const name = `M/M/${c} + D, ρ = ${rho}, ${patience} ms`;
    const left = (r: RunResult) => api(r).failures['queue-timeout']! / api(r).arrived;
    agree(`${name}: share that leaves`, runs, left, theory.lost, { within: 0.04 });
    agree(`${name}: mean wait of those served`, runs, (r) => api(r).waitMs.mean, theory.wait, {
      within: 0.03,
    });
    const busy = rho * (1 - theory.lost);
    agree(`${name}: utilization`, runs, (r) => api(r).utilization, busy, { within: 0.015 });
    for (const run of runs) {
      expect(api(run).waitMs.max).toBeLessThanOrEqual(patience);
      expect(api(run).rejected).toBe(0);
    }
  });

test('replicas in turn each see every n-th arrival', () => {
  // Round robin over two replicas: arrivals at each are Erlang-2. The wait is that of E2/M/1, with
  // σ the root of σ = (2λ / (2λ + μ(1 - σ)))², where λ is one replica's rate.
  const lambda = 0.07;
  const runs = replicate(
    station(140, 300, { replicas: 2, threads: 1, queue: { capacity: 1e6 }, work }),
    SEEDS,
  );
  let sigma = 0;
  for (let i = 0; i < 1000; i++) sigma = ((2 * lambda) / (2 * lambda + mu * (1 - sigma))) ** 2;
  const decay = mu * (1 - sigma);
  agree('E2/M/1 by turns: mean wait', runs, (r) => api(r).waitMs.mean, sigma / decay, {
    within: 0.05,
  });
  const p90 = percentileOf((t) => sigma * Math.exp(-decay * t), 0.9);
  agree('E2/M/1 by turns: wait p90', runs, (r) => api(r).waitMs.p90, p90, {
    within: 0.06,
    grain: BUCKET,
  });
});
