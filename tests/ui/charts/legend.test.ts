/** What a chart's legend says is what inspector and stage say of the same instant. */
import { describe, expect, test } from 'vitest';
import type { FramePlace } from '../../../src/engine/index.ts';
import { entityTables } from '../../../src/engine/tables.ts';
import { Buckets } from '../../../src/ui/charts/buckets.ts';
import { latency } from '../../../src/ui/charts/latency.ts';
import { outcomes } from '../../../src/ui/charts/outcomes.ts';
import { type Picture, told } from '../../../src/ui/charts/picture.ts';
import { saturation } from '../../../src/ui/charts/saturation.ts';
import { type Figure, figuresOf, sightOf } from '../../../src/ui/panels/figures.ts';
import { readClient, readLink, readService } from '../../../src/ui/stage/readings.ts';
import { shown, type Shown } from '../runs.ts';

const valueOf = (figures: readonly Figure[], label: string) =>
  figures.find((figure) => figure.label === label)?.value;

/** The legend of a picture at an instant, by label. */
const legend = (picture: Picture, atMs: number): Readonly<Record<string, string>> =>
  Object.fromEntries(picture.curves.map((curve) => [curve.label, told(curve, atMs)]));

/** Where smoothed figures and means around the playhead differ most, and where nothing happens. */
function instants({ spec }: Shown): number[] {
  const triggers = [...spec.faults, ...spec.edits].slice(0, 3).map(({ at }) => at);
  const after = [0, 100, 400, 1000, 1700, 3000, 8000];
  const all = [...triggers.flatMap((at) => after.map((ms) => at + ms)), spec.duration / 7];
  return [0, ...all, spec.duration].filter((ms) => ms <= spec.duration);
}

describe.each([
  'retry-storm',
  'stop-the-world',
  'breaker-saves-the-caller',
  'graceful-degradation',
  'noisy-neighbour',
  'thread-exhaustion',
])('%s', (name) => {
  const run = shown(name);
  const { store, spec } = run;
  const buckets = new Buckets(store);

  test.each(instants(run))('calls and latency of each client at %d ms', (atMs) => {
    const frame = store.indexAt(atMs);
    for (const place of store.layout.clients) {
      const figures = figuresOf(entityTables.client, sightOf(store, frame, 'clients', place.id)!);
      const calls = legend(outcomes(buckets, spec, place.id), atMs);
      for (const label of ['offered', 'failed']) expect(calls[label]).toBe(valueOf(figures, label));
      expect(calls['succeeded'] ?? calls['goodput']).toBe(valueOf(figures, 'succeeded'));
      if ('degraded' in calls)
        expect(calls['degraded']).toBe(valueOf(figures, 'degraded') ?? '0/s');
      else expect(calls['goodput']).toBe(valueOf(figures, 'goodput'));
      const times = legend(latency(buckets, place.id, null), atMs);
      for (const label of ['p50', 'p99']) expect(times[label]).toBe(valueOf(figures, label));
    }
  });

  test.each(instants(run))('load of each service at %d ms', (atMs) => {
    const frame = store.indexAt(atMs);
    const busy = legend(saturation(buckets), atMs);
    for (const place of store.layout.services) {
      const figures = figuresOf(entityTables.service, sightOf(store, frame, 'services', place.id)!);
      const times = legend(latency(buckets, null, place.id), atMs);
      expect(times[`${place.id} p99`]).toBe(valueOf(figures, 'p99'));
      const said = busy[place.id];
      if (said === undefined) continue;
      const [used, queue] = said.split(', ');
      expect(used).toBe(valueOf(figures, 'utilisation'));
      if (`${place.id} queue` in busy)
        expect(queue ?? '0 queued').toBe(`${valueOf(figures, 'queue')} queued`);
    }
  });
});

test('the legend is the number on the card, not the mean of what is drawn', () => {
  const { store, spec } = shown('retry-storm');
  const atMs = 61_000;
  const frame = store.indexAt(atMs);
  const buckets = new Buckets(store);
  const find = (places: readonly FramePlace[], id: string) =>
    places.find((place) => place.id === id)!;
  const shoppers = find(store.layout.clients, 'shoppers');
  const database = find(store.layout.services, 'database');
  const link = find(store.layout.links, 'shoppers->checkout');
  const now = (picture: Picture, label: string) =>
    picture.curves.find((curve) => curve.label === label)!.now(atMs);
  const calls = outcomes(buckets, spec, null);
  const card = readClient(store, frame, shoppers);
  expect(now(calls, 'offered')).toBeCloseTo(card.offered, 9);
  expect(now(calls, 'attempts')).toBeCloseTo(readLink(store, frame, link).attempts, 9);
  expect(now(latency(buckets, null, null), 'p99')).toBeCloseTo(card.p99Ms, 9);
  const service = readService(store, frame, [database], [store.tiles(frame, 'database')]);
  const load = saturation(buckets);
  expect(now(load, 'database')).toBeCloseTo(service.utilization, 9);
  expect(now(load, 'database queue')).toBe(service.queue);
  const goodput = calls.curves[0]!;
  const drawn = goodput.values[Math.floor(frame / buckets.size)]!;
  expect(Math.abs(goodput.now(atMs) - drawn)).toBeGreaterThan(50);
});
