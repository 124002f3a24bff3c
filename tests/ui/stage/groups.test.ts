/** Too many to be drawn one by one: who stands together, and that nothing is lost or made up. */
import { expect, test } from 'vitest';
import { createRun } from '../../../src/engine/index.ts';
import { asOne, type Face } from '../../../src/ui/stage/face.ts';
import { READABLE } from '../../../src/ui/stage/forms.ts';
import { collapsed, groupsOf, hiding } from '../../../src/ui/stage/groups.ts';
import { layOut } from '../../../src/ui/stage/layout.ts';
import { type Outline, outlineOf, shapeOf } from '../../../src/ui/stage/outline.ts';
import { ranksOf } from '../../../src/ui/stage/ranks.ts';
import { readLink, readService } from '../../../src/ui/stage/readings.ts';
import { IntervalStore } from '../../../src/analysis/intervals.ts';
import { specOf } from '../../simulate.ts';

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/** A gateway before so many shards, and two services that are alike by chance. */
const sharded = (n: number): string => `
duration: 5s
clients: { web: { load: { rate: 300/s }, steps: [{ call: gateway }] } }
services:
  gateway:
    threads: 200
    steps:
      - { work: 1ms }
      - { call: users }
      - { call: audit }
      - oneOf: [${count(n)
        .map((i) => `{ weight: 1, steps: [{ call: shard-${i} }] }`)
        .join(', ')}]
  users: { threads: 8, work: 2ms }
  audit: { threads: 8, work: 2ms }
${count(n)
  .map(
    (i) =>
      `  shard-${i}: { threads: ${1 + (i % 3)}, work: { exponential: 20ms }, errors: ${i % 20}% }`,
  )
  .join('\n')}`;

/** Each service calls the next two. */
const tree = (n: number): string => `
duration: 5s
clients: { web: { load: { rate: 1/s }, steps: [{ call: s1 }] } }
services:
${count(n)
  .map((i) => {
    const calls = [2 * i, 2 * i + 1].filter((j) => j <= n).map((j) => `, { call: s${j} }`);
    return `  s${i}: { threads: 4, steps: [{ work: 1ms }${calls.join('')}] }`;
  })
  .join('\n')}`;

const outlineFrom = (yaml: string): Outline => outlineOf(specOf(yaml));

test('up to 60 are drawn one by one', () => {
  const outline = outlineFrom(tree(59));
  expect(groupsOf(outline)).toEqual([]);
  expect(collapsed(outline, [])).toBe(outline);
});

test('instances of one thing stand together, and nobody else', () => {
  const groups = groupsOf(outlineFrom(sharded(80)));
  expect(groups.map(({ id }) => id)).toEqual([
    'shard-1…20',
    'shard-21…40',
    'shard-41…60',
    'shard-61…80',
  ]);
  const { services, links } = collapsed(outlineFrom(sharded(80)), groups);
  expect(services.map(({ id }) => id)).toEqual([
    'gateway',
    'users',
    'audit',
    ...groups.map(({ id }) => id),
  ]);
  expect(links.find(({ to }) => to === 'shard-1…20')).toMatchObject({
    id: 'gateway->shard-1…20',
    from: 'gateway',
    members: count(20).map((i) => `gateway->shard-${i}`),
  });
});

test.each([
  ['a tree of 100', tree(100)],
  ['300 shards', sharded(297)],
  ['a tree of 300', tree(300)],
])('%s: everybody is drawn once, alone or in one group, and it can be read', (_name, yaml) => {
  const outline = outlineFrom(yaml);
  const groups = groupsOf(outline);
  const drawn = collapsed(outline, groups);
  const shown = [...drawn.clients, ...drawn.services];
  expect(shown.length).toBeLessThanOrEqual(60);
  const ids = shown.flatMap(({ id, members = [id] }) => members);
  expect(ids.toSorted()).toEqual(
    [...outline.clients, ...outline.services].map(({ id }) => id).sort(),
  );
  const known = new Set(shown.map(({ id }) => id));
  for (const { from, to } of drawn.links) expect(known.has(from) && known.has(to)).toBe(true);
  const { view } = layOut(drawn, ranksOf(shapeOf(drawn)), { width: 1580, height: 740 });
  expect(view.zoom).toBeGreaterThanOrEqual(READABLE);
});

test('a group says what its members say together', () => {
  const run = createRun(specOf(sharded(12)), { intervals: true });
  run.advance();
  const store = new IntervalStore(run.intervalLayout!);
  store.put(run.takeIntervals()!);
  const frame = store.count - 1;
  const shards = store.layout.services
    .filter(({ id }) => id.startsWith('shard'))
    .map((place) => ({ place, tiles: store.tiles(frame, place.id) }));
  const each = shards.map(({ place, tiles }) => readService(store, frame, [place], [tiles]));
  const group = readService(
    store,
    frame,
    shards.map(({ place }) => place),
    shards.map(({ tiles }) => tiles),
  );
  const sum = (of: 'arrived' | 'queue'): number => each.reduce((total, one) => total + one[of], 0);
  expect(each.length).toBe(12);
  expect(group.arrived).toBeGreaterThan(100);
  expect(group.arrived).toBeCloseTo(sum('arrived'), 6);
  expect(group.queue).toBe(sum('queue'));
  expect(group.p99Ms).toBe(Math.max(...each.map(({ p99Ms }) => p99Ms).filter((ms) => ms > 0)));
  expect(group.tiles.length).toBe(12);
  const threads = group.tiles.reduce((total, tile) => total + tile.threads, 0);
  const used = each.reduce((total, { utilization, tiles }) => {
    return total + utilization * tiles[0]!.threads;
  }, 0);
  expect(group.utilization).toBeCloseTo(used / threads, 9);
  // 1 % to 12 % fail: by the calls that each of them got, not by their number.
  expect(group.failed).toBeGreaterThan(0.03);
  expect(group.failed).toBeLessThan(0.11);
  const links = store.layout.links.filter(({ id }) => /->shard/.test(id));
  const calls = links.map((place) => readLink(store, frame, place).calls);
  expect(readLink(store, frame, ...links).calls).toBeCloseTo(
    calls.reduce((a, b) => a + b, 0),
    6,
  );
});

test('signs that are drawn as one add up; a limit that they do not share is none', () => {
  const face = (taken: number, limit: number, wait: number): Face => ({
    title: 'Bulkhead',
    sign: 'slots',
    off: false,
    refuses: ['bulkhead-full'],
    limits: { limit, wait },
    instances: 2,
    states: [{ name: 'closed', count: 1 }],
    figures: { taken },
    rates: {},
    reasons: [{ name: 'bulkhead-full', perSec: 3 }],
    p99Ms: taken,
    beyondFirst: 0,
  });
  expect(asOne([face(4, 10, 5), face(6, 10, 7)])).toMatchObject({
    limits: { limit: 10, wait: NaN },
    instances: 4,
    states: [{ name: 'closed', count: 2 }],
    figures: { taken: 10 },
    reasons: [{ name: 'bulkhead-full', perSec: 6 }],
    p99Ms: 6,
  });
});

test('an opened group is drawn member by member; what hides somebody is known', () => {
  const outline = outlineFrom(sharded(80));
  const groups = groupsOf(outline);
  const [first, ...others] = groups;
  const drawn = new Set(collapsed(outline, others).services.map(({ id }) => id));
  for (const id of first!.members) expect(drawn.has(id)).toBe(true);
  expect(drawn.has(first!.id)).toBe(false);
  expect(drawn.has('shard-33')).toBe(false);
  const hides = (id: string): string[] => hiding(outline, groups, id).map((group) => group.id);
  expect(hides('shard-33')).toEqual(['shard-21…40']);
  expect(hides('gateway->shard-7')).toEqual(['shard-1…20']);
  expect(hides('gateway')).toEqual([]);
});
