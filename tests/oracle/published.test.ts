/** Published simulations, rebuilt: AWS's back-off simulator, the SRE book's bimodal latency. */
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/engine/index.ts';
import { full } from '../full.ts';
import { agree, replicate, type Scenario } from './runs.ts';
import { erlangB } from './theory.ts';

const web = (run: RunResult) => run.clients['web']!;

type Kind = 'none' | 'exponential' | 'equal' | 'full' | 'decorrelated';

const RETRIES: Record<Kind, object> = {
  none: { backoff: 'none', jitter: 'none' },
  exponential: { base: 10, jitter: 'none' },
  equal: { base: 10, jitter: 'equal' },
  full: { base: 10, jitter: 'full' },
  decorrelated: { base: 5, jitter: 'decorrelated' },
};

/** P1: N users each update one row once, and read it again when somebody else was quicker. */
function contention(users: number, kind: Kind): Scenario {
  const leg = { normal: { mean: 10, sd: 2 } };
  const retry = { maxAttempts: 100, cap: 2000, ...RETRIES[kind] };
  const steps = [{ call: 'txn', latency: leg, patterns: [{ retry }] }];
  return {
    version: 1,
    duration: '600s',
    clients: { web: { load: { users, iterations: 1 }, steps } },
    services: {
      txn: {
        threads: 1000,
        steps: [{ read: 'row' }, { work: leg }, { work: leg }, { write: 'row' }],
      },
    },
  };
}

/** Calls and time in ms, by N. Time has few large values in it, so it needs more runs than calls. */
const CONTENTION: Record<Kind, Record<number, [number, number]>> = {
  none: { 10: [50.6, 379], 50: [689.5, 1141], 100: [2421, 2028] },
  exponential: { 10: [50.8, 3444], 50: [621.4, 36_208], 100: [1858, 63_351] },
  equal: { 10: [42.6, 727], 50: [347.9, 4300], 100: [813, 6715] },
  full: { 10: [39.0, 457], 50: [332.3, 2834], 100: [796, 4847] },
  decorrelated: { 10: [37.8, 440], 50: [374.6, 2195], 100: [1005, 4623] },
};

for (const kind of ['none', 'exponential', 'equal', 'full', 'decorrelated'] as const)
  test(`P1: contention with back-off ${kind} takes the calls and the time that AWS found`, () => {
    for (const users of full ? [10, 50, 100] : [10, 50]) {
      const [calls, time] = CONTENTION[kind][users]!;
      // Held to 2 % and 5 % in full, over 240 seeds. In an ordinary test 40 and 12 seeds: ± 4 %
      // and ± 10 %, some three standard errors and up.
      const seeds = full ? 60 : users === 10 ? 40 : 12;
      const runs = replicate(contention(users, kind), seeds);
      for (const run of runs) expect(web(run).succeeded).toBe(users);
      const attempts = (r: RunResult) => r.links['web->txn']!.attempts;
      const name = `P1, ${users} clients, ${kind}`;
      agree(`${name}: calls`, runs, attempts, calls, { within: 0, grain: full ? 0.02 : 0.04 });
      agree(`${name}: time`, runs, (r) => web(r).latencyMs.max, time, {
        within: 0,
        grain: full ? 0.05 : 0.12,
      });
    }
  });

/** P4: 5 % of requests never end and hold their thread until the deadline. */
function bimodal(deadlineSec: number, servers: number): Scenario {
  const timeout = { after: `${deadlineSec}s`, cancel: 'interrupt' };
  const steps = [
    {
      oneOf: [
        { weight: 95, steps: [{ work: 100 }] },
        { weight: 5, steps: [{ work: '24h' }] },
      ],
    },
  ];
  const load = { rate: servers * 100 };
  return {
    version: 1,
    duration: '1000s',
    // Twice as long as the book says it takes, and for ever with the short deadline.
    warmup: '600s',
    clients: { web: { load, steps: [{ call: 'api', patterns: [{ timeout }] }] } },
    services: { api: { replicas: servers, threads: 100, queue: { capacity: 0 }, steps } },
  };
}

test('P4: a few requests that hang take the threads of all the others', () => {
  // In an ordinary test one server of ten; by turns they are much like one.
  const servers = full ? 10 : 1;
  const runs = replicate(bimodal(100, servers), 4);
  const rejected = (r: RunResult) =>
    (100 * r.services['api']!.rejected) / r.services['api']!.arrived;
  const theory = 100 * erlangB(100 * servers, 0.95 * 10 * servers + 0.05 * 10_000 * servers);
  agree('P4, deadline 100 s: rejected % (Erlang B)', runs, rejected, theory, {
    within: 0,
    grain: 0.5 / theory,
  });
  agree('P4, deadline 100 s: rejected %', runs, rejected, 80.4, { within: 0, grain: 0.5 / 80.4 });
  const errors = (r: RunResult) => 100 * (1 - web(r).successRate!);
  agree('P4, deadline 100 s: errors %', runs, errors, 81.4, { within: 0, grain: 0.5 / 81.4 });
});

test('P4: with a deadline of 10 s only those fail that never end', () => {
  const runs = replicate(bimodal(10, full ? 10 : 2), 4);
  for (const run of runs)
    expect(run.services['api']!.rejected / run.services['api']!.arrived).toBeLessThan(0.001);
  const errors = (r: RunResult) => 100 * (1 - web(r).successRate!);
  agree('P4, deadline 10 s: errors %', runs, errors, 5, { within: 0, grain: 0.1 });
});
