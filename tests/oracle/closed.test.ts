/** Users who wait and think: closed networks, think time, users who come one by one. */
import { expect, test } from 'vitest';
import { createRun, type RunResult } from '../../src/engine/index.ts';
import { cases, full } from '../full.ts';
import { agree, BUCKET, MORE, replicate, simulate, specOf, there } from './runs.ts';
import { meanValue } from './theory.ts';

const SEEDS = 8;
const queue = { capacity: 1e6 };
const web = (run: RunResult) => run.clients['web']!;

const closed = (users: number, think: unknown, services: Record<string, unknown>, seconds = 200) =>
  replicate(
    {
      version: 1,
      duration: `${seconds * MORE}s`,
      warmup: `${seconds / 10}s`,
      clients: {
        web: { load: { users, think }, steps: Object.keys(services).map((call) => ({ call })) },
      },
      services,
    },
    SEEDS,
  );

for (const { name, users, demands } of [
  { name: 'one station', users: 8, demands: [10] },
  { name: 'two stations', users: 15, demands: [10, 6] },
  { name: 'two equal stations', users: 4, demands: [10, 10] },
])
  test(`${users} users at ${name} are served as mean-value analysis says`, () => {
    const ids = ['a', 'b'].slice(0, demands.length);
    const services = Object.fromEntries(
      ids.map((id, i) => [id, { threads: 1, queue, work: { exponential: demands[i] } }]),
    );
    const runs = closed(users, { exponential: 100 }, services);
    const theory = meanValue(demands, users, 100);
    const claim = `${users} users, ${name}`;
    agree(`${claim}: throughput`, runs, (r) => web(r).goodputPerSec, theory.throughput * 1000, {
      within: 0.015,
    });
    agree(`${claim}: response time`, runs, (r) => web(r).latencyMs.mean, theory.response, {
      within: 0.03,
    });
    ids.forEach((id, i) => {
      const number = (r: RunResult) =>
        r.services[id]!.utilization! + there(r.services[id]!.queueMean);
      agree(`${claim}: number at ${id}`, runs, number, theory.queues[i]!, { within: 0.04 });
      const busy = theory.throughput * demands[i]!;
      agree(`${claim}: utilization of ${id}`, runs, (r) => r.services[id]!.utilization, busy, {
        within: 0.03,
      });
    });
  });

test('how users think does not matter to mean-value analysis, only for how long', () => {
  const services = { a: { threads: 1, queue, work: { exponential: 10 } } };
  const theory = meanValue([10], 8, 100);
  for (const { law, think } of cases([
    { law: 'constant', think: 100, night: true },
    { law: 'lognormal', think: { lognormal: { mean: 100, cv: 1.5 } } },
  ])) {
    const runs = closed(8, think, services, full ? 200 : 100);
    agree(
      `${law} think time: throughput`,
      runs,
      (r) => web(r).goodputPerSec,
      theory.throughput * 1000,
      {
        within: 0.025,
      },
    );
  }
});

test('users, think time and response time give the throughput: X = N / (R + Z)', () => {
  const services = { a: { threads: 3, queue, work: { lognormal: { p50: 20, p99: 200 } } } };
  for (const run of closed(20, 150, services, 100)) {
    const cycle = (150 + there(web(run).latencyMs.mean)) / 1000;
    // Off by users caught within a cycle at either end: 20 of some 9,000 iterations.
    expect(Math.abs((there(web(run).goodputPerSec) * cycle) / 20 - 1)).toBeLessThan(0.005);
  }
});

test('users who wait for work of one length and think for another go like clockwork', () => {
  const run = simulate({
    version: 1,
    duration: '10s',
    clients: { web: { load: { users: 4, think: 30 }, steps: [{ call: 'a' }] } },
    services: { a: { threads: 4, work: 20 } },
  });
  // Requests begin at 0, 50, … 9,950 ms; the last ones end at 9,970 ms.
  expect(web(run)).toMatchObject({ offered: 800, succeeded: 800, failed: 0, inFlight: 0 });
  expect(web(run).latencyMs.mean).toBe(20);
  expect(run.services['a']!.utilization).toBeCloseTo(0.4, 9);
});

test('a user makes as many requests as he has iterations', () => {
  const run = simulate({
    version: 1,
    duration: '10s',
    clients: { web: { load: { users: 7, think: 10, iterations: 3 }, steps: [{ call: 'a' }] } },
    services: { a: { threads: 1, work: 5 } },
  });
  expect(web(run).offered).toBe(21);
});

test('users who ramp from 0 to 10 in 10 s are 10 at 10 s', () => {
  const ramp = { stages: [{ for: '10s', to: 10 }] };
  const run = createRun(
    specOf({
      version: 1,
      duration: '12s',
      clients: { web: { load: { users: ramp, think: 0 }, steps: [{ call: 'a' }] } },
      // A request that never ends holds its user, so requests made are users there.
      services: { a: { threads: 100, work: '1h' } },
    }),
  );
  const users: number[] = [];
  for (let second = 0; second <= 10; second++) {
    run.advance(second * 1000 + 1);
    users.push(run.result().clients['web']!.offered);
  }
  expect(users).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  run.advance();
  expect(run.result().clients['web']!.offered).toBe(10);
});

test('users who ramp down leave when they have their answer', () => {
  const stages = [
    { for: 0, to: 10 },
    { for: '5s', to: 10 },
    { for: '10s', to: 0 },
  ];
  const run = createRun(
    specOf({
      version: 1,
      duration: '20s',
      clients: { web: { load: { users: { stages }, think: 0 }, steps: [{ call: 'a' }] } },
      services: { a: { threads: 100, work: '100ms' } },
    }),
  );
  run.advance();
  const { clients } = run.series();
  const { offered } = clients['web']!;
  const perSecond = Array.from({ length: 20 }, (_, second) =>
    offered.slice(second * 10, second * 10 + 10).reduce<number>((sum, n) => sum + (n ?? 0), 0),
  );
  // Each makes 10 a second; from 5 s on there is one less each second.
  perSecond.forEach((n, second) => {
    const users = Math.max(0, Math.min(10, 10 - (second + 0.5 - 5)));
    expect(Math.abs(n - 10 * users), `second ${second}: ${n}`).toBeLessThanOrEqual(10);
  });
  expect(perSecond.slice(0, 5)).toEqual([100, 100, 100, 100, 100]);
  expect(perSecond.slice(16)).toEqual([0, 0, 0, 0]);
});

test('open and closed clients see the same server quite differently', () => {
  // P8: M. Brooker, "Open and Closed, Omission and Collapse", 2023. Work exponential, 0.1 ms.
  const services = { a: { threads: 1, queue, work: { exponential: 0.1 } } };
  const seconds = 20 * MORE;
  const world = (load: object) => ({
    version: 1,
    duration: `${seconds}s`,
    warmup: '1s',
    clients: { web: { load, steps: [{ call: 'a' }] } },
    services,
  });
  const open = replicate(world({ rate: 8000 }), SEEDS);
  agree('P8, open: mean', open, (r) => web(r).latencyMs.mean, 0.5, { within: 0.06 });
  agree('P8, open: p99', open, (r) => web(r).latencyMs.p99, 2.303, { within: 0.08, grain: BUCKET });
  const alone = replicate(world({ users: 1, think: { exponential: 0.025 } }), SEEDS / 2);
  agree('P8, one closed client: p99', alone, (r) => web(r).latencyMs.p99, 0.461, {
    within: 0.022,
    grain: BUCKET,
  });
});
