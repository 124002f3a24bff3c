/** What the worker does, without the thread: newest wins, short slices, the past stays. */
import { expect, test } from 'vitest';
import { createRun, type Spec } from '../../src/engine/index.ts';
import { IntervalStore } from '../../src/analysis/intervals.ts';
import type { Update } from '../../src/worker/protocol.ts';
import { everyKind } from '../../src/engine/every-kind.ts';
import { Simulation } from '../../src/worker/simulation.ts';
import { specOf } from '../simulate.ts';

const spec = (threads: number): Spec =>
  specOf(`
duration: 60s
clients:
  web:
    load: { rate: 500/s }
    steps: [{ call: api, patterns: [{ retry: {} }, { circuitBreaker: {} }] }]
services: { api: { threads: ${threads}, work: { exponential: 5ms }, errors: 40% } }`);

/** A simulation with what it has told, as a page would keep it. */
function listened(nowMs: () => number = () => performance.now()) {
  const updates: Update[] = [];
  let store: IntervalStore | null = null;
  const simulation = new Simulation((update) => {
    updates.push(update);
    if (update.layout) store = new IntervalStore(update.layout);
    if (update.batch) store!.put(update.batch);
  }, nowMs);
  const finish = () => {
    while (simulation.step());
    return updates.at(-1)!;
  };
  const show = (number: number, shown: Spec, fresh?: boolean) =>
    simulation.show(number, shown, everyKind, fresh);
  return { simulation, show, updates, finish, store: () => store! };
}

const ended = (of: Spec) => {
  const run = createRun(of);
  run.advance();
  return run.result();
};

test('it ends with the figures of the run', () => {
  const { show, finish, store } = listened();
  show(1, spec(4));
  expect(finish()).toMatchObject({ number: 1, failed: null, result: ended(spec(4)) });
  expect(store().count).toBe(600);
});

test('a slice is short: it comes back long before a long run is over', () => {
  const { simulation, show, updates } = listened();
  show(1, { ...spec(4), duration: 3_600_000 });
  simulation.step();
  simulation.step();
  expect(updates.at(-1)!.result).toBeNull();
  expect(updates.at(-1)!.nowMs).toBeGreaterThan(0);
});

test('a newer spec takes the place of the one under way', () => {
  const { simulation, show, updates, finish } = listened();
  show(1, { ...spec(4), duration: 3_600_000 });
  simulation.step();
  show(2, spec(2));
  expect(finish().result).toEqual(ended(spec(2)));
  const after = updates.slice(updates.findIndex(({ number }) => number === 2));
  expect(after.every(({ number }) => number === 2)).toBe(true);
});

test('with other edits only, the shared past is not told again, and the end is right', () => {
  const { show, updates, finish, store } = listened();
  show(1, spec(4));
  finish();
  const past = [...store().column(0)];
  const edits = [{ at: 45_000, set: 'services.api.threads', to: 1 }];
  show(2, { ...spec(4), edits });
  const told = updates.length;
  expect(finish().result).toEqual(ended({ ...spec(4), edits }));
  const batches = updates.slice(told).flatMap(({ batch }) => (batch ? [batch] : []));
  expect(Math.min(...batches.map(({ from }) => from))).toBe(450);
  expect(updates.slice(told).every(({ layout }) => layout === null)).toBe(true);
  expect([...store().column(0)].slice(0, 450)).toEqual(past.slice(0, 450));
});

test('until something of the edited run has been computed, no news bear its number', () => {
  let looks = 0;
  const { simulation, show, updates, finish } = listened(() => looks++ * 100);
  show(1, spec(4));
  while (simulation.step());
  const edits = [{ at: 45_000, set: 'services.api.threads', to: 1 }];
  show(2, { ...spec(4), edits });
  expect(updates.filter(({ number }) => number === 2)).toEqual([]);
  simulation.step();
  const [news] = updates.filter(({ number }) => number === 2);
  expect(news!.nowMs).toBeLessThan(60_000);
  expect(finish().number).toBe(2);
});

test('transitions that were revised are told, also when they are as many as before', () => {
  const { show, updates, finish } = listened(() => 0);
  const steady = specOf(`
duration: 60s
clients:
  web:
    load: { rate: 500/s }
    steps:
      - { call: api, patterns: [{ circuitBreaker: { waitDurationInOpenState: 10m } }] }
services: { api: { work: 5ms } }`);
  const brokenAt = (at: number): Spec => ({
    ...steady,
    edits: [{ at, set: 'services.api.errors', to: 1 }],
  });
  for (const [number, at] of [20_000, 30_000, 10_000].entries()) {
    show(number, brokenAt(at));
    const { transitions } = finish().result!;
    expect(transitions).toHaveLength(1);
    expect(updates.findLast((update) => update.transitions)!.transitions).toEqual(transitions);
  }
});

test('what goes wrong is told, and the next spec runs', () => {
  const { show, updates, finish } = listened();
  const broken = spec(4);
  broken.clients['web']!.steps = [{ call: 'nobody' } as never];
  show(1, broken);
  expect(updates.at(-1)!.failed).toEqual(expect.any(String));
  show(2, spec(4));
  expect(finish().result).toEqual(ended(spec(4)));
});

test('stopped it keeps what there is, and goes on from there to the same end', () => {
  const { simulation, show, updates, finish, store } = listened();
  show(1, { ...spec(4), duration: 600_000 });
  simulation.step();
  simulation.stop();
  const last = updates.at(-1)!;
  expect(last).toMatchObject({ stopped: true, result: null });
  const { count } = store();
  expect(simulation.step()).toBe(false);
  expect([updates.at(-1), store().count]).toEqual([last, count]);
  simulation.goOn();
  expect(finish()).toMatchObject({ stopped: false, nowMs: 600_000 });
  expect(updates.at(-1)!.result).toEqual(ended({ ...spec(4), duration: 600_000 }));
});

test('a newer spec is computed though the last one was stopped', () => {
  const { simulation, show, finish } = listened();
  show(1, { ...spec(4), duration: 3_600_000 });
  simulation.step();
  simulation.stop();
  show(2, spec(2));
  expect(finish()).toMatchObject({ stopped: false, result: ended(spec(2)) });
});

test('the slower events are, the fewer are computed between two looks at the clock', () => {
  const perLook = (lookMs: number): number => {
    let looks = 0;
    const { show, finish } = listened(() => looks++ * lookMs);
    show(1, { ...spec(4), duration: 20_000 });
    return finish().result!.events / looks;
  };
  expect(perLook(0.1)).toBeGreaterThan(250);
  expect(perLook(100)).toBeLessThan(32);
});
