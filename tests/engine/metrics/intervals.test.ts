/** What is taken down for drawing is what was measured, and taking it down changes nothing. */
import { describe, expect, test } from 'vitest';
import { createRun, OUTCOMES, type Run, type Spec } from '../../../src/engine/index.ts';
import { read } from '../../../src/scenario/read.ts';
import { IntervalStore } from '../../../src/analysis/intervals.ts';
import { everyLibrary } from '../../every-library.ts';
import { always } from '../../always.ts';
import type { Document } from '../../fuzz/chance.ts';
import { scenarios } from '../../fuzz/scenarios.ts';
import { specOf } from '../../simulate.ts';

const specIn = (document: Document): Spec => read(JSON.stringify(document)).spec!;

function drawn(run: Run): IntervalStore {
  const store = new IntervalStore(run.intervalLayout!);
  for (let batch = run.takeIntervals(); batch; batch = run.takeIntervals()) store.put(batch);
  return store;
}

/** A load that comes and goes, so that windows are looked at when they have become old. */
const moody = (pattern: string): Spec =>
  specOf(`
seed: 5
duration: 90s
clients:
  web:
    load:
      from: 1/s
      stages:
        - { for: 10s, to: 40/s }
        - { for: 10s, to: 1/s }
        - { for: 10s, to: 40/s }
        - { for: 10s, to: 2/s }
        - { for: 50s, to: 30/s }
    steps: [{ call: api, patterns: [{ ${pattern} }] }]
services: { api: { threads: 2, work: { exponential: 20ms }, errors: 40% } }`);

describe('who looks changes nothing: neither frames nor asking for figures in between', () => {
  const look = (spec: Spec): void => {
    const plain = createRun(spec);
    plain.advance();
    const watched = createRun(spec, { intervals: true });
    for (let ms = 500; watched.advance(ms) || !watched.over; ms += 500) watched.result();
    expect(watched.digest).toBe(plain.digest);
    expect(watched.result()).toEqual(plain.result());
  };

  test('in any scenario', () => always(10, scenarios, (document) => look(specIn(document))));

  test.each([
    ['every library', everyLibrary()],
    ['finagle’s budget', moody('retry: { like: finagle }')],
    [
      'Envoy’s admission control',
      moody(
        'adaptiveThrottle: { like: envoy-admission-control, rpsThreshold: 8, samplingWindow: 3s }',
      ),
    ],
  ])('with %s', (_name, spec) => look(spec));
});

test('a row holds what the series says, and the outcomes add up to it', () =>
  always(10, scenarios, (document) => {
    const run = createRun(specIn(document), { intervals: true });
    run.advance();
    const store = drawn(run);
    const series = run.series();
    expect(store.count).toBe(series.tMs.length);
    for (const { id, at } of store.layout.links) {
      const { calls, failed, p99Ms } = series.links[id]!;
      expect([...store.column(at)]).toEqual(calls);
      for (let i = 0; i < store.count; i++) {
        let sum = 0;
        for (let o = 2; o < OUTCOMES.length; o++) sum += store.value(i, at + 5 + o);
        expect(sum).toBe(failed[i]);
        expect(store.value(i, at + 4)).toBe(p99Ms[i] === null ? NaN : Math.fround(p99Ms[i]!));
      }
    }
  }));

const slow = `
duration: 4s
clients:
  web:
    load: { rate: 100/s }
    steps: [{ call: api, patterns: [{ timeout: { after: 200ms } }] }]
services:
  api: { threads: 30, queue: { capacity: 50 }, steps: [{ call: db }] }
  db: { threads: 10, queue: { capacity: 40 }, work: 20ms }
faults: [{ at: 1s, for: 2s, on: db, slow: 50x }]`;

test('threads are told apart: live, abandoned, waiting; together they are those in hand', () => {
  const run = createRun(specOf(slow), { intervals: true });
  run.advance();
  const store = drawn(run);
  const [api, db] = ['api', 'db'].map((id) => store.tiles(store.indexAt(2500), id));
  // For a second and a half nobody has had an answer in time: all that db does is for nobody.
  expect(db![0]).toMatchObject({ alive: true, threads: 10, live: 0, abandoned: 10, waiting: 0 });
  expect(api![0]!.abandoned + api![0]!.waiting).toBe(30);
  expect(api![0]!.queued).toBe(50);
  const [apiThen, dbThen] = ['api', 'db'].map((id) => store.tiles(store.indexAt(900), id)[0]!);
  expect(dbThen!.abandoned).toBe(0);
  expect(apiThen!.waiting).toBe(dbThen!.live + dbThen!.queued);
});

test('samples: at most 32 a link, at least one of each outcome, all within their interval', () => {
  const run = createRun(specOf(slow), { intervals: true });
  run.advance();
  const store = drawn(run);
  const { intervalMs, links } = store.layout;
  for (let frame = 0; frame < store.count; frame++)
    store.samples(frame).forEach((samples, link) => {
      expect(samples.length).toBeLessThanOrEqual(32);
      const at = links[link]!.at + 5;
      for (let o = 0; o < OUTCOMES.length; o++)
        if (store.value(frame, at + o) > 0)
          expect(samples.some(({ outcome }) => outcome === o)).toBe(true);
      for (const { beganMs, endedMs } of samples) {
        expect(endedMs - beganMs).toBeGreaterThanOrEqual(-0.01);
        expect(endedMs).toBeGreaterThanOrEqual(frame * intervalMs - 0.01);
        expect(endedMs).toBeLessThanOrEqual((frame + 1) * intervalMs + 0.01);
      }
    });
});
