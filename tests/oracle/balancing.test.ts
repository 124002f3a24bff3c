/** What balancing policies do to queues, as theory has it. */
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/engine/index.ts';
import { agree, meanOf, MORE, replicate, type Scenario, there } from './runs.ts';
import { full } from '../full.ts';
import { erlangRoot, twoChoices } from './theory.ts';

/** Work of 1 takes 10 ms on average; `load` is that of each replica. */
const MEAN_MS = 10;
/** The busier, the longer a queue remembers. */
const REQUESTS = 30_000;

function farm(replicas: number, load: number, balance: unknown, more: object = {}): Scenario {
  const rate = (load * replicas * 1000) / MEAN_MS;
  const seconds = (REQUESTS / (1 - load) / rate) * MORE;
  const api = { replicas, threads: 1, queue: { capacity: 1e6 }, work: { exponential: MEAN_MS } };
  return {
    version: 1,
    duration: `${seconds * 1.25}s`,
    warmup: `${seconds / 4}s`,
    clients: { web: { load: { rate }, steps: [{ call: 'api' }], ...more } },
    services: { api: { ...api, balance } },
  };
}

const mean = (run: RunResult): number => there(run.clients['web']!.latencyMs.mean) / MEAN_MS;

// Theory is that of very many replicas. The busier they are, the more a finite number matters.
const LOADS = full ? { 0.5: 0.015, 0.9: 0.04, 0.99: 0.2 } : { 0.5: 0.015, 0.9: 0.04 };
const cases = Object.entries(LOADS).map(([load, within]) => [Number(load), within] as const);

test.each(cases)(
  'of two drawn at random the less busy one: Mitzenmacher, at %s load',
  (load, within) => {
    const runs = replicate(farm(100, load, { policy: 'least-requests' }), 3);
    agree(`two choices at ${load}: time, in units of work`, runs, mean, twoChoices(load), {
      within,
    });
  },
);

test('at random each replica is an M/M/1 queue of its own', () => {
  const runs = replicate(farm(10, 0.7, 'random'), 4);
  agree('random, 0.7: time, in units of work', runs, mean, 1 / (1 - 0.7), { within: 0.03 });
});

test('in turn each replica is a queue of arrivals as regular as Erlang’s', () => {
  const runs = replicate(farm(4, 0.8, 'round-robin'), 4);
  const time = 1 / (1 - erlangRoot(4, 0.8));
  agree('round robin over 4, 0.8: time, in units of work', runs, mean, time, { within: 0.04 });
});

test('the more callers that know only of their own, the nearer to random', () => {
  const balance = { policy: 'least-requests', choices: 'all', scope: 'caller' };
  const with_ = (instances: number): number =>
    meanOf(replicate(farm(10, 0.8, balance, { instances }), 2).map(mean));
  const [one, ten, many] = [with_(1), with_(10), with_(1000)];
  const random = 1 / (1 - 0.8);
  expect(one).toBeLessThan(ten);
  expect(ten).toBeLessThan(many);
  expect(one).toBeLessThan(0.3 * random);
  expect(Math.abs(many - random)).toBeLessThan(0.1 * random);
});
