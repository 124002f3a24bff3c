/** Gestures of an editor: whatever is drawn is a scenario, and whatever is renamed follows. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  faultTables,
  type PatternSpec,
  patternTables,
  type Spec,
  valueAt,
  versionsOf,
} from '../../src/engine/index.ts';
import { callsOf, linkId } from '../../src/scenario/calls.ts';
import { emptySpec } from '../../src/scenario/editing/empty.ts';
import {
  addDependency,
  addFault,
  addNode,
  addPattern,
  connect,
  disconnect,
  usualIndex,
} from '../../src/scenario/editing/gestures.ts';
import {
  duplicateNode,
  type NodeRef,
  nodeRef,
  removeNode,
  renameNode,
} from '../../src/scenario/editing/nodes.ts';
import { edited, renamed } from '../../src/scenario/editing/perform.ts';
import { experimentOf, specOf } from '../../src/scenario/experiment.ts';
import { experimentIn, type Lab, labOf, withExperiment, withKept } from '../../src/scenario/lab.ts';
import { inverse, type Operation, performed } from '../../src/scenario/operation.ts';
import { read } from '../../src/scenario/read.ts';
import { write } from '../../src/scenario/write.ts';
import { always } from '../always.ts';
import { simulate } from '../simulate.ts';
import type { Chance } from '../fuzz/chance.ts';
import { choosing } from '../fuzz/scenarios.ts';

const RUNS = 40;

const after = (spec: Spec, operations: readonly Operation[]): Spec =>
  operations.reduce((before, operation) => {
    const result = performed(before, operation);
    if (typeof result === 'string') throw new Error(result);
    return result.data as Spec;
  }, spec);

const lab = (spec: Spec): Lab => labOf(experimentOf(null, { ...spec, edits: [] }));

/** The base afterwards; fails with the reason why there is none. */
function edit(spec: Spec, operations: readonly Operation[]): Spec {
  const result = edited(lab(spec), operations);
  if (typeof result === 'string') throw new Error(result);
  return result.base;
}

const scenarios = (check: (spec: Spec, chance: Chance) => void): Promise<void> =>
  always(RUNS, choosing, ({ document, chance }) => {
    const { spec } = read(JSON.stringify(document));
    fc.pre(spec !== null);
    check({ ...spec!, edits: [] }, chance);
  });

const anyNode = (spec: Spec, c: Chance): NodeRef =>
  nodeRef(spec, c.one([...Object.keys(spec.clients), ...Object.keys(spec.services)]))!;

describe('in any scenario', () => {
  test('a new name is everywhere, and the old one back gives the old scenario', () =>
    scenarios((spec, c) => {
      const node = anyNode(spec, c);
      const other = edit(spec, renameNode(spec, node, 'another name'));
      expect(JSON.stringify(other)).not.toContain(`"${node.id}"`);
      const back = renameNode(other, { ...node, id: 'another name' }, node.id);
      expect(after(other, back)).toEqual(spec);
    }));

  test('what is removed leaves no trace, and what is left is a scenario', () =>
    scenarios((spec, c) => {
      const node = anyNode(spec, c);
      const result = edited(lab(spec), removeNode(spec, node));
      // Without a branch, weights may be 0.
      if (typeof result === 'string') expect(result).toMatch(/wanted a weight above 0/);
      else expect(JSON.stringify(result.base)).not.toContain(`"${node.id}"`);
    }));

  test('a copy does what the original does', () =>
    scenarios((spec, c) => {
      const node = anyNode(spec, c);
      const { id, operations } = duplicateNode(spec, node);
      const both = edit(spec, operations);
      const unnamed = JSON.stringify(valueAt(both, [node.kind, id])).replace(/"name":"[^"]*"/g, '');
      const original = JSON.stringify(valueAt(spec, [node.kind, node.id]));
      expect(unnamed).toBe(original.replace(/"name":"[^"]*"/g, ''));
    }));

  test('every gesture is undone by the inverses of its operations', () =>
    scenarios((spec, c) => {
      const node = anyNode(spec, c);
      const gestures = [
        () => renameNode(spec, node, 'another name'),
        () => removeNode(spec, node),
        () => duplicateNode(spec, node).operations,
        () => addDependency(spec, node).operations,
      ];
      let now: Spec = spec;
      const back: Operation[] = [];
      for (const operation of c.one(gestures)()) {
        back.unshift(inverse(now, operation));
        now = after(now, [operation]);
      }
      expect(JSON.stringify(after(now, back))).toBe(JSON.stringify(spec));
    }));

  test('a link that is cut leaves a scenario without it', () =>
    scenarios((spec, c) => {
      const site = c.one(callsOf(spec).sites);
      const result = edited(lab(spec), disconnect(spec, linkId(site), site.path));
      if (typeof result === 'string') return expect(result).toMatch(/wanted a weight above 0/);
      expect(callsOf(result.base).sites.map(linkId)).not.toContain(linkId(site));
    }));
});

/** client → service → service-2, drawn. */
function drawn(): Spec {
  const client = addNode(emptySpec('New'), 'clients');
  const one = edit(emptySpec('New'), client.operations);
  const first = addDependency(one, { kind: 'clients', id: client.id });
  const two = edit(one, first.operations);
  return edit(two, addDependency(two, { kind: 'services', id: first.id }).operations);
}

const versions = [...patternTables.values()].flatMap((table) =>
  table.places.flatMap((place) =>
    versionsOf(table).map(([version]) => [place, table.name, version] as const),
  ),
);

describe('from nothing', () => {
  test('three gestures make a system that runs', () => {
    const spec = drawn();
    expect(callsOf(spec).sites.map(linkId)).toEqual(['client->service', 'service->service-2']);
    const { clients } = simulate(write(spec));
    expect(clients['client']!.succeeded).toBeGreaterThan(5000);
  });

  test('a second call between the same two gets a name of its own', () => {
    const spec = drawn();
    const again = connect(spec, { kind: 'clients', id: 'client' }, 'service');
    expect(again.id).toBe('client-service-2');
    expect(callsOf(edit(spec, again.operations)).sites.map(linkId)).toContain(again.id);
  });

  test('a call that closes a circle is refused, with the circle', () => {
    const { operations } = connect(drawn(), { kind: 'services', id: 'service-2' }, 'service');
    expect(edited(lab(drawn()), operations)).toMatch(/service → service-2 → service/);
  });

  test.each(versions)('on a %s: %s like %s, as it comes', (place, name, version) => {
    const spec = drawn();
    const stack =
      place === 'service'
        ? ['services', 'service', 'patterns']
        : ['clients', 'client', 'steps', 0, 'patterns'];
    const like = version === 'plain' ? null : version;
    expect(() => edit(spec, addPattern(stack, 0, [name, like]))).not.toThrow();
  });

  test('patterns stand as they usually do, in whatever order they are added', () => {
    const stack = ['clients', 'client', 'steps', 0, 'patterns'];
    const stackIn = (spec: Spec) => valueAt(spec, stack) as PatternSpec[];
    const named = (spec: Spec) => stackIn(spec).flatMap((layer) => Object.keys(layer));
    const usual = ['fallback', 'retry', 'circuitBreaker', 'bulkhead', 'timeout'];
    always(20, fc.shuffledSubarray(usual, { minLength: 2 }), (names) => {
      const spec = names.reduce(
        (now, name) => edit(now, addPattern(stack, usualIndex(stackIn(now), name), [name, null])),
        drawn(),
      );
      expect(named(spec)).toEqual(usual.filter((name) => names.includes(name)));
    });
  });

  test('and inside all that stand no deeper, whoever has put them there', () => {
    const layers = (...names: string[]) => names.map((name) => ({ [name]: {} }) as never);
    expect(usualIndex(layers('timeout', 'retry', 'timeout'), 'circuitBreaker')).toBe(2);
    expect(usualIndex(layers('timeout'), 'retry')).toBe(0);
    expect(usualIndex(layers('timeout', 'retry'), 'timeout')).toBe(2);
  });

  const ends = { client: 'client', service: 'service', link: 'client->service' } as const;
  test.each(
    [...faultTables.values()].flatMap(({ name, on }) => on.map((at) => [name, at] as const)),
  )('%s of a %s, as it comes', (kind, target) => {
    const spec = drawn();
    expect(() => edit(spec, addFault(spec, kind, ends[target], { at: 60_000 }))).not.toThrow();
  });
});

test('variants follow a new name, also in values of their own', () => {
  const spec = drawn();
  const kept = withKept(lab(spec), { kept: '', shown: '' });
  const steps = 'clients.client.steps';
  const both = withExperiment(kept, {
    ...experimentIn(kept, 1),
    changes: [{ set: steps, to: spec.clients['client']!.steps }],
  });
  const result = renamed(both, { kind: 'services', id: 'service' }, 'api') as Lab;
  const links = result.variants.map((_, i) =>
    callsOf(specOf(experimentIn(result, i))).sites.map(linkId),
  );
  expect(links).toEqual([
    ['client->api', 'api->service-2'],
    ['client->api', 'api->service-2'],
  ]);
});

test('what has another name stands where it stood; what is gone, nowhere', () => {
  const one = { ...lab(drawn()), layout: { service: [1, 2], 'service-2': [3, 4] } } as Lab;
  const other = renamed(one, { kind: 'services', id: 'service' }, 'api') as Lab;
  expect(other.layout).toEqual({ api: [1, 2], 'service-2': [3, 4] });
  const { base } = other;
  const less = edited(other, removeNode(base, { kind: 'services', id: 'service-2' })) as Lab;
  expect(less.layout).toEqual({ api: [1, 2] });
});

test('nobody gets the name of somebody else', () => {
  const one = lab(drawn());
  for (const taken of ['client', 'service', 'service-2'])
    expect(renamed(one, { kind: 'services', id: 'service' }, taken)).toBe(
      `there is \`${taken}\` already`,
    );
});

test('what changes a shorthand for work goes with it when a step is added', () => {
  const { spec } = read(`
version: 1
duration: 1m
clients: { web: { load: { rate: 1/s }, steps: [{ call: db }] } }
services: { db: { work: { exponential: 20ms } } }`);
  const work = 'services.db.work.exponential';
  const experiment = {
    ...experimentOf(null, spec!),
    changes: [{ set: work, to: 30 }],
    edits: [{ at: 5000, set: work, to: 40 }],
  };
  const { operations } = addDependency(spec!, { kind: 'services', id: 'db' });
  const after = edited(labOf(experiment), operations) as Lab;
  const now = 'services.db.steps[0].work.exponential';
  expect(after.variants[0]).toMatchObject({
    changes: [{ set: now, to: 30 }],
    edits: [{ at: 5000, set: now, to: 40 }],
  });
  expect(specOf(experimentIn(after, 0)).services['db']!.steps).toMatchObject([
    { work: { exponential: 30 } },
    { call: 'service' },
  ]);
});
