/** The eye is led to where trouble begins, not to where it is felt. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRun, type Spec } from '../../../src/engine/index.ts';
import { topologyOf } from '../../../src/engine/tables.ts';
import { isOn } from '../../../src/ui/stage/faults.ts';
import { originsOf } from '../../../src/ui/stage/origins.ts';
import { type Level, readClient, readService } from '../../../src/ui/stage/readings.ts';
import { IntervalStore } from '../../../src/analysis/intervals.ts';
import { specOf } from '../../simulate.ts';

/** `a->b` per link; who is hurt or failing; on what there is a fault. */
function origins(
  links: string[],
  levels: Record<string, Exclude<Level, 'quiet'>>,
  ...faults: string[]
): string[] {
  const ends = links.map((id) => {
    const [from, to] = id.split('->') as [string, string];
    return { id, from, to };
  });
  const ids = [...new Set(ends.flatMap(({ from, to }) => [from, to]))];
  const found = originsOf({
    clients: ids.filter((id) => id.startsWith('web')),
    services: ids.filter((id) => !id.startsWith('web')),
    links: ends,
    levelOf: (id) => levels[id] ?? 'quiet',
    hasFault: (id) => faults.includes(id),
  });
  return [...found].sort();
}

const CHAIN = ['web->a', 'a->b', 'b->c'];

test('who fails because of somebody below is not where it begins', () => {
  expect(origins(CHAIN, { web: 'failing', a: 'failing', b: 'failing' })).toEqual(['b']);
  expect(origins(CHAIN, { web: 'failing', a: 'hurt' })).toEqual(['a']);
  // A client feels it; where it begins cannot be seen yet.
  expect(origins(CHAIN, { web: 'failing' })).toEqual([]);
  expect(origins(CHAIN, {})).toEqual([]);
});

test('somebody who is well is passed on the way to a fault, but not to a scratch', () => {
  expect(origins(CHAIN, { web: 'hurt' }, 'c')).toEqual(['c']);
  expect(origins(CHAIN, { web: 'failing', c: 'failing' })).toEqual(['c']);
  expect(origins(CHAIN, { web: 'failing', c: 'hurt' })).toEqual(['c']);
});

test('a fault that nobody feels is no trouble', () => {
  expect(origins(CHAIN, {}, 'c')).toEqual([]);
  expect(origins(['web->a', 'web->b'], { web: 'failing', a: 'failing' }, 'b')).toEqual(['a', 'b']);
});

test('a fault on a link or on a client is an origin of its own', () => {
  expect(origins(CHAIN, { web: 'failing', a: 'failing' }, 'a->b')).toEqual(['a->b']);
  expect(origins(CHAIN, { web: 'failing', a: 'failing' }, 'web')).toEqual(['web']);
});

test('calls that go round end the search', () => {
  expect(origins(['web->a', 'a->b', 'b->a'], { web: 'failing', a: 'failing' })).toEqual(['a']);
  expect(
    origins(['web->a', 'a->b', 'b->a', 'b->b'], { web: 'failing', b: 'failing' }, 'b'),
  ).toEqual(['b']);
});

/** Of a built-in scenario at an instant, as the stage reads it. */
function originsAt(name: string, atMs: number): string[] {
  const url = new URL(`../../../scenarios/${name}.yaml`, import.meta.url);
  const spec: Spec = specOf(readFileSync(url, 'utf8'));
  const run = createRun(spec, { intervals: true });
  run.advance(atMs + 1000);
  const store = new IntervalStore(run.intervalLayout!);
  store.put(run.takeIntervals()!);
  const frame = store.indexAt(atMs);
  const levels = new Map<string, Level>([
    ...store.layout.clients.map((at): [string, Level] => [
      at.id,
      readClient(store, frame, at).level,
    ]),
    ...store.layout.services.map((at): [string, Level] => [
      at.id,
      readService(store, frame, [at], [store.tiles(frame, at.id)]).level,
    ]),
  ]);
  const found = originsOf({
    clients: Object.keys(spec.clients),
    services: Object.keys(spec.services),
    links: topologyOf(spec).links,
    levelOf: (id) => levels.get(id)!,
    hasFault: (on) => spec.faults.some((fault) => fault.on === on && isOn(fault, atMs)),
  });
  return [...found].sort();
}

test.each([
  ['retry-storm', 55_000, []],
  ['retry-storm', 66_000, ['database']],
  ['retry-storm', 100_000, ['database']],
  ['bulkhead-isolates', 62_000, ['payments']],
  ['thread-exhaustion', 90_000, ['payments']],
  ['breaker-saves-the-caller', 75_000, ['payments']],
  ['breaker-widens-the-outage', 61_000, ['stock']],
  ['nested-retries', 90_000, ['database']],
  ['graceful-degradation', 100_000, ['recommendations', 'reviews']],
  ['replica-crash', 135_000, ['checkout']],
  ['queue-too-long', 66_000, ['shoppers']],
  ['cache-stampede', 66_000, ['database']],
  ['queue-too-long', 170_000, ['checkout']],
  ['noisy-neighbour', 90_000, ['reporting']],
  ['hedged-requests', 90_000, []],
])('%s at %d ms: %j', (name, atMs, expected) => {
  expect(originsAt(name, atMs)).toEqual(expected);
});

test('in a ring of callers in trouble it begins where the fault is, wherever that is', () => {
  const ids = ['a', 'b', 'c', 'd'];
  const links = ids.map((from, i) => {
    const to = ids[(i + 1) % ids.length]!;
    return { id: `${from}->${to}`, from, to };
  });
  for (const start of ids)
    for (const fault of [...ids, ...links.map(({ id }) => id)]) {
      const origins = originsOf({
        clients: ['web'],
        services: ids,
        links: [{ id: 'web->', from: 'web', to: start }, ...links],
        levelOf: () => 'failing',
        hasFault: (id) => id === fault,
      });
      expect([start, fault, [...origins]]).toEqual([start, fault, [fault]]);
    }
});
