/** What a chart's legend says is what inspector and stage say of the same instant. */
import { describe, expect, test } from 'vitest';
import type { IntervalPlace } from '../../../src/engine/index.ts';
import { entityTables } from '../../../src/engine/tables.ts';
import { Buckets } from '../../../src/ui/charts/buckets.ts';
import { type Chosen, drawn } from '../../../src/ui/charts/chart.ts';
import { charts } from '../../../src/ui/charts/charts.ts';
import { type Picture, valueAt } from '../../../src/ui/charts/picture.ts';
import { percent, rate } from '../../../src/ui/kit/format.ts';
import type { Entity } from '../../../src/ui/kit/selection.ts';
import { type Figure, figuresOf, reasonsOf, sightOf } from '../../../src/ui/panels/figures.ts';
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

/** A chart of a run, narrowed to what is chosen, or of a part of it. */
function picture(
  { spec, store }: Shown,
  id: string,
  only: Partial<Chosen> = {},
  focus: Entity | null = null,
): Picture {
  const chart = charts.find((one) => one.id === id)!;
  const subject = { buckets: new Buckets(store), spec, only: { ...ALL, ...only }, focus };
  return drawn(chart, { ...subject, hues: new Map() });
}

const sightAt = (store: IntervalStore, atMs: number, { kind, id }: Entity) =>
  sightOf(store, store.indexAt(atMs), entityTables[kind].plural, id)!;
const figuresAt = (store: IntervalStore, atMs: number, kind: Entity['kind'], id: string) =>
  figuresOf(entityTables[kind], sightAt(store, atMs, { kind, id }));

/** All that a chart can be of. */
const partsOf = ({ store: { layout } }: Shown): Entity[] => [
  ...layout.clients.map(({ id }) => ({ kind: 'client', id }) as const),
  ...layout.services.map(({ id }) => ({ kind: 'service', id }) as const),
  ...layout.links.map(({ id }) => ({ kind: 'link', id }) as const),
];

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
  reasons: (run, atMs) => {
    for (const part of partsOf(run)) {
      const said = legend(picture(run, 'reasons', {}, part), atMs);
      const reasons = reasonsOf(sightAt(run.store, atMs, part));
      for (const { name, perSec } of reasons) expect(said[name]).toBe(rate(perSec));
      const share = reasons.reduce((sum, one) => sum + one.share, 0);
      const sum = reasons.reduce((all, { perSec }) => all + perSec, 0);
      expect(said['all failures']).toBe(rate(sum) + (share > 0 ? ` (${percent(share)})` : ''));
    }
  },
  amplification: (run, atMs) => {
    for (const { id } of run.store.layout.links) {
      const said = legend(picture(run, 'amplification', {}, { kind: 'link', id }), atMs);
      const figures = figuresAt(run.store, atMs, 'link', id);
      expect(said['attempts per call']).toBe(valueOf(figures, 'amplification'));
    }
  },
  percentiles: (run, atMs) => {
    for (const part of partsOf(run)) {
      const said = legend(picture(run, 'percentiles', {}, part), atMs);
      const figures = figuresAt(run.store, atMs, part.kind, part.id);
      expect(said['p99']).toBe(valueOf(figures, 'p99 answered'));
      if (part.kind === 'client') expect(said['p50']).toBe(valueOf(figures, 'p50 answered'));
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
