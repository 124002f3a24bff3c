/** The text of a document changes at one place, as its data does, and nowhere else. */
import { describe, expect, test } from 'vitest';
import { isMap, isSame, type Path, valueAt } from '../../../src/engine/index.ts';
import { readDocument } from '../../../src/scenario/document.ts';
import { type Operation, performed } from '../../../src/scenario/patch/operation.ts';
import { patched } from '../../../src/scenario/patch/patch.ts';
import { spliced } from '../../../src/scenario/patch/text.ts';
import { read } from '../../../src/scenario/read.ts';
import { Stream } from '../../../src/engine/kernel/random.ts';
import { Chance } from '../../fuzz/chance.ts';
import { scenario } from '../../fuzz/scenarios.ts';
import { full } from '../../full.ts';
import { type Styled, Styler } from './styled.ts';

type Data = Record<string, unknown>;

const ROUNDS = full ? 2000 : 40;

/** A random scenario in which some things are there twice. */
/** Choices that a number stands for, so that two tests can look at one trial. */
function seeded(seed: number): Chance {
  const stream = new Stream(String(seed), 'patch');
  return new Chance((n) => stream.below(n));
}

function dataOf(c: Chance): Data {
  const data = scenario(c) as { services: Data };
  for (const id of Object.keys(data.services))
    if (c.happens(0.4))
      data.services[c.one(Object.keys(data.services))] = structuredClone(data.services[id]);
  return data;
}

const pathsIn = (value: unknown, path: Path): Path[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, part]) => {
        const at = [...path, Array.isArray(value) ? Number(key) : key];
        return [at, ...pathsIn(part, at)];
      })
    : [];

const VALUES: readonly unknown[] = [
  ...[0, 7, '5ms', '50%', 'a: b', '# x', '', 'two\nlines', true, null, [], {}, [1, 'x']],
  { exponential: '5ms' },
  { a: { b: [1, { c: 2 }] } },
  [{ work: '1ms' }, { call: 'a', patterns: [{ timeout: { after: '1s' } }] }],
  Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`parameter${i}`, `value ${i}`])),
];

function operationIn(c: Chance, data: Data): Operation {
  const path = c.one(pathsIn(data, []));
  const value = c.one(VALUES);
  const parent = valueAt(data, path.slice(0, -1));
  const key = path.at(-1)!;
  const kind = c.one(['set', 'set', 'add', 'insert', 'remove', 'rename'] as const);
  if (kind === 'remove') return { kind, path };
  if (kind === 'rename' && typeof key === 'string')
    return { kind, path, to: c.one(['new', 'n: w']) };
  const here = valueAt(data, path);
  if (kind === 'add' && typeof here !== 'object') return { kind: 'set', path, value };
  if (kind === 'add')
    return Array.isArray(here)
      ? { kind: 'insert', path: [...path, here.length], value }
      : { kind: 'set', path: [...path, 'new'], value };
  if (kind !== 'insert') return { kind: 'set', path, value };
  if (Array.isArray(parent)) return { kind, path, value };
  return { kind, path: [...path.slice(0, -1), 'new'], value, before: String(key) };
}

/** Are these lines among those, in that order? */
function isWithin(some: readonly string[], all: readonly string[]): string | null {
  let at = 0;
  for (const line of some) {
    while (at < all.length && all[at] !== line) at++;
    if (at++ >= all.length) return line;
  }
  return null;
}

/** The lines that went and those that came, with one around them. */
function difference(before: string, after: string): string {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const part = (all: string[], mark: string): string[] =>
    all.slice(Math.max(0, start - 1), all.length - end + 1).map((line) => mark + line);
  return [...part(a, '-'), ...part(b, '+')].join('\n');
}

const toldOf = (seed: number, operation: Operation, before: string, after: string): string =>
  `seed ${seed}: ${JSON.stringify(operation)}\n${difference(before, after)}`;

/** Lines of the text on which the operation may do anything: the first and the last. */
function linesOf(styled: Styled, data: Data, operation: Operation): readonly [number, number] {
  const { lines, brackets, text } = styled;
  const { kind, path } = operation;
  const at = (key: Path): readonly [number, number] | undefined => lines.get(JSON.stringify(key));
  const within = path.slice(0, -1);
  const around = at(within) ?? [0, text.split('\n').length];
  const keys = Object.keys(valueAt(data, within) ?? {});
  // Within brackets anything may move; what is empty, or becomes so, is written anew.
  if (brackets.has(JSON.stringify(within)) || keys.length === 0) return around;
  if (kind === 'remove' && keys.length === 1) return around;
  const before = 'before' in operation ? operation.before : undefined;
  const here = at(before === undefined ? path : [...within, before]);
  if (!here) return [around[1] + 1, around[1]];
  const isBehindDash = typeof path.at(-1) === 'string' && /^ *-/.test(text.split('\n')[here[0]]!);
  // Another one takes the place there.
  if (kind === 'insert') return isBehindDash ? [here[0], here[0]] : [here[0], here[0] - 1];
  const next = at([...within, keys[keys.indexOf(String(path.at(-1))) + 1] ?? '']);
  return kind === 'remove' && isBehindDash && next ? [here[0], next[0]] : here;
}

/** What there is to an operation on a random scenario, and what came of it; null: it cannot be. */
function tried(seed: number, anchors: boolean) {
  const key = anchors ? -seed : seed;
  if (!trials.has(key)) trials.set(key, trial(seed, anchors));
  return trials.get(key)!;
}
const trials = new Map<number, ReturnType<typeof trial>>();

function trial(seed: number, anchors: boolean) {
  const c = seeded(seed);
  const data = dataOf(c);
  const styled = new Styler(c, { anchors }).style(data);
  const before = readDocument(styled.text);
  expect(before.flaws, styled.text).toEqual([]);
  expect(isSame(before.value, data), styled.text).toBe(true);
  const operation = operationIn(c, data);
  const after = performed(data, operation);
  const result = patched(styled.text, operation);
  if (typeof after === 'string') {
    expect(result).toEqual({ message: after });
    return null;
  }
  if ('message' in result) throw new Error(result.message);
  const told = toldOf(seed, operation, styled.text, result.text);
  return { data, styled, operation, after: after.data, ...result, told };
}

describe('for random scenarios in any style, and any change', () => {
  test.each([false, true])('the text says what the data is (with anchors: %j)', (anchors) => {
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const one = tried(seed, anchors);
      if (!one) continue;
      const { text, after, told, styled, splices, data, operation } = one;
      expect(isSame(readDocument(text).value, after), told).toBe(true);
      expect(read(text).spec, told).toEqual(read(JSON.stringify(after)).spec);
      // Whoever shows the text can go along.
      expect(spliced(styled.text, splices), told).toBe(text);
      const ends = splices.flatMap(({ from, to }) => [from, to]).sort((a, b) => a - b);
      const inOrder = [...splices].sort((a, b) => a.from - b.from || a.to - b.to);
      expect(
        inOrder.flatMap(({ from, to }) => [from, to]),
        told,
      ).toEqual(ends);
      const [from, to] = linesOf(styled, data, operation);
      for (const comment of styled.comments)
        if (comment.line < from || comment.line > to)
          expect(text.includes(comment.text), `${comment.text}, ${told}`).toBe(true);
    }
  });

  test('all other lines stay as they are', () => {
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const one = tried(seed, false);
      if (!one) continue;
      const { styled, data, operation, text, told } = one;
      const [from, to] = linesOf(styled, data, operation);
      const kept = styled.text.split('\n').filter((_, line) => line < from || line > to);
      expect(isWithin(kept, text.split('\n')), told).toBeNull();
      // What stands behind a key is about it, whatever its value.
      const { path } = operation;
      const isBlock = typeof path.at(-1) === 'string' && !styled.brackets.has(JSON.stringify(path));
      for (const comment of operation.kind === 'set' && isBlock ? styled.comments : [])
        if (comment.line === from)
          expect(text.includes(comment.text), `${comment.text}, ${told}`).toBe(true);
    }
  });

  test('line breaks of Windows and a byte order mark stay, too', () => {
    const windows = (text: string): string => `\ufeff${text.replaceAll('\n', '\r\n')}`;
    for (let seed = 1; seed <= ROUNDS / 2; seed++) {
      const one = tried(seed, seed % 2 === 0);
      if (!one) continue;
      const result = patched(windows(one.styled.text), one.operation);
      expect(result, one.told).toMatchObject({ text: windows(one.text) });
    }
  });

  test.each([undefined, 1, 2, '\t'])('JSON stays JSON (indented by %j)', (indent) => {
    for (let seed = 1; seed <= ROUNDS / 4; seed++) {
      const c = seeded(seed);
      const data = dataOf(c);
      const operation = operationIn(c, data);
      const after = performed(data, operation);
      const text = JSON.stringify(data, null, indent);
      const result = patched(text, operation);
      if (typeof after === 'string' || 'message' in result) continue;
      const told = toldOf(seed, operation, text, result.text);
      expect(JSON.parse(result.text), told).toEqual(after.data);
      // Keys keep their order, and lines their form but for commas and brackets that are now empty.
      if (operation.kind === 'set' && valueAt(data, operation.path) !== undefined)
        expect(JSON.stringify(JSON.parse(result.text)), told).toBe(JSON.stringify(after.data));
      if (operation.kind === 'insert' && indent === 2) {
        const bare = (lines: string): string[] => lines.replaceAll(/,$/gm, '').split('\n');
        const lost = isWithin(bare(text), bare(result.text));
        expect(lost === null || /[[{][\]}]$/.test(lost), told).toBe(true);
      }
    }
  });
});

test('whatever is written, nothing is thrown, and what is done is right', () => {
  let done = 0;
  for (let seed = 1; seed <= ROUNDS * 2; seed++) {
    const c = seeded(seed);
    const data = dataOf(c);
    const { text } = new Styler(c, { anchors: true }).style({ duration: 1, ...data });
    const at = c.below(text.length);
    const noise = c.one([
      '',
      '&a ',
      '*a',
      '!!x ',
      '? ',
      ': ',
      '- ',
      '{',
      '}',
      ',',
      '#',
      '\n',
      '|',
      '"',
    ]);
    const broken = text.slice(0, at) + noise + text.slice(at + c.below(3));
    const { value, readable } = readDocument(broken);
    const operation = operationIn(c, readable && isMap(value) ? value : data);
    const result = patched(broken, operation);
    if ('message' in result) continue;
    done++;
    const after = performed(value, operation);
    const told = toldOf(seed, operation, broken, result.text);
    expect(
      isSame(readDocument(result.text).value, typeof after === 'string' ? after : after.data),
      told,
    ).toBe(true);
  }
  expect(done).toBeGreaterThan(ROUNDS / 4);
});
