/** What the inspector says of an instant is what the run counted. */
import { expect, test } from 'vitest';
import { entityTables } from '../../../src/engine/tables.ts';
import { figuresOf, reasonsOf, sightOf, statesNow } from '../../../src/ui/panels/figures.ts';
import { faultsAt, sentencesOf } from '../../../src/ui/panels/sentences.ts';
import { percent } from '../../../src/ui/kit/format.ts';
import { readClient } from '../../../src/ui/stage/readings.ts';
import { shown } from '../runs.ts';

const storm = shown('retry-storm');
const breaker = shown('breaker-saves-the-caller');

test('the panel says what the stage says', () => {
  const { store } = storm;
  const place = store.layout.clients.find(({ id }) => id === 'shoppers')!;
  for (let frame = 0; frame < store.count; frame += 37) {
    const sight = sightOf(store, frame, 'clients', 'shoppers')!;
    const stage = readClient(store, frame, place);
    const said = figuresOf(entityTables.client, sight);
    const failed = said.find(({ label }) => label === 'failure rate')!.value;
    expect(failed).toBe(percent(stage.failed || 0));
    const reasons = reasonsOf(sight).filter(({ perSec }) => perSec >= 0.1);
    expect(reasons.map(({ name }) => name)).toEqual(stage.reasons.map(({ name }) => name));
  }
});

test('in the storm every figure has its unit, and what is bad is marked', () => {
  const { store } = storm;
  const { client, link: ofLink, service } = entityTables;
  const at = store.indexAt(75_000);
  const shoppers = figuresOf(client, sightOf(store, at, 'clients', 'shoppers')!);
  expect(shoppers.find(({ label }) => label === 'failure rate')).toMatchObject({ bad: true });
  const link = figuresOf(ofLink, sightOf(store, at, 'links', 'shoppers->checkout')!);
  expect(link.find(({ label }) => label === 'amplification')?.value).toMatch(/^×(2\.[5-9]|3)/);
  const database = figuresOf(service, sightOf(store, at, 'services', 'database')!);
  expect(database.find(({ label }) => label === 'utilization')?.value).toMatch(/^100\s%$/);
  for (const { value } of [...shoppers, ...link])
    expect(value).toMatch(/^(–|×[\d.]+|[\d,.<> ]+(\/s|\s(%|ms|s)))$/);
});

test('sentences say who fails, with what, and which fault is on', () => {
  const { store, spec } = storm;
  const said = sentencesOf(store, store.indexAt(75_000));
  expect(said[0]).toMatchObject({ id: 'shoppers', bad: true });
  expect(said[0]!.text).toMatch(/% of calls fail, mostly “[\w-]+”\.$/);
  expect(said.find(({ id }) => id === 'database')?.text).toMatch(/^all threads busy/);
  const quiet = sentencesOf(store, store.indexAt(50_000));
  expect(quiet.every(({ bad }) => !bad)).toBe(true);
  expect(faultsAt(spec, 75_000)).toEqual([
    { on: 'database', text: expect.stringMatching(/^slow ×5 from 60\.0\ss to 90\.0\ss$/) },
  ]);
  expect(faultsAt(spec, 59_999)).toEqual([]);
});

test('every replica is in one of the states', () => {
  const { store, spec } = breaker;
  const place = store.layout.patterns.find(({ states }) => states.length > 0)!;
  for (let frame = 0; frame < store.count; frame += 50) {
    const states = statesNow(store, frame, place);
    const replicas = states.reduce((sum, { count }) => sum + count, 0);
    expect(replicas).toBe(spec.services['checkout']!.replicas);
  }
});
