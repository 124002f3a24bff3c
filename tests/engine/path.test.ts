import { expect, test } from 'vitest';
import { findPath, isDeeper, printPath, putAt, splitPath, valueAt } from '../../src/engine/path.ts';

const data = {
  services: {
    'a.b': { queue: { capacity: 1 } },
    a: { b: { queue: 'shorter' }, steps: [{ call: 'x', fallback: { try: [{ latency: 5 }] } }] },
    'node 1/x:y': { replicas: 3 },
  },
};

test('a path reads back as it is printed', () => {
  const path = ['services', 'a', 'steps', 0, 'call'];
  expect(printPath(path)).toBe('services.a.steps[0].call');
  expect(findPath(printPath(path), data)).toEqual({ path, rest: '' });
  expect(splitPath(printPath(path))).toEqual(path);
});

test('an id with dots is found, the longest that fits first', () => {
  expect(findPath('services.a.b.queue.capacity', data).path).toEqual([
    'services',
    'a.b',
    'queue',
    'capacity',
  ]);
  expect(findPath('services.a.steps[0]', data).path).toEqual(['services', 'a', 'steps', 0]);
  expect(valueAt(data, findPath('services.node 1/x:y.replicas', data).path)).toBe(3);
});

test('a fallback’s list is found by its short path too', () => {
  const path = ['services', 'a', 'steps', 0, 'fallback', 'try', 0, 'latency'];
  expect(findPath('services.a.steps[0].fallback[0].latency', data)).toEqual({ path, rest: '' });
  expect(findPath('services.a.steps[0].fallback.try[0].latency', data)).toEqual({ path, rest: '' });
});

test('what a fallback tries alone is found in a list of one, and the other way round', () => {
  const alone = { steps: [{ fallback: { try: { call: 'x', latency: 5 } } }] };
  const listed = { steps: [{ fallback: { try: [{ call: 'x', latency: 5 }] } }] };
  const at = ['steps', 0, 'fallback', 'try'];
  for (const text of ['fallback.try.latency', 'fallback.try[0].latency', 'fallback[0].latency']) {
    const path = `steps[0].${text}`;
    expect(findPath(path, alone)).toEqual({ path: [...at, 'latency'], rest: '' });
    expect(findPath(path, listed)).toEqual({ path: [...at, 0, 'latency'], rest: '' });
  }
  expect(findPath('steps[0].fallback.try[1].latency', alone).rest).toBe('[1].latency');
  expect(findPath('steps[0].fallback.try.latency', { steps: [{ fallback: { try: [1, 2] } }] }))
    // With two of them it would not be known which is meant.
    .toEqual({ path: at, rest: 'latency' });
  // Elsewhere it is a name like any other.
  expect(findPath('services[0].a', { services: { try: { a: 1 } } }).path).toEqual(['services']);
});

test('what is not there is left over', () => {
  expect(findPath('services.a.nope.x', data)).toEqual({ path: ['services', 'a'], rest: 'nope.x' });
  expect(findPath('services.a.steps[7]', data).rest).toBe('[7]');
  expect(findPath('__proto__.x', data)).toEqual({ path: [], rest: '__proto__.x' });
  expect(findPath('constructor.name', data).path).toEqual([]);
});

test('text that is no path is none', () => {
  for (const text of ['a[', 'a[x]', ']', 'a..b', 'a[1']) expect(splitPath(text)).toBeNull();
});

test('a value never lands in a prototype', () => {
  const root = {};
  expect(putAt(root, ['__proto__', 'polluted'], 1)).toBe(false);
  expect(putAt(root, ['constructor', 'polluted'], 1)).toBe(true);
  expect('polluted' in {}).toBe(false);
  expect(Object.hasOwn(Object, 'polluted')).toBe(false);
});

test('depth is measured without recursion', () => {
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level++) deep = [deep];
  expect(isDeeper(deep, 200)).toBe(true);
  expect(isDeeper([[1]], 2)).toBe(false);
});
