/** What the inspector says of an instant is what the run counted. */
import { expect, test } from 'vitest';
import { entityTables, topologyOf } from '../../../src/engine/tables.ts';
import { read } from '../../../src/scenario/read.ts';
import { figuresOf, sightOf, statesNow } from '../../../src/ui/panels/figures.ts';
import { faultsAt, sentencesOf } from '../../../src/ui/panels/sentences.ts';
import { ABOUT } from '../../../src/ui/story/ask.ts';
import { ran, shown } from '../runs.ts';

const storm = shown('retry-storm');
const breaker = shown('breaker-saves-the-caller');

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

test('of every figure there is something to ask', () => {
  for (const { plural, figures } of Object.values(entityTables))
    for (const figure of figures)
      expect(ABOUT[plural], plural).toHaveProperty(['of' in figure ? figure.of : figure.label]);
});

test('sentences say who fails, with what, and which fault is on', () => {
  const { store, spec } = storm;
  const { links } = topologyOf(spec);
  const said = sentencesOf(store, store.indexAt(75_000), links);
  // The cause comes first, who feels it last.
  expect(said.map(({ id }) => id)).toEqual(['database', 'checkout', 'shoppers']);
  expect(said.at(-1)).toMatchObject({ id: 'shoppers', level: 'failing' });
  expect(said.at(-1)!.text).toMatch(/% of calls fail, mostly “[\w-]+”\.$/);
  expect(said.find(({ id }) => id === 'database')?.text).toMatch(/: 20\/20 threads busy/);
  const quiet = sentencesOf(store, store.indexAt(50_000), links);
  expect(quiet.every(({ level }) => level === 'quiet')).toBe(true);
  expect(faultsAt(spec, 75_000)).toEqual([
    { on: 'database', text: expect.stringMatching(/^slow ×5 from 1:00 to 1:30$/) },
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

test('a link that has a name is told of as any other', () => {
  const sentences = (name: string) => {
    const { store, spec } = ran(
      read(`
duration: 10s
clients:
  web: { load: { rate: 50/s }, steps: [{ call: api, ${name} }] }
services:
  api:
    threads: 8
    steps: [{ call: db, ${name && 'name: inner, '} patterns: [{ timeout: { after: 1ms } }] }]
  db: { threads: 8, work: 20ms }`).spec!,
    );
    return sentencesOf(store, store.indexAt(5000), topologyOf(spec).links);
  };
  const named = sentences('name: first');
  expect(named).toEqual(
    sentences('').map((one) => (one.kind === 'link' ? { ...one, id: 'inner' } : one)),
  );
  expect(named.map(({ kind }) => kind)).toContain('link');
});
