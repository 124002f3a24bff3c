/**
 * The slowest request by what meters have kept of it is the one to which a finder comes that sees
 * the whole run: of all clients and of each, after a warm-up, after an edit, after going back.
 */
import { expect, test } from 'vitest';
import { slowestOf } from '../../../src/analysis/trace/slowest.ts';
import { findRequest, traceIn, traceOf } from '../../../src/analysis/trace/trace.ts';
import { createRun, type Run, slowestIn, type Spec } from '../../../src/engine/index.ts';
import { read } from '../../../src/scenario/read.ts';
import { everyKind } from '../../../src/engine/every-kind.ts';
import { Simulation } from '../../../src/worker/simulation.ts';
import { always } from '../../always.ts';
import { full } from '../../full.ts';
import { choosing } from '../../fuzz/scenarios.ts';
import { names, specOf as library } from '../../scenarios/library.ts';
import { specOf } from '../../simulate.ts';

const kept = { checkpoints: true, intervals: true };

const ended = (spec: Spec): Run => {
  const run = createRun(spec, kept);
  run.advance();
  return run;
};

/** @returns so many of its clients' slowest are known, and that of all */
function expectSlowest(run: Run, spec: Spec): number {
  const all = slowestIn(run);
  const { clients } = run.result();
  let known = 0;
  for (const client of [null, ...Object.keys(spec.clients)]) {
    const found = findRequest(createRun(spec), 'slowest', client);
    const slowest = slowestOf(all, client);
    if (slowest) known++;
    // Only where two clients are as slow at once it is not known.
    if (slowest || client !== null) expect(slowest, client ?? 'of all').toEqual(found);
    const own = all.find((one) => one.client === client);
    if (own) expect(own.ns < 0 ? null : own.ns / 1e6).toBe(clients[own.client]!.latencyMs.max);
  }
  return known;
}

/** Two clients, of which one gets slow answers from the middle on. */
const spec = specOf(`
duration: 40s
warmup: 8s
clients:
  web:
    load: { rate: 1000/s }
    steps: [{ call: api, patterns: [{ retry: { maxAttempts: 2 } }, { timeout: { after: 300ms } }] }]
  batch: { load: { users: 3, think: { exponential: 50ms } }, steps: [{ call: store }] }
services:
  api: { threads: 60, steps: [{ work: { exponential: 8ms } }, { call: store }] }
  store: { threads: 36, errors: 2%, work: { exponential: 6ms } }
faults: [{ at: 3s, for: 2s, on: store, slow: 20x }, { at: 20s, for: 4s, on: api, slow: 3x }]`);

const edits = [{ at: 30_000, set: 'services.store.threads', to: 5 }];

test.each(names.filter((_, i) => full || i % 12 === 1))('%s', (name) => {
  const one = library(name);
  expect(expectSlowest(ended(one), one)).toBeGreaterThan(0);
});

test('of two clients, and not of the warm-up, in which requests took longer', () => {
  expect(expectSlowest(ended(spec), spec)).toBe(3);
  const cold = { ...spec, warmup: 0 };
  expect(slowestOf(slowestIn(ended(cold)), null)!.startMs).toBeLessThan(spec.warmup);
  expect(slowestOf(slowestIn(ended(spec)), null)!.startMs).toBeGreaterThan(spec.warmup);
});

test('after an edit in the middle, after taking it back, after going back and on', () => {
  const run = ended(spec);
  run.revise(edits);
  run.advance();
  const edited = { ...spec, edits };
  expect(expectSlowest(run, edited)).toBe(3);
  expect(slowestIn(run)).not.toEqual(slowestIn(ended(spec)));
  run.revise([]);
  run.advance();
  expect(slowestIn(run)).toEqual(slowestIn(ended(spec)));
  run.restore(run.before(19_000)!);
  expect(slowestIn(run)).not.toEqual(slowestIn(ended(spec)));
  run.advance();
  expect(slowestIn(run)).toEqual(slowestIn(ended(spec)));
  const other = run.fork(25_000);
  other.revise(edits);
  other.advance();
  expect(slowestIn(other)).toEqual(slowestIn(ended(edited)));
});

test('a worker tells it, and from the checkpoint before it leads to the same trace', () => {
  const simulation = new Simulation(
    () => {},
    () => performance.now(),
  );
  expect(simulation.slowest()).toEqual([]);
  simulation.show(1, spec, everyKind);
  while (simulation.step());
  simulation.show(2, { ...spec, edits }, everyKind);
  while (simulation.step());
  for (const client of [null, 'batch']) {
    const slowest = slowestOf(structuredClone(simulation.slowest()), client)!;
    const again = createRun({ ...spec, edits });
    const from = simulation.before(slowest.startMs)!;
    expect(from.atNs).toBeGreaterThan(0);
    again.restore(structuredClone(from));
    expect(traceOf(again, slowest)).toEqual(traceIn({ ...spec, edits }, 'slowest', client));
  }
});

test('clients in step: which of two was first is not known, and not guessed', () => {
  const even = specOf(`
duration: 2s
clients:
  one: { load: { users: 1, think: 10ms }, steps: [{ call: api }] }
  two: { load: { users: 1, think: 10ms }, steps: [{ call: api }] }
  late: { load: { users: 1, think: 20s }, steps: [{ work: 3s }] }
services: { api: { threads: 8, work: 5ms } }`);
  const all = slowestIn(ended(even));
  expect(all.map(({ ns }) => ns)).toEqual([-1, 5e6, 5e6]);
  expect(slowestOf(all, null)).toBeNull();
  expect(slowestOf(all, 'late')).toBeNull();
  expect(expectSlowest(ended(even), even)).toBe(2);
});

test('whatever the scenario', async () => {
  let known = 0;
  await always(full ? 100 : 16, choosing, ({ document }) => {
    const one = read(JSON.stringify(document)).spec;
    if (one) known += expectSlowest(ended(one), one);
  });
  expect(known).toBeGreaterThan(8);
});
