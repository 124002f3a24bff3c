/** What is in view while runs are computed: never less than before, and in the end the newest. */
import { expect, test } from 'vitest';
import type { Spec } from '../../../src/engine/index.ts';
import { Computation } from '../../../src/ui/state/computation.svelte.ts';
import type { Listeners } from '../../../src/worker/client.ts';
import { Simulation } from '../../../src/worker/simulation.ts';
import { specOf } from '../../simulate.ts';

const LOOK_MS = 30_000;

const withRate = (rate: number): Spec =>
  specOf(`
duration: 60s
clients: { web: { load: { rate: ${rate}/s, arrivals: uniform }, steps: [{ call: db }] } }
services: { db: { threads: 4, work: 20ms } }`);

/**
 * A computation whose simulator is in the same thread, and computes when the test says so.
 * @param tickMs so much time passes between two looks at the clock
 */
function connected(tickMs = 0) {
  const shown: number[] = [];
  let simulation!: Simulation;
  // Its clock stands still for so many looks, so that a slice is short.
  let looks = 0;
  const connect = ({ update }: Listeners) => {
    simulation = new Simulation(update, () => looks++ * 100);
    return {
      show(number: number, spec: Spec, fresh: boolean) {
        const load = spec.clients['web']!.load as { rate: number };
        shown.push(load.rate);
        simulation.show(number, spec, fresh);
      },
      stop: () => simulation.stop(),
      goOn: () => simulation.goOn(),
      check: async () => ({ spec: null, problems: [] }),
      close: () => {},
    };
  };
  let nowMs = 0;
  const computation = new Computation(connect, () => (nowMs += tickMs));
  const finish = () => {
    while (simulation.step());
  };
  /** The clients' calls in the frame that is looked at. */
  const seen = () => {
    const store = computation.store!;
    return store.value(store.indexAt(LOOK_MS), store.layout.clients[0]!.at);
  };
  return { computation, shown, seen, finish, step: () => simulation.step() };
}

test('the former run stays in view until the newest has come to the instant looked at', () => {
  const { computation, seen, finish, step } = connected();
  computation.show(withRate(100), LOOK_MS);
  finish();
  expect([seen(), computation.phase]).toEqual([10, 'computed']);
  computation.show(withRate(500), LOOK_MS);
  expect(computation.phase).toBe('loading');
  const views = [];
  while (step()) views.push([computation.store!.count > 300, seen()]);
  expect(views[0]).toEqual([true, 10]);
  expect(views.at(-1)).toEqual([true, 50]);
  expect(new Set(views.map(String))).toEqual(new Set(['true,10', 'true,50']));
  expect(computation.result!.clients['web']!.offered).toBe(30_000);
});

test('it stays no longer than somebody waits patiently', () => {
  const { computation, finish, step } = connected(100);
  computation.show(withRate(100), LOOK_MS);
  finish();
  computation.show(withRate(500), LOOK_MS);
  for (let i = 0; i < 4; i++) step();
  expect(computation.nowMs).toBeLessThan(LOOK_MS);
  expect(computation.store!.count).toBeLessThan(300);
});

test('of many specs that come faster than runs, the newest is computed', () => {
  const { computation, shown, seen, finish } = connected();
  computation.show(withRate(100), LOOK_MS);
  finish();
  for (const rate of [200, 300, 400, 500]) computation.show(withRate(rate), LOOK_MS);
  finish();
  expect(shown).toEqual([100, 200, 500]);
  expect([seen(), computation.phase]).toEqual([50, 'computed']);
});

test('another experiment is in view at once, and nothing of the last one is', () => {
  const { computation, finish, step } = connected();
  computation.show(withRate(500), LOOK_MS);
  step();
  computation.forget();
  computation.show(withRate(100), LOOK_MS);
  expect(computation.store?.count ?? 0).toBe(0);
  finish();
  expect(computation.result!.clients['web']!.offered).toBe(6000);
});

test('where it is stopped it stands, until it goes on', () => {
  const { computation, finish, step } = connected();
  computation.show(withRate(500), LOOK_MS);
  step();
  computation.stop();
  const { nowMs } = computation;
  expect([computation.phase, step()]).toEqual(['stopped', false]);
  expect(nowMs).toBeGreaterThan(0);
  expect(nowMs).toBeLessThan(60_000);
  computation.goOn();
  finish();
  expect([computation.phase, computation.nowMs]).toEqual(['computed', 60_000]);
});

test('an edit leaves the former run in view until the newest has come as far', () => {
  const { computation, shown, finish, step } = connected();
  computation.show(withRate(100), LOOK_MS);
  finish();
  expect(computation.store!.count).toBe(600);
  const edited = (threads: number): Spec => ({
    ...withRate(100),
    edits: [{ at: 10_000, set: 'services.db.threads', to: threads }],
  });
  computation.show(edited(1), LOOK_MS);
  computation.show(edited(2), LOOK_MS);
  computation.show(edited(3), LOOK_MS);
  // Nothing of it is there yet: the former run is in view, and only the newest edit waits.
  expect(computation.store!.count).toBe(600);
  expect(shown).toHaveLength(2);
  const counts = [];
  while (step()) counts.push(computation.store!.count);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(LOOK_MS / 100);
  expect(shown).toHaveLength(3);
});

test('a run that fails takes nothing of what waits behind it along', () => {
  const asked: number[] = [];
  let listeners!: Listeners;
  const computation = new Computation((of) => {
    listeners = of;
    return {
      show: (_number, spec) =>
        void asked.push((spec.clients['web']!.load as { rate: number }).rate),
      stop: () => {},
      goOn: () => {},
      check: async () => ({ spec: null, problems: [] }),
      close: () => {},
    };
  });
  const news = { layout: null, batch: null, transitions: null, nowMs: 0, stopped: false };
  const none = { result: null, failed: null, partial: null };
  computation.show(withRate(1), LOOK_MS);
  // A run that may be kept in view makes the next ones wait for each other.
  computation.store = {} as never;
  computation.show(withRate(2), LOOK_MS);
  computation.show(withRate(3), LOOK_MS);
  expect(asked).toEqual([1, 2]);
  listeners.update({ ...news, ...none, number: 2, failed: 'a mistake of ours' });
  expect(asked).toEqual([1, 2, 3]);
  expect(computation.trouble).toBeNull();
  listeners.update({ ...news, ...none, number: 3, failed: 'another' });
  expect(computation.trouble).toBe('another');
  expect(computation.phase).toBe('failed');
});
