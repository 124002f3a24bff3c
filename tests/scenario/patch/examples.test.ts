/** What becomes of a text, by example. */
import { describe, expect, test } from 'vitest';
import type { Operation } from '../../../src/scenario/operation.ts';
import { after, SHOP } from './shop.ts';

const set = (path: Operation['path'], value: unknown): Operation => ({ kind: 'set', path, value });
const remove = (...path: Operation['path']): Operation => ({ kind: 'remove', path });

describe('a value', () => {
  test('takes the place of another; what stands behind it stays', () => {
    expect(after(SHOP, set(['services', 'api', 'threads'], 8))).toBe(
      SHOP.replace('threads: 4\t# four', 'threads: 8\t# four'),
    );
    expect(after(SHOP, set(['services', 'api', 'queue', 'capacity'], 50))).toBe(
      SHOP.replace('capacity: 5,', 'capacity: 50,'),
    );
    expect(after(SHOP, set(['services', 'api', 'steps', 0, 'work'], { exponential: '5ms' }))).toBe(
      SHOP.replace('work: 5ms   # five', 'work: { exponential: 5ms }   # five'),
    );
  });

  test('of one line takes the place of lines, and the other way round', () => {
    expect(after('a:\n  b: # many\n    - 1 # one\n    - 2\n    # end\n', set(['a', 'b'], []))).toBe(
      'a:\n  b: [] # many\n    # end\n',
    );
    const steps = [{ call: 'b', latency: '1ms' }, { work: '2ms' }];
    expect(after('a:\n  steps: [] # none\n  b: 1\n', set(['a', 'steps'], steps))).toBe(`a:
  steps: # none
    - call: b
      latency: 1ms
    - work: 2ms
  b: 1
`);
  });

  test('is made where there is none, with what leads to it', () => {
    expect(after(SHOP, set(['services', 'db', 'queue', 'order'], 'lifo'))).toBe(
      SHOP.replace('  db:\n', '  db:\n    queue: { order: lifo }\n'),
    );
    expect(after(SHOP, set(['services', 'api', 'queue', 'timeout'], '1s'))).toBe(
      SHOP.replace('order: fifo }', 'order: fifo, timeout: 1s }'),
    );
    expect(after('a: 1', set(['b'], 'x: y'))).toBe('a: 1\nb: "x: y"');
  });

  test('of several lines stands on lines of its own', () => {
    const text = 'title: |- # so\n  one\n  two\nsummary: >\n  more\n';
    expect(after(text, set(['title'], 'a'))).toBe('title: a # so\nsummary: >\n  more\n');
    expect(after(text, set(['summary'], 'b'))).toBe('title: |- # so\n  one\n  two\nsummary: b\n');
  });
});

describe('an item', () => {
  const entry = { at: '1s', on: 'api', slow: '2x' };
  const faults =
    'faults:\n  # first\n  - { at: 0, on: db, pause: true } # a\n  # second\n  - b # c\n';

  test('comes before the comments that are about the next one', () => {
    const insert = (index: number): string =>
      after(faults, { kind: 'insert', path: ['faults', index], value: entry });
    const line = '  - { at: 1s, on: api, slow: 2x }\n';
    expect(insert(0)).toBe(faults.replace('  # first\n', `${line}  # first\n`));
    expect(insert(1)).toBe(faults.replace('  # second\n', `${line}  # second\n`));
    expect(insert(2)).toBe(`${faults}${line}`);
  });

  test('behind a dash moves below', () => {
    const path = ['s', 0, 'call'];
    const step: Operation = { kind: 'insert', path, value: 'x', before: 'a' };
    expect(after('s:\n  - a: 1 # a\n    b: 2\n', step)).toBe(
      's:\n  - call: x\n    a: 1 # a\n    b: 2\n',
    );
    expect(after('s:\n  - a: 1 # a\n    b: 2\n', remove('s', 0, 'a'))).toBe('s:\n  - b: 2\n');
    expect(after('s:\n  - a: 1 # a\n    # b\n    b: 2\n', remove('s', 0, 'a'))).toBe(
      's:\n  - \n    # b\n    b: 2\n',
    );
  });

  test('goes with its line; comments around it stay', () => {
    expect(after(faults, remove('faults', 1))).toBe(faults.replace('  - b # c\n', ''));
    expect(after(faults, remove('faults', 0))).toBe(
      faults.replace('  - { at: 0, on: db, pause: true } # a\n', ''),
    );
    expect(after('a: 1\nb: 2', remove('b'))).toBe('a: 1');
    expect(after('a:\n  # why\n  b: 2 # c\nd: 1\n', remove('a', 'b'))).toBe(
      'a: {}\n  # why\nd: 1\n',
    );
  });

  test('within brackets goes with its comma', () => {
    const of = (text: string, key: string): string => after(`m: ${text}\n`, remove('m', key));
    expect(of('{ a: 1, b: 2, c: 3 } # x', 'a')).toBe('m: { b: 2, c: 3 } # x\n');
    expect(of('{ a: 1, b: 2, c: 3 } # x', 'b')).toBe('m: { a: 1, c: 3 } # x\n');
    expect(of('{ a: 1, b: 2, c: 3 } # x', 'c')).toBe('m: { a: 1, b: 2 } # x\n');
    expect(of('{a: 1}', 'a')).toBe('m: {}\n');
    expect(of('{\n    a: 1, # x\n    b: 2 # y\n  }', 'b')).toBe('m: {\n    a: 1 # x\n  }\n');
    expect(of('{\n    a: 1, # x\n    b: 2 # y\n  }', 'a')).toBe('m: {\n    b: 2 # y\n  }\n');
  });

  test('gets another name and keeps its place', () => {
    const rename = (to: string): Operation => ({ kind: 'rename', path: ['services', 'api'], to });
    expect(after(SHOP, rename('web'))).toBe(SHOP.replace('  api:', '  web:'));
    expect(after(SHOP, rename('a: b'))).toBe(SHOP.replace('  api:', '  "a: b":'));
    expect(after('{"services": {"api": 1}}', rename('x'))).toBe('{"services": {"x": 1}}');
    expect(after(SHOP, rename('db'))).toBe('there is `db` already');
  });
});

describe('JSON', () => {
  const json = '{\n  "a": 1,\n  "b": {\n    "c": [1, 2]\n  }\n}\n';

  test('stays JSON, on lines like those around', () => {
    expect(after(json, set(['b', 'd'], { e: 'f', g: [1] }))).toBe(
      json.replace(
        '2]\n',
        '2],\n    "d": {\n      "e": "f",\n      "g": [\n        1\n      ]\n    }\n',
      ),
    );
    expect(after(json, remove('a'))).toBe(json.replace('  "a": 1,\n', ''));
    expect(after(json, remove('b'))).toBe('{\n  "a": 1\n}\n');
    expect(after('{"a":1}', set(['b'], 'x'))).toBe('{"a":1, "b": "x"}');
  });
});

describe('who has an anchor and who is an alias of it', () => {
  const text = `services:
  a: &base # the first
    threads: 4 # four
    queue: { capacity: 5 }
  b: *base # as a
  c: *base
  d:
    <<: *base
    threads: 8
`;

  test('an alias that changes has its own value from then on', () => {
    expect(after(text, set(['services', 'b', 'threads'], 9))).toBe(
      text.replace('b: *base # as a', 'b: # as a\n    threads: 9\n    queue: { capacity: 5 }'),
    );
  });

  test('when the anchor’s own value changes, the first alias gets the anchor', () => {
    expect(after(text, set(['services', 'a', 'threads'], 9))).toBe(
      text
        .replace('a: &base # the first', 'a: # the first')
        .replace('threads: 4 # four', 'threads: 9 # four')
        .replace('b: *base # as a', 'b: &base # as a\n    threads: 4\n    queue: { capacity: 5 }'),
    );
  });

  test('and when it goes, likewise', () => {
    expect(after(text, remove('services', 'a'))).toBe(`services:
  b: &base # as a
    threads: 4
    queue: { capacity: 5 }
  c: *base
  d:
    <<: *base
    threads: 8
`);
  });

  test('what is merged is hidden by a key of one’s own', () => {
    expect(after(text, set(['services', 'd', 'queue', 'capacity'], 6))).toBe(
      `${text}    queue: { capacity: 6 }\n`,
    );
  });

  test('what is merged stays so where a key goes that it does not have', () => {
    const more = `${text}    cores: 2\n`;
    expect(after(more, remove('services', 'd', 'cores'))).toBe(text);
  });

  test('what is merged is written out where a part of it is to go', () => {
    expect(after(text, remove('services', 'd', 'queue'))).toBe(text.replace('    <<: *base\n', ''));
    expect(after(text, remove('services', 'd', 'threads'))).toBe(
      text.replace('    <<: *base\n    threads: 8\n', '    queue: { capacity: 5 }\n'),
    );
  });

  test('a scalar has one as well', () => {
    expect(after('a: &n 4 # x\nb: *n\nc: [*n]\n', set(['a'], 5))).toBe(
      'a: 5 # x\nb: &n 4\nc: [*n]\n',
    );
    expect(after('a: &n 4\nb: *n\nc: [*n]\n', set(['b'], 5))).toBe('a: &n 4\nb: 5\nc: [*n]\n');
    expect(after('a: &n 4\nb: [1, *n]\n', remove('a'))).toBe('b: [1, &n 4]\n');
  });
});

describe('nothing is done, with the reason', () => {
  test.each<[string, Operation, string]>([
    ['a: [', set(['a'], 1), 'the text cannot be changed before it can be read: flow sequence'],
    [
      'a: 1\na: 2',
      set(['a'], 3),
      'the text cannot be changed before it can be read: duplicate key',
    ],
    ['a: 1', set(['a', 'b'], 3), 'there is nothing at `a.b`'],
    ['a: [1]', set(['a', 1], 3), 'there is nothing at `a[1]`'],
    ['a: [1]', { kind: 'insert', path: ['a', 2], value: 3 }, 'there is nothing at `a[2]`'],
    ['a: { b: 1 }', { kind: 'insert', path: ['a', 'b'], value: 3 }, 'there is `b` already'],
    [
      'a: { b: 1 }',
      { kind: 'insert', path: ['a', 'c'], value: 3, before: 'd' },
      'there is nothing at `a.d`',
    ],
    ['a: 1', remove('b'), 'there is nothing at `b`'],
    ['a: 1', remove(), 'wanted a path'],
    ['a: [1]', { kind: 'rename', path: ['a', 0], to: 'b' }, 'an entry of a list has no name'],
    ['a: 1', set(['__proto__', 'b'], 3), 'there is nothing at `__proto__.b`'],
  ])('%s, %j', (text, operation, message) => {
    expect(after(text, operation).slice(0, message.length)).toBe(message);
  });
});

describe('rare ways to write', () => {
  test.each<[string, Operation, string]>([
    // A pair in a list is a map without brackets.
    ['a: [x: 1, y] # c', set(['a', 0, 'x'], 2), 'a: [x: 2, y] # c'],
    ['a: [x: 1, y] # c', set(['a', 0, 'z'], 2), 'a: [{ x: 1, z: 2 }, y] # c'],
    ['a: [x: 1, y] # c', remove('a', 0, 'x'), 'a: [{}, y] # c'],
    ['? a # c\n: 1 # d\n', set(['a'], 2), '? a # c\n: 2 # d\n'],
    ['? a # c\n# d\n', set(['a'], 2), 'a: 2\n'],
    ['--- # c\na: 1\n...\n', set(['b'], 2), '--- # c\na: 1\nb: 2\n...\n'],
    ['{ a, b: } # c', set(['a'], 1), '{ a: 1, b: } # c'],
    ['{ a, b: } # c', set(['b'], 1), '{ a, b: 1 } # c'],
    ['a: !!str 5 # c\n', set(['a'], 'x'), 'a: x # c\n'],
    ['a:\n  # c\n  5\n', set(['a'], 6), 'a:\n  # c\n  6\n'],
    ['a:\n  &x\n  b: 1\nc: *x\n', set(['a', 'b'], 2), 'a:\n \n  b: 2\nc: &x\n  b: 1\n'],
    ['a: "one\n  two" # c\n', set(['a'], 1), 'a: 1 # c\n'],
    ['- - a # c\n  - b\n', { kind: 'insert', path: [0, 0], value: 1 }, '- - 1\n  - a # c\n  - b\n'],
    ['a: &x # c\n  b: 1\nd: 2\n', set(['a'], null), 'a: null # c\nd: 2\n'],
    ['a: &x # c\n  b: 1\nd: 2\n', set(['a'], [{ e: 1 }]), 'a: # c\n  - { e: 1 }\nd: 2\n'],
    ['a: &x # c\n  1 # d\n', set(['a'], 2), 'a: # c\n  2 # d\n'],
    ['a: 1\r\nb:\r\n  - 2', set(['b'], 3), 'a: 1\r\nb: 3'],
    ['[]', { kind: 'insert', path: [0], value: 1 }, '[\n  1\n]\n'],
  ])('%j, %j', (text, operation, wanted) => {
    expect(after(text, operation)).toBe(wanted);
  });
});
