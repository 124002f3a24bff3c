/** Variants of one scenario, and what follows when that changes under them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Path, printPath, type Spec, valueAt } from '../../src/engine/index.ts';
import { experimentOf, specOf } from '../../src/scenario/experiment.ts';
import {
  experimentIn,
  type Lab,
  labOf,
  withKept,
  withExperiment,
  withOthers,
  withoutVariant,
} from '../../src/scenario/lab.ts';
import { operated } from '../../src/scenario/lab-operations.ts';
import { inverse, mapped, type Operation, performed } from '../../src/scenario/operation.ts';
import { read } from '../../src/scenario/read.ts';
import { always } from '../always.ts';
import type { Chance } from '../fuzz/chance.ts';
import { choosing } from '../fuzz/scenarios.ts';
import { specOf as specIn } from '../simulate.ts';

const RUNS = 60;

const pathsIn = (value: unknown, path: Path): Path[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, part]) => {
        const at = [...path, Array.isArray(value) ? Number(key) : key];
        return [at, ...pathsIn(part, at)];
      })
    : [];

const isEntry = (path: Path): boolean => typeof path.at(-1) === 'number';
const PARTS = ['clients', 'services', 'faults'];

/** Within a list, or of a service's name: whatever moves other things. */
function operationIn(c: Chance, spec: Spec): Operation {
  const entries = pathsIn(spec, []).filter(
    (path) => PARTS.includes(String(path[0])) && isEntry(path),
  );
  const services = Object.keys(spec.services);
  const kind = c.one(['insert', 'remove', 'move', 'rename'] as const);
  if (kind === 'rename' || entries.length === 0)
    return { kind: 'rename', path: ['services', c.one(services)], to: 'renamed' };
  const path = c.one(entries);
  if (kind === 'insert') return { kind, path, value: valueAt(spec, path) };
  if (kind === 'remove') return { kind, path };
  const { length } = valueAt(spec, path.slice(0, -1)) as unknown[];
  return { kind, path, to: path.with(-1, c.below(length)) };
}

/** A lab in which the second of three variants has changes and edits. */
function labIn(c: Chance, base: Spec): Lab {
  const names = { kept: 'former', shown: 'latter' };
  const lab = withKept(withKept(labOf(experimentOf('built in', base)), names), names);
  const paths = pathsIn(base, []).filter((path) => PARTS.includes(String(path[0])));
  const value = (path: Path): unknown => {
    const here = valueAt(base, path);
    return Array.isArray(here) ? [...here, ...here] : typeof here === 'object' ? here : 'changed';
  };
  const changes = c
    .list(0, 3, () => c.one(paths))
    .map((path) => ({ set: printPath(path), to: value(path) }));
  const edits = c
    .list(0, 3, () => c.one(paths))
    .map((path) => ({ at: 1, set: printPath(path), to: 'edited' }));
  return withExperiment({ ...lab, shown: 1 }, { ...experimentIn(lab, 1), changes, edits });
}

const specsOf = (lab: Lab): Spec[] => lab.variants.map((_, i) => specOf(experimentIn(lab, i)));

describe('for random scenarios, changes and operations', () => {
  test('an operation on the base is the same operation on each variant that does not hide it', () =>
    always(RUNS, choosing, ({ document, chance }) => {
      const { spec: base } = read(JSON.stringify(document));
      fc.pre(base !== null);
      const lab = labIn(chance, { ...base!, edits: [] });
      const operation = operationIn(chance, lab.base);
      const after = operated(lab, [operation]);
      fc.pre(typeof after !== 'string');
      const [was, is] = [specsOf(lab), specsOf(after as Lab)];
      for (const [index, variant] of lab.variants.entries()) {
        const touches = variant.changes.some(({ set }) =>
          isNear(set, printPath(operation.path.slice(0, -1))),
        );
        const expected = performed({ ...was[index]!, edits: [] }, operation);
        if (touches || typeof expected === 'string') continue;
        expect({ ...is[index]!, edits: [] }, JSON.stringify(operation)).toEqual(expected.data);
      }
    }));

  test('edits stay with what they are about', () =>
    always(RUNS, choosing, ({ document, chance }) => {
      const { spec: base } = read(JSON.stringify(document));
      fc.pre(base !== null);
      const lab = labIn(chance, { ...base!, edits: [] });
      const operation = operationIn(chance, lab.base);
      const after = operated(
        { ...lab, variants: [{ ...lab.variants[1]!, changes: [] }], shown: 0 },
        [operation],
      );
      fc.pre(typeof after !== 'string');
      const paths = pathsIn(lab.base, []);
      const expected = lab.variants[1]!.edits.flatMap(({ set }) => {
        const next = mapped(
          paths.find((path) => printPath(path) === set)!,
          operation,
        );
        return next ? [printPath(next)] : [];
      });
      expect((after as Lab).variants[0]!.edits.map(({ set }) => set)).toEqual(expected);
    }));

  test('undone, every variant is what it was', () =>
    always(RUNS, choosing, ({ document, chance }) => {
      const { spec: base } = read(JSON.stringify(document));
      fc.pre(base !== null);
      const lab = labIn(chance, base!);
      const operation = operationIn(chance, lab.base);
      // What is removed takes along what was about it.
      fc.pre(operation.kind !== 'remove');
      const after = operated(lab, [operation]);
      fc.pre(typeof after !== 'string');
      const back = operated(after as Lab, [inverse(lab.base, operation)]);
      expect(specsOf(back as Lab)).toEqual(specsOf(lab));
    }));
});

/** Does a change at one path affect the other, or the other way round? */
const isNear = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

const shop = specIn(`
duration: 60s
clients:
  web:
    load: { rate: 10/s }
    steps: [{ call: db, patterns: [timeout: { after: 1s }, retry: {}] }]
services: { db: { threads: 4, work: 20ms } }`);
const stack = 'clients.web.steps[0].patterns';

describe('variants', () => {
  const lab = withKept(labOf(experimentOf('a shop', shop)), { kept: 'with', shown: 'without' });
  const disabled = { set: `${stack}[1].retry.disabled`, to: true };
  const other = withExperiment(lab, { ...experimentIn(lab, 1), changes: [disabled] });

  test('what is kept stands in front, and what is shown changes by itself', () => {
    expect(other).toMatchObject({
      ...{ shown: 1 },
      variants: [
        { id: 1, name: 'with', changes: [] },
        { id: 0, name: 'without' },
      ],
    });
    const [a, b] = specsOf(other);
    expect(a).toEqual(shop);
    expect(valueAt(b, ['clients', 'web', 'steps', 0, 'patterns', 1])).toMatchObject({
      retry: { disabled: true },
    });
  });

  test('a pattern inserted above: the change stays with its own', () => {
    const path: Path = ['clients', 'web', 'steps', 0, 'patterns', 0];
    const value = valueAt(shop, path);
    const after = operated(other, [{ kind: 'insert', path, value }]);
    expect(after).toMatchObject({
      name: null,
      variants: [{ changes: [] }, { changes: [{ set: `${stack}[2].retry.disabled` }] }],
    });
  });

  test('a variant that has replaced a whole list keeps its own', () => {
    const whole = withExperiment(lab, {
      ...experimentIn(lab, 1),
      changes: [
        { set: stack, to: valueAt(shop, ['clients', 'web', 'steps', 0, 'patterns']) },
        { set: `${stack}[1].retry.disabled`, to: true },
      ],
    });
    const path: Path = ['clients', 'web', 'steps', 0, 'patterns', 0];
    const after = operated(whole, [{ kind: 'remove', path }]) as Lab;
    expect(after.variants[1]!.changes).toEqual(whole.variants[1]!.changes);
  });

  test('what is removed takes along what was about it', () => {
    const path: Path = ['clients', 'web', 'steps', 0, 'patterns', 1];
    expect(operated(other, [{ kind: 'remove', path }])).toMatchObject({
      variants: [{ changes: [] }, { changes: [] }],
    });
  });

  test('the shown one stays when another goes; the last one stays', () => {
    expect(withoutVariant(other, 0)).toMatchObject({ shown: 0, variants: [{ id: 0 }] });
    expect(withoutVariant(other, 1)).toMatchObject({ shown: 0, variants: [{ id: 1 }] });
    expect(withoutVariant(withoutVariant(other, 0), 0).variants).toHaveLength(1);
  });

  test('an operation that is impossible changes nothing and says why', () => {
    expect(operated(other, [{ kind: 'remove', path: ['faults', 0] }])).toBe(
      'there is nothing at `faults[0]`',
    );
  });
});

test('others go beside the shown variant, as many as there is room for', () => {
  const base = specIn(`
duration: 1s
clients: { web: { load: { rate: 1/s }, steps: [{ call: db }] } }
services: { db: { threads: 2 } }`);
  const set = 'services.db.threads';
  const others = [3, 4, 5, 6].map((to) => ({ name: `${to} threads`, changes: [{ set, to }] }));
  const one = labOf(experimentOf(null, base));
  const four = withOthers(one, '2 threads', others);
  expect(four.variants.map(({ name }) => name)).toEqual(
    [2, 3, 4, 5].map((count) => `${count} threads`),
  );
  expect(
    four.variants.map((_, i) => specOf(experimentIn(four, i)).services['db']!.threads),
  ).toEqual([2, 3, 4, 5]);
  // What was shown goes on being what changes, so that its figures stay in view.
  expect(four.shown).toBe(1);
  expect(four.variants[1]!.id).toBe(one.variants[0]!.id);
  expect(new Set(four.variants.map(({ id }) => id)).size).toBe(4);
  expect(withOthers(four, 'again', others)).toBe(four);
});
