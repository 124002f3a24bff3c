/** Operations on data: what they leave alone, their inverses, and where things are afterwards. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Path, valueAt } from '../../src/engine/index.ts';
import { inverse, mapped, type Operation, performed } from '../../src/scenario/operation.ts';
import { always } from '../always.ts';

const RUNS = 600;
/** No whole numbers: JavaScript has an order of its own for these. */
const KEYS = ['a', 'b', 'c', 'web', 'd 7'] as const;

/** Data in which every leaf is one of a kind, so that it can be found again. */
const data = fc
  .letrec<{ value: unknown; map: unknown; list: unknown }>((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, fc.constantFrom(0, null), tie('map'), tie('list')),
    map: fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 4 }),
    list: fc.array(tie('value'), { maxLength: 4 }),
  }))
  .map.map((value) => numbered(value, { last: 0 }));

/** Every map and list gets a leaf of its own, too. */
function numbered(value: unknown, count: { last: number }): unknown {
  if (Array.isArray(value)) return [++count.last, ...value.map((one) => numbered(one, count))];
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries([
      ...Object.entries(value).map(([key, one]) => [key, numbered(one, count)]),
      ['id', ++count.last],
    ]);
  return value === null ? null : ++count.last;
}

const pathsIn = (value: unknown, path: Path): Path[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, part]) => {
        const at = [...path, Array.isArray(value) ? Number(key) : key];
        return [at, ...pathsIn(part, at)];
      })
    : [];

const operation = (paths: readonly Path[]): fc.Arbitrary<Operation> => {
  const path = fc.constantFrom(...paths);
  const near = fc
    .tuple(path, fc.constantFrom(...KEYS, 0, 1, 2))
    .chain(([at, key]) => fc.constantFrom(at, [...at, key], [...at.slice(0, -1), key]));
  const value = fc.constantFrom<unknown>('new', ['new'], { new: ['new'] });
  const before = fc.constantFrom({}, ...KEYS.map((key) => ({ before: key })));
  return fc.oneof(
    fc.record({ kind: fc.constant('set' as const), path: near, value }),
    fc
      .record({ kind: fc.constant('insert' as const), path: near, value, before })
      .map(({ before: where, ...rest }) => ({ ...rest, ...where })),
    fc.record({ kind: fc.constant('remove' as const), path }),
    fc
      .record({ kind: fc.constant('move' as const), path, to: near, before })
      .map(({ before: where, ...rest }) => ({ ...rest, ...where })),
    fc.record({ kind: fc.constant('rename' as const), path, to: fc.constantFrom(...KEYS) }),
  );
};

const cases = data.chain((before) =>
  operation(pathsIn(before, [])).map((chosen) => ({ before, operation: chosen })),
);

/** What cannot be done is not what these claims are about. */
function done(before: unknown, chosen: Operation): unknown {
  const result = performed(before, chosen);
  fc.pre(typeof result !== 'string');
  return (result as { data: unknown }).data;
}

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value))
    Object.values(Object.freeze(value)).forEach(frozen);
  return value;
};

const leavesIn = (value: unknown): [Path, unknown][] =>
  pathsIn(value, [])
    .map((path): [Path, unknown] => [path, valueAt(value, path)])
    .filter(([, leaf]) => typeof leaf === 'number');

describe('for random data and any operation that is possible', () => {
  test('data is never modified', () =>
    always(RUNS, cases, ({ before, operation: chosen }) => {
      performed(frozen(before), frozen(chosen));
    }));

  test('the inverse restores it, with the order of its keys', () =>
    always(RUNS, cases, ({ before, operation: chosen }) => {
      const after = done(before, chosen);
      const back = performed(after, inverse(before, chosen));
      expect(JSON.stringify(back)).toBe(JSON.stringify({ data: before }));
    }));

  test('each value is where its path is mapped to, and one that is mapped nowhere is gone', () =>
    always(RUNS, cases, ({ before, operation: chosen }) => {
      const after = done(before, chosen);
      const left = new Map(leavesIn(after).map(([path, leaf]) => [leaf, path]));
      const set = chosen.kind === 'set' ? chosen.path : null;
      for (const [path, leaf] of leavesIn(before)) {
        // What is set takes the place of something else.
        if (set?.every((key, index) => path[index] === key)) continue;
        expect(left.get(leaf) ?? null, `${leaf as number}`).toEqual(mapped(path, chosen));
      }
    }));

  test('the inverse maps paths back', () =>
    always(RUNS, cases, ({ before, operation: chosen }) => {
      done(before, chosen);
      const back = inverse(before, chosen);
      for (const path of pathsIn(before, [])) {
        const there = mapped(path, chosen);
        if (there && back.kind !== 'remove') expect(mapped(there, back)).toEqual(path);
      }
    }));

  test('whatever it does not touch is shared, and copies are told of', () =>
    always(RUNS, cases, ({ before, operation: chosen }) => {
      const copies = new Map<object, object>();
      const result = performed(before, chosen, (from, to) => void copies.set(to, from));
      fc.pre(typeof result !== 'string');
      const old = new Map(
        [[], ...pathsIn(before, [])].map((path) => [valueAt(before, path), path] as const),
      );
      for (const path of pathsIn((result as { data: unknown }).data, [])) {
        const value = valueAt((result as { data: unknown }).data, path);
        if (typeof value !== 'object' || value === null || JSON.stringify(value).includes('new'))
          continue;
        let from: unknown = value;
        while (!old.has(from) && copies.has(from as object)) from = copies.get(from as object);
        expect(old.has(from), path.join('.')).toBe(true);
        const was = old.get(from)!;
        expect(mapped(was, chosen) ?? was, path.join('.')).toEqual(path);
      }
    }));
});

describe('operations that are impossible say why', () => {
  test.each<[Operation, string]>([
    [{ kind: 'remove', path: ['a', 'x'] }, 'there is nothing at `a.x`'],
    [{ kind: 'remove', path: [] }, 'wanted a path to something within the document'],
    [{ kind: 'move', path: ['a', 'b'], to: [] }, 'wanted a path to something within the document'],
    [{ kind: 'set', path: ['list', 2], value: 1 }, 'there is nothing at `list[2]`'],
    [{ kind: 'insert', path: ['list', 3], value: 1 }, 'there is nothing at `list[3]`'],
    [{ kind: 'insert', path: ['a', 'b'], value: 1 }, 'there is `b` already'],
    [{ kind: 'insert', path: ['a', 'c'], value: 1, before: 'x' }, 'there is nothing at `a.x`'],
    [{ kind: 'rename', path: ['list', 0], to: 'x' }, 'an entry of a list has no name'],
    [{ kind: 'rename', path: ['a'], to: 'list' }, 'there is `list` already'],
    [{ kind: 'set', path: ['__proto__'], value: 1 }, 'there is nothing at `__proto__`'],
  ])('%j: %s', (chosen, why) => {
    expect(performed({ a: { b: 1 }, list: [1, 2] }, chosen)).toBe(why);
  });
});
