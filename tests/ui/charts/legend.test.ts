/** What a chart's legend says is what inspector and stage say of the same instant. */
import { describe, expect, test } from 'vitest';
import type { IntervalPlace } from '../../../src/engine/index.ts';
import { entityTables } from '../../../src/engine/tables.ts';
import { Buckets } from '../../../src/ui/charts/buckets.ts';
import { type Chosen, drawn } from '../../../src/ui/charts/chart.ts';
import { charts } from '../../../src/ui/charts/charts.ts';
import { type Picture, valueAt } from '../../../src/ui/charts/picture.ts';
import { type Figure, figuresOf, sightOf } from '../../../src/ui/panels/figures.ts';
import { readClient, readLink, readService } from '../../../src/ui/stage/readings.ts';
import type { IntervalStore } from '../../../src/worker/client.ts';
import { shown, type Shown } from '../runs.ts';

const valueOf = (figures: readonly Figure[], label: string) =>
  figures.find((figure) => figure.label === label)?.value;

/** The legend of a picture at an instant, by label. */
const legend = (picture: Picture, atMs: number): Readonly<Record<string, string>> =>
  Object.fromEntries(picture.curves.map((curve) => [curve.label, valueAt(curve, atMs)]));

/** Where smoothed figures and means around the playhead differ most, and where nothing happens. */
function instants({ spec }: Shown): number[] {
  const triggers = [...spec.faults, ...spec.edits].slice(0, 3).map(({ at }) => at);
  const after = [0, 100, 400, 1000, 1700, 3000, 8000];
  const all = [...triggers.flatMap((at) => after.map((ms) => at + ms)), spec.duration / 7];
  return [0, ...all, spec.duration].filter((ms) => ms <= spec.duration);
}

const ALL: Chosen = { clients: null, services: null };

/** A chart of a run, narrowed to what is chosen. */
function picture({ spec, store }: Shown, id: string, only: Partial<Chosen> = {}): Picture {
  const chart = charts.find((one) => one.id === id)!;
  const subject = { buckets: new Buckets(store), spec, only: { ...ALL, ...only } };
  return drawn(chart, { ...subject, hues: new Map() });
}

const figuresAt = (store: IntervalStore, atMs: number, kind: 'client' | 'service', id: string) => {
  const table = entityTables[kind];
  return figuresOf(table, sightOf(store, store.indexAt(atMs), table.plural, id)!);
};

/** Of each chart, that it says at an instant what the inspector says. */
const CLAIMS: Readonly<Record<string, (run: Shown, atMs: number) => void>> = {
  outcomes: (run, atMs) => {
    for (const { id } of run.store.layout.clients) {
      const figures = figuresAt(run.store, atMs, 'client', id);
      const calls = legend(picture(run, 'outcomes', { clients: id }), atMs);
      for (const label of ['offered', 'failed']) expect(calls[label]).toBe(valueOf(figures, label));
      expect(calls['succeeded'] ?? calls['goodput']).toBe(valueOf(figures, 'succeeded'));
      if ('degraded' in calls)
        expect(calls['degraded']).toBe(valueOf(figures, 'degraded') ?? '0/s');
      else expect(calls['goodput']).toBe(valueOf(figures, 'goodput'));
    }
  },
  latency: (run, atMs) => {
    for (const { id } of run.store.layout.clients) {
      const figures = figuresAt(run.store, atMs, 'client', id);
      const times = legend(picture(run, 'latency', { clients: id }), atMs);
      for (const label of ['p50', 'p99'])
        expect(times[label]).toBe(valueOf(figures, `${label} answered`));
    }
    for (const { id } of run.store.layout.services) {
      const times = legend(picture(run, 'latency', { services: id }), atMs);
      const figures = figuresAt(run.store, atMs, 'service', id);
      expect(times[`${id} p99`]).toBe(valueOf(figures, 'p99 answered'));
    }
  },
  saturation: (run, atMs) => {
    const busy = legend(picture(run, 'saturation'), atMs);
    for (const { id } of run.store.layout.services) {
      const figures = figuresAt(run.store, atMs, 'service', id);
      if (busy[id] === undefined) continue;
      const [used, queue] = busy[id].split(', ');
      expect(used).toBe(valueOf(figures, 'utilization'));
      if (`${id} queue` in busy)
        expect(queue ?? '0 queued').toBe(`${valueOf(figures, 'queue')} queued`);
    }
  },
};

test('there is a claim about every chart', () =>
  expect(Object.keys(CLAIMS).sort()).toEqual(charts.map(({ id }) => id).sort()));

describe.each([
  'retry-storm',
  'stop-the-world',
  'breaker-saves-the-caller',
  'graceful-degradation',
  'noisy-neighbour',
  'thread-exhaustion',
])('%s', (name) => {
  const run = shown(name);
  describe.each(Object.entries(CLAIMS))('%s', (_id, holds) => {
    test.each(instants(run))('at %d ms', (atMs) => holds(run, atMs));
  });
});

test('the legend is the number on the card, not the mean of what is drawn', () => {
  const run = shown('retry-storm');
  const { store } = run;
  const atMs = 61_000;
  const frame = store.indexAt(atMs);
  const buckets = new Buckets(store);
  const find = (places: readonly IntervalPlace[], id: string) =>
    places.find((place) => place.id === id)!;
  const shoppers = find(store.layout.clients, 'shoppers');
  const database = find(store.layout.services, 'database');
  const link = find(store.layout.links, 'shoppers->checkout');
  const now = ({ curves }: Picture, label: string) =>
    curves.find((curve) => curve.label === label)!.now(atMs);
  const calls = picture(run, 'outcomes');
  const card = readClient(store, frame, shoppers);
  expect(now(calls, 'offered')).toBeCloseTo(card.offered, 9);
  expect(now(calls, 'attempts')).toBeCloseTo(readLink(store, frame, link).attempts, 9);
  expect(now(picture(run, 'latency'), 'p99')).toBeCloseTo(card.p99Ms, 9);
  const service = readService(store, frame, [database], [store.tiles(frame, 'database')]);
  const load = picture(run, 'saturation');
  expect(now(load, 'database')).toBeCloseTo(service.utilization, 9);
  expect(now(load, 'database queue')).toBe(service.queue);
  const goodput = calls.curves[0]!;
  const mean = goodput.values[Math.floor(frame / buckets.size)]!;
  expect(Math.abs(goodput.now(atMs) - mean)).toBeGreaterThan(50);
});
