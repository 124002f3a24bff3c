/** What is in view while runs are computed: never less than before, and in the end the newest. */
import { expect, test } from 'vitest';
import type { Spec } from '../../../src/engine/index.ts';
import { Computation } from '../../../src/ui/state/computation.svelte.ts';
import type { Listeners } from '../../../src/worker/client.ts';
import { everyKind } from '../../../src/engine/every-kind.ts';
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
  const shown: (number | undefined)[] = [];
  let simulation!: Simulation;
  // A command crosses to the other thread: nothing comes of it at once.
  const inbox: (() => void)[] = [];
  // Its clock stands still for so many looks, so that a slice is short.
  let looks = 0;
  const connect = ({ update }: Listeners) => {
    simulation = new Simulation(update, () => looks++ * 100);
    return {
      show(number: number, spec: Spec, fresh: boolean) {
        const load = spec.clients['web']?.load as { rate: number } | undefined;
        shown.push(spec.edits.length > 0 ? (spec.edits[0]!.to as number) : load?.rate);
        inbox.push(() => simulation.show(number, spec, everyKind, fresh));
      },
      stop: () => simulation.stop(),
      goOn: () => simulation.goOn(),
      series: async () => null,
      before: async () => null,
      slowest: async () => [],
      check: async () => ({ spec: null, notes: null, problems: [] }),
      close: () => {},
    };
  };
  let nowMs = 0;
  const computation = new Computation({ connect, clock: () => (nowMs += tickMs) });
  const step = () => {
    for (const command of inbox.splice(0)) command();
    return simulation.step() || inbox.length > 0;
  };
  const finish = () => {
    while (step());
  };
  /** The clients' calls in the frame that is looked at. */
  const seen = () => {
    const store = computation.store!;
    return store.value(store.indexAt(LOOK_MS), store.layout.clients[0]!.at);
  };
  const pass = (ms: number) => void (nowMs += ms);
  return { computation, shown, seen, finish, step, pass };
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

/** The rate changes to that at 10 s. */
const withEdit = (to: number): Spec => ({
  ...withRate(100),
  edits: [{ at: 10_000, set: 'clients.web.load.rate', to }],
});

test('an edit leaves the former run in view as long as a change from the start does', () => {
  const { computation, seen, finish, step } = connected();
  computation.show(withRate(100), LOOK_MS);
  finish();
  computation.show(withEdit(500), LOOK_MS);
  expect(computation.phase).toBe('loading');
  const views = [];
  do views.push([computation.store!.count > 300, seen()]);
  while (step());
  // Never less than the instant looked at.
  expect(new Set(views.map(String))).toEqual(new Set(['true,10', 'true,50']));
  expect([seen(), computation.phase]).toEqual([50, 'computed']);
});

test('of many edits that come faster than runs, the newest is computed', () => {
  const { computation, shown, seen, finish } = connected();
  computation.show(withRate(100), LOOK_MS);
  finish();
  for (const rate of [200, 300, 400, 500]) computation.show(withEdit(rate), LOOK_MS);
  finish();
  expect(shown).toEqual([100, 200, 500]);
  expect([seen(), computation.phase]).toEqual([50, 'computed']);
});

test('a spec that fails does not take along the one that waits behind it', () => {
  const { computation, shown, seen, finish } = connected();
  computation.show(withRate(100), LOOK_MS);
  finish();
  const broken = withRate(200);
  broken.clients['web']!.steps = [{ call: 'nobody' } as never];
  // The first is being computed, the others wait: of these, the last one.
  computation.show(withRate(300), LOOK_MS);
  computation.show(broken, LOOK_MS);
  finish();
  expect(computation.trouble).toEqual(expect.any(String));
  computation.show(broken, LOOK_MS);
  computation.show(withRate(500), LOOK_MS);
  finish();
  expect(computation.trouble).toBeNull();
  expect([seen(), computation.phase]).toEqual([50, 'computed']);
  expect(shown.at(-1)).toBe(500);
});

test('a newer spec does not wait for one of which nothing is heard', async () => {
  const { computation, shown, finish } = connected();
  computation.show(withRate(50), LOOK_MS);
  finish();
  computation.show(withRate(60), LOOK_MS);
  computation.show(withRate(70), LOOK_MS);
  expect(shown).toEqual([50, 60]);
  await expect.poll(() => shown).toEqual([50, 60, 70]);
  finish();
  expect(computation.result!.clients['web']!.offered).toBeCloseTo(70 * 60, -2);
  computation.close();
});

test('while news takes long to show, the page rests between two pieces of it', async () => {
  const { computation, step, pass } = connected();
  computation.show(withRate(500), LOOK_MS);
  step();
  const { version, nowMs } = computation;
  // So long the page is busy with it.
  pass(100);
  await Promise.resolve();
  step();
  expect(computation.version).toBe(version);
  await expect.poll(() => computation.version).toBe(version + 1);
  expect(computation.nowMs).toBeGreaterThan(nowMs);
  computation.close();
});
