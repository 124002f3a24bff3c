/** What an editor does to entries of a shared name. */
import { expect, test } from 'vitest';
import { placesOf, type Spec, valueAt } from '../../src/engine/index.ts';
import { duplicateNode, removeNode, renameNode } from '../../src/scenario/editing/nodes.ts';
import { edited } from '../../src/scenario/editing/perform.ts';
import { replace, swapped } from '../../src/scenario/editing/swap.ts';
import {
  experimentOf,
  specAt,
  specOf,
  withChange,
  withEdit,
} from '../../src/scenario/experiment.ts';
import { labOf } from '../../src/scenario/lab.ts';
import type { Operation } from '../../src/scenario/operation.ts';
import { sharedEntries, sharedFlaws } from '../../src/scenario/shared-scope.ts';
import { fromFragment, toFragment } from '../../src/scenario/url.ts';
import { BULKHEAD, two } from '../engine/patterns/shared.ts';
import { specOf as read } from '../simulate.ts';

const spec = read(two(BULKHEAD));
const first = ['clients', 'web', 'steps', 0, 'patterns', 1, 'bulkhead'];
const second = ['clients', 'web', 'steps', 1, 'patterns', 0, 'bulkhead'];

function after(of: Spec, operations: readonly Operation[]): Spec {
  const lab = edited(labOf(experimentOf(null, of)), operations);
  if (typeof lab === 'string') throw new Error(lab);
  return lab.base;
}

const on = (of: Spec): string[] =>
  sharedEntries(of)
    .get('pool')!
    .map((entry) => entry.on);

test('a path leads to all entries, except for what each has for itself', () => {
  const places = (...rest: string[]) => placesOf(spec, [...second, ...rest], 1);
  expect(places('maxConcurrentCalls')).toEqual(
    [second, first].map((one) => [...one, 'maxConcurrentCalls']),
  );
  expect(places('disabled')).toHaveLength(1);
  expect(places('scope')).toHaveLength(1);
  expect(placesOf(spec, ['services', 'a', 'threads'], 1)).toHaveLength(1);
});

test('a knob turns all of them, from the start and from an instant on', () => {
  const set = 'clients.web.steps[1].patterns[0].bulkhead.maxConcurrentCalls';
  const from = experimentOf(null, spec);
  const turned = specOf(withChange(from, { set, to: 7 }));
  const later = specAt(withEdit(from, { at: 1000, set, to: 7 }), 2000);
  for (const made of [turned, later]) {
    expect(valueAt(made, [...first, 'maxConcurrentCalls'])).toBe(7);
    expect(sharedFlaws(made)).toEqual([]);
  }
  // The one that it came from is as it was.
  expect(valueAt(spec, [...first, 'maxConcurrentCalls'])).toBe(2);
});

test('another library comes to all of them; what is off stays off', () => {
  const off = after(spec, [{ kind: 'set', path: [...first, 'disabled'], value: true }]);
  const place = second.slice(0, -1);
  const pattern = swapped(valueAt(off, place) as never, 'polly', 'link').pattern;
  const made = after(off, replace(off, place, pattern));
  for (const [path, disabled] of [
    [first, true],
    [second, false],
  ] as const)
    expect(valueAt(made, path as never)).toMatchObject({ like: 'polly', disabled });
});

test('a copy of a caller shares what the caller shares; a new name changes nothing', () => {
  const { operations } = duplicateNode(spec, { kind: 'clients', id: 'web' });
  expect(on(after(spec, operations))).toEqual(['web->a', 'web->b', 'web-2->a', 'web-2->b']);
  const renamed = after(spec, renameNode(spec, { kind: 'services', id: 'a' }, 'z'));
  expect(on(renamed)).toEqual(['web->z', 'web->b']);
  const removed = after(spec, removeNode(spec, { kind: 'services', id: 'a' }));
  expect(on(removed)).toEqual(['web->b']);
});

test('an operation that would make entries differ is refused, naming both', () => {
  const path = [...first, 'maxConcurrentCalls'];
  const lab = labOf(experimentOf(null, spec));
  const answer = edited(lab, [{ kind: 'set', path, value: 3 }]);
  expect(answer).toMatch(/steps\[1\].*wanted the same value.*steps\[0\]/);
});

test('a link carries the name, and a change of one entry as one', () => {
  const set = 'clients.web.steps[1].patterns[0].bulkhead.maxConcurrentCalls';
  const experiment = withChange(experimentOf(null, spec), { set, to: 7 });
  const link = fromFragment(toFragment(labOf(experiment), 0), new Map());
  if (link === null || typeof link === 'string') throw new Error(String(link));
  const there = specOf(link.experiment);
  expect(there).toEqual(specOf(experiment));
  expect(on(there)).toEqual(['web->a', 'web->b']);
});
