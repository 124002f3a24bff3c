/** The text of a document changes at one place, as its data does, and nowhere else. */
import { describe, expect, test } from 'vitest';
import { isMap, isSame, type Path, valueAt } from '../../../src/engine/index.ts';
import { readDocument } from '../../../src/scenario/document.ts';
import { type Operation, performed } from '../../../src/scenario/operation.ts';
import { patched } from '../../../src/scenario/patch/patch.ts';
import { spliced } from '../../../src/scenario/patch/text.ts';
import { read } from '../../../src/scenario/read.ts';
import { always, drawn } from '../../always.ts';
import type { Chance } from '../../fuzz/chance.ts';
import { choosing } from '../../fuzz/scenarios.ts';
import { full } from '../../full.ts';
import { type Styled, Styler } from './styled.ts';

type Data = Record<string, unknown>;

const RUNS = full ? 5000 : 25;

/** What there is to try, and who chooses how. */
interface Case {
  document: Data;
  chance: Chance;
}

/** The scenario, in which some things are there twice. */
function dataOf({ document, chance }: Case): Data {
  const services = { ...(document['services'] as Data) };
  const ids = Object.keys(services);
  for (const id of ids)
    if (chance.happens(0.4)) services[chance.one(ids)] = structuredClone(services[id]);
  return { ...document, services };
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
  const kind = c.one(['set', 'set', 'add', 'insert', 'remove', 'rename', 'move'] as const);
  if (kind === 'remove') return { kind, path };
  if (kind === 'rename' && typeof key === 'string')
    return { kind, path, to: c.one(['new', 'n: w']) };
  if (kind === 'move') return moveIn(c, data, path);
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

/** Within its list or map, or to the end of another list. */
function moveIn(c: Chance, data: Data, path: Path): Operation {
  const left = performed(data, { kind: 'remove', path });
  const rest = typeof left === 'string' ? data : left.data;
  const within = path.slice(0, -1);
  const parent = valueAt(rest, within);
  if (Array.isArray(parent)) {
    const lists = pathsIn(rest, []).filter((at) => Array.isArray(valueAt(rest, at)));
    const into = c.happens(0.7) ? within : c.one(lists);
    return { kind: 'move', path, to: [...into, c.below((valueAt(rest, into) as []).length + 1)] };
  }
  const keys = Object.keys(parent ?? {});
  return {
    ...{ kind: 'move', path, to: path },
    ...(keys.length > 0 && c.happens(0.8) && { before: c.one(keys) }),
  };
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

const toldOf = (operation: Operation, before: string, after: string): string =>
  `${JSON.stringify(operation)}\n${difference(before, after)}`;

/** Lines of the text on which the operation may do anything: the first and the last. */
function linesOf(styled: Styled, data: Data, operation: Operation): readonly [number, number] {
  const { lines, brackets, text } = styled;
  const { kind, path } = operation;
  // About moves there is a claim of its own.
  if (kind === 'move') return [0, Infinity];
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

/** An operation on a text, and what came of it; null: it cannot be. */
function trial(one: Case, anchors: boolean) {
  const data = dataOf(one);
  const styled = new Styler(one.chance, { anchors }).style(data);
  const before = readDocument(styled.text);
  expect(before.flaws, styled.text).toEqual([]);
  expect(isSame(before.value, data), styled.text).toBe(true);
  const operation = operationIn(one.chance, data);
  const after = performed(data, operation);
  const result = patched(styled.text, operation);
  if (typeof after === 'string') {
    expect(result).toEqual({ message: after });
    return null;
  }
  if ('message' in result) throw new Error(result.message);
  const told = toldOf(operation, styled.text, result.text);
  return { data, styled, operation, after: after.data, ...result, told };
}
type Trial = NonNullable<ReturnType<typeof trial>>;

function saysSo({ text, after, told }: Trial): void {
  expect(isSame(readDocument(text).value, after), told).toBe(true);
  expect(read(text).spec, told).toEqual(read(JSON.stringify(after)).spec);
}

/** Whoever shows the text can go along. */
function cameAbout({ styled, splices, text, told }: Trial): void {
  expect(spliced(styled.text, splices), told).toBe(text);
  const ordered = [...splices].sort((a, b) => a.from - b.from || a.to - b.to);
  const places = ordered.flatMap(({ from, to }) => [from, to]);
  expect(places, told).toEqual([...places].sort((a, b) => a - b));
}

function keepsComments({ styled, data, operation, text, told }: Trial): void {
  const [from, to] = linesOf(styled, data, operation);
  const { path, kind } = operation;
  // What stands behind a key is about it, whatever its value.
  const isHead = typeof path.at(-1) === 'string' && !styled.brackets.has(JSON.stringify(path));
  for (const comment of styled.comments) {
    const { line } = comment;
    if (line < from || line > to || (line === from && kind === 'set' && isHead))
      expect(text.includes(comment.text), `${comment.text}, ${told}`).toBe(true);
  }
}

function keepsLines({ styled, data, operation, text, told }: Trial): void {
  const [from, to] = linesOf(styled, data, operation);
  const kept = styled.text.split('\n').filter((_, line) => line < from || line > to);
  expect(isWithin(kept, text.split('\n')), told).toBeNull();
}

/** Within a list that has lines of its own, these change places, and nothing else changes. */
function movesLines({ styled, operation, text, told }: Trial): void {
  const { kind, path } = operation;
  const within = JSON.stringify(path.slice(0, -1));
  if (kind !== 'move' || styled.brackets.has(within)) return;
  if (typeof path.at(-1) !== 'number' || JSON.stringify(operation.to.slice(0, -1)) !== within)
    return;
  const sorted = (lines: string): string[] => lines.split('\n').sort();
  expect(sorted(text), told).toEqual(sorted(styled.text));
}

const windows = (text: string): string => `\ufeff${text.replaceAll('\n', '\r\n')}`;

function mindsWindows({ styled, operation, text, told }: Trial): void {
  expect(patched(windows(styled.text), operation), told).toMatchObject({ text: windows(text) });
}

const CLAIMS = [saysSo, cameAbout, keepsComments, keepsLines, movesLines, mindsWindows];

describe('for random scenarios in any style, and any change', () => {
  test('the text says what the data is, and all else in it stays', () =>
    always(RUNS, choosing, (one) => {
      const made = trial(one, false);
      for (const holds of made ? CLAIMS : []) holds(made!);
    }));

  test('with anchors, aliases and merged maps, comments stay', () =>
    always(RUNS, choosing, (one) => {
      const made = trial(one, true);
      for (const holds of made ? [saysSo, cameAbout, keepsComments, mindsWindows] : [])
        holds(made!);
    }));

  test.each([undefined, 1, 2, '\t'])('JSON stays JSON (indented by %j)', (indent) =>
    always(RUNS / 4, choosing, (one) => {
      const data = dataOf(one);
      const operation = operationIn(one.chance, data);
      const after = performed(data, operation);
      const text = JSON.stringify(data, null, indent);
      const result = patched(text, operation);
      if (typeof after === 'string' || 'message' in result) return;
      const told = toldOf(operation, text, result.text);
      expect(JSON.parse(result.text), told).toEqual(after.data);
      // Keys keep their order, and lines their form but for commas and brackets that were empty.
      if (operation.kind === 'set' && valueAt(data, operation.path) !== undefined)
        expect(JSON.stringify(JSON.parse(result.text)), told).toBe(JSON.stringify(after.data));
      if (operation.kind !== 'insert' || indent !== 2) return;
      const bare = (lines: string): string[] => lines.replaceAll(/,$/gm, '').split('\n');
      const lost = isWithin(bare(text), bare(result.text));
      expect(lost === null || /[[{][\]}]$/.test(lost), told).toBe(true);
    }),
  );
});

const NOISE = ['', '&a ', '*a', '!!x ', '? ', ': ', '- ', '{', '}', ',', '#', '\n', '|', '"'];

test('whatever is written, nothing is thrown, and what is done is right', () => {
  let done = 0;
  for (const one of drawn(RUNS * 2, choosing)) {
    const { chance } = one;
    const data: Data = { duration: 1, ...dataOf(one) };
    const { text } = new Styler(chance, { anchors: true }).style(data);
    const at = chance.below(text.length);
    const broken = text.slice(0, at) + chance.one(NOISE) + text.slice(at + chance.below(3));
    const { value, readable } = readDocument(broken);
    const operation = operationIn(chance, readable && isMap(value) ? value : data);
    const result = patched(broken, operation);
    if ('message' in result) continue;
    done++;
    const after = performed(value, operation);
    const wanted = typeof after === 'string' ? after : after.data;
    const told = toldOf(operation, broken, result.text);
    expect(isSame(readDocument(result.text).value, wanted), told).toBe(true);
  }
  expect(done).toBeGreaterThan(RUNS / 4);
});
