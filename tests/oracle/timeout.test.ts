/** Callers who leave: what becomes of their work, and of the threads that wait for it. */
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/engine/index.ts';
import { full } from '../full.ts';
import { agree, BUCKET, replicate, station, there } from './runs.ts';

const SEEDS = 8;
const queue = { capacity: 1e6 };
const [lambda, mu, after] = [0.06, 0.1, 30];
const api = (run: RunResult) => run.services['api']!;
const web = (run: RunResult) => run.clients['web']!;
const work = { exponential: 1 / mu };

const impatientCallers = (cancel: string, seconds: number): RunResult[] => {
  const steps = [{ call: 'api', patterns: [{ timeout: { after, cancel } }] }];
  const clients = { web: { load: { rate: lambda * 1000 }, steps } };
  return replicate(
    station(0, full ? 700 : seconds, { threads: 1, queue, work }, { clients }),
    SEEDS,
  );
};
const timedOut = (run: RunResult) => web(run).failures['timeout']! / web(run).offered;

for (const cancel of ['none', 'reset'])
  test(`a service works on for callers who have left: cancel ${cancel}`, () => {
    const runs = impatientCallers(cancel, 450);
    const sojourn = 1 / (mu - lambda);
    const name = `M/M/1, callers leave after ${after} ms, cancel ${cancel}`;
    agree(`${name}: share of timeouts`, runs, timedOut, Math.exp(-after / sojourn), {
      within: 0.04,
    });
    agree(`${name}: mean sojourn`, runs, (r) => api(r).sojournMs.mean, sojourn, { within: 0.04 });
    agree(`${name}: mean wait`, runs, (r) => api(r).waitMs.mean, sojourn * 0.6, { within: 0.05 });
    agree(`${name}: utilization`, runs, (r) => api(r).utilization, 0.6, { within: 0.015 });
    agree(`${name}: sojourn p90`, runs, (r) => api(r).sojournMs.p90, Math.log(10) * sojourn, {
      within: 0.04,
      grain: BUCKET,
    });
    for (const run of runs) {
      const left = web(run).failures['timeout']! - api(run).abandoned;
      // Those abandoned are counted when their work ends; some have not ended yet.
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left).toBeLessThanOrEqual(api(run).inHand);
      expect(web(run).failedLatencyMs.max).toBe(after);
      expect(web(run).latencyMs.max).toBeLessThanOrEqual(after);
    }
  });

test('a service whose callers interrupt what they leave works less', () => {
  // The work in hand never exceeds the patience, so below it its density is that of M/M/1, and P0
  // follows from the sum 1: an arrival is cut short when it finds more than patience - work.
  const runs = impatientCallers('interrupt', 250);
  const delta = mu - lambda;
  const idle = 1 / (1 + (lambda / delta) * (1 - Math.exp(-delta * after)));
  const name = `M/M/1, callers interrupt after ${after} ms`;
  agree(`${name}: utilization`, runs, (r) => api(r).utilization, 1 - idle, { within: 0.015 });
  agree(`${name}: share of timeouts`, runs, timedOut, idle * Math.exp(-delta * after), {
    within: 0.04,
  });
  for (const run of runs) {
    expect(api(run).abandoned).toBe(web(run).failures['timeout']);
    expect(api(run).failures).toEqual({ cancelled: api(run).abandoned });
    expect(api(run).sojournMs.max).toBeLessThanOrEqual(after);
  }
});

const chain = (front: object): RunResult[] =>
  replicate(
    station(
      60,
      full ? 400 : 260,
      {},
      {
        services: {
          api: { ...front, steps: [{ work: { exponential: 8 } }, { call: 'db' }] },
          db: { threads: 1, queue, work: { exponential: 10 } },
        },
      },
    ),
    SEEDS,
  );

test('a thread is held for as long as the calls that it awaits', () => {
  // With threads for all, what leaves the work step is Poisson again: db is M/M/1.
  const runs = chain({ threads: 500 });
  const held = 8 + 10 / (1 - 0.6);
  agree('sync: threads in hand', runs, (r) => api(r).utilization! * 500, 0.06 * held, {
    within: 0.05,
  });
  agree('sync: mean sojourn', runs, (r) => api(r).sojournMs.mean, held, { within: 0.04 });
  for (const run of runs) {
    const took = there(api(run).sojournMs.mean);
    const parts = 8 + there(run.services['db']!.sojournMs.mean);
    expect(Math.abs(took / parts - 1)).toBeLessThan(0.01);
  }
});

test('few threads that are held make a queue before a service that idles', () => {
  const runs = chain({ threads: 3, queue });
  for (const run of runs) {
    const { utilization, sojournMs, waitMs } = api(run);
    const held = there(sojournMs.mean) - there(waitMs.mean);
    const seconds = (run.durationMs - run.warmupMs) / 1000;
    const theory = ((api(run).completed / seconds) * held) / 1000 / 3;
    expect(Math.abs(there(utilization) / theory - 1)).toBeLessThan(0.01);
    // At most three come to db at once: two wait at most.
    expect(run.services['db']!.queueMax).toBe(2);
  }
});

test('an async service holds a thread only while it works', () => {
  const runs = chain({ threads: 500, async: true });
  agree('async: threads in hand', runs, (r) => api(r).utilization! * 500, 0.06 * 8, {
    within: 0.02,
  });
  const sojourn = 8 + 10 / (1 - 0.6);
  agree('async: mean sojourn', runs, (r) => api(r).sojournMs.mean, sojourn, { within: 0.04 });
});

test('an async service with one thread is a queue in a row with what it calls', () => {
  // Continuations take no time, so the front is M/M/1 and so is the back (Burke). One that comes
  // back waits for what runs then: with the front's utilization, the rest of an exponential.
  const runs = chain({ threads: 1, async: true, queue });
  const theory = 8 / (1 - 0.48) + 10 / (1 - 0.6) + 0.48 * 8;
  agree('async, one thread: mean sojourn', runs, (r) => api(r).sojournMs.mean, theory, {
    within: 0.04,
  });
  agree('async, one thread: utilization', runs, (r) => api(r).utilization, 0.48, { within: 0.015 });
});
