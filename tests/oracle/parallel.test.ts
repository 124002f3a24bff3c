/** Several calls for one request: all of them, the first of them, one instead of another. */
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/engine/index.ts';
import { full } from '../full.ts';
import { agree, BUCKET, MORE, replicate, type Scenario, there } from './runs.ts';
import { percentileOf } from './theory.ts';

const SEEDS = 6;
const web = (run: RunResult) => run.clients['web']!;
const ample = { threads: 1e5 };
const mean = 10;
const work = { exponential: mean };

const scene = (steps: object[], services: object, seconds = 20, rate = 1000): Scenario => ({
  version: 1,
  duration: `${seconds * MORE}s`,
  warmup: '1s',
  clients: { web: { load: { rate }, steps } },
  services,
});

test('two exponential calls at once take one and a half times as long as one', () => {
  const api = { ...ample, work };
  const two = [{ parallel: [{ call: 'api' }, { call: 'db' }] }];
  const runs = replicate(scene(two, { api, db: api }), SEEDS);
  agree('fork-join of 2: mean', runs, (r) => web(r).latencyMs.mean, 1.5 * mean, { within: 0.015 });
  const above = (t: number) => 1 - (1 - Math.exp(-t / mean)) ** 2;
  agree('fork-join of 2: p99', runs, (r) => web(r).latencyMs.p99, percentileOf(above, 0.99), {
    within: 0.025,
    grain: BUCKET,
  });
});

test('n exponential calls at once take a harmonic number of times as long', () => {
  const harmonic = 1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5;
  const runs = replicate(
    scene([{ call: 'api', times: 5 }], { api: { ...ample, work } }, 10),
    SEEDS,
  );
  agree('fork-join of 5: mean', runs, (r) => web(r).latencyMs.mean, harmonic * mean, {
    within: 0.015,
  });
});

for (const after of full ? [0, 5, 20] : [0, 20])
  test(`a hedge after ${after} ms leaves the shorter of two`, () => {
    // min(X, t + Y) of two exponentials: m (1 - e^(-t/m)) + e^(-t/m) m / 2.
    const late = Math.exp(-after / mean);
    const steps = [{ call: 'api', patterns: [{ hedge: { after } }] }];
    const runs = replicate(scene(steps, { api: { ...ample, work } }, 12), SEEDS);
    const name = `hedge after ${after} ms`;
    const theory = mean * (1 - late) + (late * mean) / 2;
    agree(`${name}: mean`, runs, (r) => web(r).latencyMs.mean, theory, { within: 0.015 });
    const above = (t: number) => Math.exp(-t / mean) * Math.exp(-Math.max(0, t - after) / mean);
    agree(`${name}: p99`, runs, (r) => web(r).latencyMs.p99, percentileOf(above, 0.99), {
      within: 0.04,
      grain: BUCKET,
    });
    const attempts = (r: RunResult) => r.links['web->api']!.amplification;
    if (after === 0) for (const run of runs) expect(attempts(run)).toBe(2);
    else agree(`${name}: attempts per call`, runs, attempts, 1 + late, { within: 0.01 });
    // Losers go on: the service does all the work that was sent.
    const busy = (r: RunResult) => r.services['api']!.utilization! * ample.threads;
    agree(`${name}: threads at work`, runs, busy, mean * (1 + late), { within: 0.025 });
  });

test('a hedge that interrupts the loser costs a server nothing with exponential work', () => {
  // Two at once until the first is done: together 2 × m/2.
  const patterns = [{ hedge: { after: 0, cancel: 'interrupt' } }];
  const runs = replicate(
    scene([{ call: 'api', patterns }], { api: { ...ample, work } }, 12),
    SEEDS,
  );
  const busy = (r: RunResult) => r.services['api']!.utilization! * ample.threads;
  agree('hedge at once, interrupting: threads at work', runs, busy, mean, { within: 0.025 });
});

test('in a row and side by side, what all are needed for is available by the product', () => {
  const services = {
    a: { ...ample, errors: 0.1 },
    b: { ...ample, errors: 0.05 },
    c: { ...ample, errors: 0.2 },
  };
  const calls = ['a', 'b', 'c'].map((call) => ({ call }));
  const product = 0.9 * 0.95 * 0.8;
  for (const [name, steps] of [
    ['in a row', calls],
    ['side by side', [{ parallel: calls }]],
  ] as const) {
    const runs = replicate(scene([...steps], services, full ? 20 : 12), SEEDS);
    agree(`${name}: availability`, runs, (r) => web(r).successRate, product, { within: 0.01 });
    const reached = name === 'in a row' ? 0.9 * 0.95 : 1;
    const share = (r: RunResult) => r.services['c']!.arrived / web(r).offered;
    if (reached < 1)
      agree('in a row: share that comes to the last', runs, share, reached, { within: 0.01 });
    else for (const run of runs) expect(share(run)).toBe(1);
  }
});

test('with a fallback only what fails twice fails', () => {
  const services = { a: { ...ample, errors: 0.2 }, b: { ...ample, errors: 0.1 } };
  const steps = [{ call: 'a', fallback: [{ call: 'b' }] }];
  const runs = replicate(scene(steps, services, full ? 20 : 10), SEEDS);
  agree('fallback: availability', runs, (r) => web(r).successRate, 1 - 0.2 * 0.1, {
    within: 0.003,
  });
  const degraded = (r: RunResult) => web(r).degraded / web(r).offered;
  agree('fallback: share degraded', runs, degraded, 0.2 * 0.9, { within: 0.03 });
  const answered = replicate(scene([{ call: 'a', fallback: 'empty' }], services, 5), 2);
  for (const run of answered) expect(web(run).successRate).toBe(1);
});

const PUBLISHED = [
  [100, 63.4],
  [200, 86.6],
] as const;
for (const [leaves, published] of full ? PUBLISHED : PUBLISHED.slice(0, 1))
  test(`P7: of ${leaves} leaves that are slow in 1 %, ${published} % of roots see one`, () => {
    const leaf = {
      threads: 1e6,
      steps: [
        {
          oneOf: [
            { weight: 99, steps: [{ work: 10 }] },
            { weight: 1, steps: [{ work: 1100 }] },
          ],
        },
      ],
    };
    const patterns = [{ timeout: { after: '1s' } }];
    // 3,000 roots: ± 0.9 points; in full ± 0.22.
    const roots = 3000 / SEEDS;
    const root = { threads: 1e6, steps: [{ call: 'leaf', times: leaves }] };
    const clients = {
      web: {
        load: { users: 1, think: 0, iterations: roots * MORE },
        steps: [{ call: 'root', patterns }],
      },
    };
    const runs = replicate(
      { version: 1, duration: `${roots * MORE * 1.2}s`, clients, services: { root, leaf } },
      SEEDS,
    );
    const slow = (r: RunResult) => (100 * web(r).failed) / web(r).offered;
    const within = 3.5 / published;
    agree(`P7, ${leaves} leaves: slow roots %`, runs, slow, published, { within });
    for (const run of runs) expect(web(run).inFlight).toBe(0);
  });

test('P7: a hedge after the 95th percentile costs 5 % and cuts the tail', () => {
  // Nobody can tell beforehand, so one in twenty calls is sent twice.
  const work = { lognormal: { mean: 10, cv: 2 } };
  const p95 = (10 / Math.sqrt(5)) * Math.exp(Math.sqrt(Math.log(5)) * 1.6448536269515);
  const run = (patterns: object[]) =>
    replicate(scene([{ call: 'api', patterns }], { api: { ...ample, work } }, 12), SEEDS);
  const plain = run([]);
  const hedged = run([{ hedge: { after: p95 } }]);
  const attempts = (r: RunResult) => 100 * (r.links['web->api']!.amplification! - 1);
  agree('P7, hedge after p95: more requests %', hedged, attempts, 5, { within: 0.08 });
  hedged.forEach((r, i) => {
    expect(there(web(r).latencyMs.p999)).toBeLessThan(0.6 * there(web(plain[i]!).latencyMs.p999));
  });
});
