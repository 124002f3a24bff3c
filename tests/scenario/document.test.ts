import { expect, test } from 'vitest';
import { readDocument } from '../../src/scenario/document.ts';
import { read } from '../../src/scenario/read.ts';

const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join('');

test('YAML, JSON and JSON with tabs are the same data', () => {
  const value = { a: 1, b: [1, 'x', null, true] };
  expect(readDocument('a: 1\nb: [1, x, null, true]\n').value).toEqual(value);
  expect(readDocument(JSON.stringify(value)).value).toEqual(value);
  expect(readDocument(JSON.stringify(value, null, '\t')).value).toEqual(value);
  expect(readDocument(`\ufeff${JSON.stringify(value)}`).value).toEqual(value);
  expect(readDocument('a: 1\r\nb: [1, x, null, true]\r\n').value).toEqual(value);
});

test('aliases and merge keys are followed into copies', () => {
  const { value } = readDocument('a: &a { x: { y: 1 } }\nb: *a\nc: { <<: [*a, { z: 2 }], q: 3 }\n');
  expect(value).toEqual({
    a: { x: { y: 1 } },
    b: { x: { y: 1 } },
    c: { q: 3, x: { y: 1 }, z: 2 },
  });
  (value as { b: { x: { y: number } } }).b.x.y = 9;
  expect(value).toMatchObject({ a: { x: { y: 1 } } });
});

test('every value has its place', () => {
  const { placeOf } = readDocument('a:\n  b:\n    - x\n    - { c: 1 }\n');
  expect(placeOf(['a', 'b', 1, 'c'], false)).toEqual({ line: 4, column: 12 });
  expect(placeOf(['a', 'b', 1, 'c'], true)).toEqual({ line: 4, column: 9 });
  expect(placeOf(['a', 'b'], false)).toEqual({ line: 2, column: 3 });
  expect(placeOf(['a', 'nope'], false)).toEqual({ line: 1, column: 1 });
});

test.each([
  ['a: 1\na: 2\n', 2, 'duplicate key `a`'],
  ['a:\n\tb: 1\n', 2, 'tabs are not allowed as indentation'],
  ['a: 1\n---\nb: 1\n', 2, 'wanted one document, found a second one after `---`'],
  ['a: "x\n', 2, 'missing closing "quote'],
  ['a: { b: c[0].d }\n', 1, 'text with [ or ] in it must be in quotes inside { } or [ ]'],
  ['a: !foo 3\n', 1, 'unresolved tag: !foo'],
  ['a: *x\n', 1, 'found an alias without an anchor, `*x`'],
  ['? [1]\n: 2\n', 1, 'wanted a plain string as key'],
  ['__proto__: { x: 1 }\n', 1, '`__proto__` cannot be a key'],
  ['a: { "__proto__": 1 }\n', 1, '`__proto__` cannot be a key'],
  ['a: !!binary aGk=\n', 1, 'wanted text, a number, true or false'],
  ['a: ]\n', 1, 'found an unmatched `]`'],
])('%j is refused at line %d: %s', (text, line, message) => {
  expect(readDocument(text).flaws).toContainEqual(expect.objectContaining({ line, message }));
});

test('text that is not UTF-8 is called that', () => {
  const utf16 = [...'a: 1'].map((letter) => `${letter}\0`).join('');
  for (const text of [utf16, `\ufffd\ufffd${utf16}`])
    expect(read(text).problems[0]?.message).toBe(
      'this is not UTF-8 text: save the file as UTF-8 and try again',
    );
});

// By name: Vitest prints what it is given, and some of these are too much for that.
const bombs = new Map<string, string>([
  ['brackets', '['.repeat(100_000)],
  ['braces', '{a: '.repeat(100_000)],
  ['dashes on one line', '- '.repeat(400_000)],
  ['question marks', '? '.repeat(400_000)],
  ['closing brackets', ']'.repeat(100_000)],
  ['commas', `[${','.repeat(300_000)}]`],
  ['deep blocks', times(1300, (index) => `${' '.repeat(index)}a:\n`)],
  ['a long list', `[${'1,'.repeat(450_000)}]`],
  ['many keys', times(60_000, (index) => `k${index}: 1\n`)],
  ['the same key', 'k: 1\n'.repeat(60_000)],
  ['empty lines', '\n'.repeat(900_000)],
  ['comments', '#\n'.repeat(400_000)],
  ['directives', '%A\n'.repeat(300_000)],
  ['documents', '---\n'.repeat(100_000)],
  ['anchors', times(60_000, (index) => `- &a${index} x\n`)],
  ['aliases', `a: &a x\n${times(40_000, (index) => `k${index}: *a\n`)}`],
  [
    'a billion laughs',
    `l0: &l0 [x]\n${times(30, (i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]\n`)}`,
  ],
  ['a snake that bites its tail', 'a: &a [*a]'],
  ['a map merged into itself', 'a: &a { <<: *a }'],
  ['a long text', 'a'.repeat(2_000_000)],
]);

test.each([...bombs.keys()])('a bomb of %s is a problem within a second', (name) => {
  const text = bombs.get(name) ?? '';
  const start = performance.now();
  const { spec, problems } = read(text);
  expect(performance.now() - start).toBeLessThan(10_000);
  expect(spec).toBeNull();
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.length).toBeLessThanOrEqual(1001);
  expect(problems.every(({ message }) => message.length < 400)).toBe(true);
});
