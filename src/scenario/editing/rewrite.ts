/**
 * A scenario's text after its content has changed elsewhere: what is the same stays as it was
 * written, with its comments, order and spacing.
 */
import { type Path, valueAt } from '../../engine/index.ts';
import type { Source } from '../lab.ts';
import { isWithin, type Operation, performed } from '../operation.ts';
import { patched } from '../patch/patch.ts';
import { read } from '../read.ts';
import { documentOf, write } from '../write.ts';
import { differences } from './differences.ts';

/** What a text says. */
export type Content = Omit<Source, 'text'>;

/**
 * How much of the document an operation may write anew, as a number of keys. A scenario sorts its
 * edits, so that in the text they may stand in another order: these are written anew as a whole.
 */
const CARE: readonly ((section: unknown) => number)[] = [
  () => Infinity,
  (section) => (section === 'edits' ? 1 : Infinity),
  () => 1,
];

/**
 * @param text says what is `before`, in its own words
 * @returns a text that says what is `after`
 */
export function rewrite(text: string, before: Content, after: Content): string {
  const [was, goal] = [before, after].map(({ spec, notes }) => documentOf(spec, notes));
  const operations = differences(was, goal);
  if (operations.length === 0) return text;
  for (const most of CARE) {
    const result = performedIn(text, was, operations, most);
    if (result !== null && says(result, goal)) return result;
  }
  return write(after.spec, after.notes);
}

/**
 * A text in which everything else is also changed as it was from `before` to `after`. What finds no
 * place in it any more is left out.
 */
export function carried(text: string, before: Content, after: Content): string {
  let document: unknown = documentOf(before.spec, before.notes);
  let result = text;
  for (const operation of differences(document, documentOf(after.spec, after.notes))) {
    const next = performed(document, operation);
    if (typeof next === 'string') return result;
    document = next.data;
    result = firstOf(result, [operation, ...replacing(operation)]) ?? result;
  }
  return result;
}

function performedIn(
  text: string,
  before: unknown,
  operations: readonly Operation[],
  most: (section: unknown) => number,
): string | null {
  let document = before;
  let result: string | null = text;
  for (const operation of operations) {
    const next = performed(document, operation);
    if (typeof next === 'string') return null;
    document = next.data;
    const { path } = operation;
    const end = most(path[0]);
    const whole = path.length > end && wholeAt(path.slice(0, end), document);
    result = step(result, whole || operation, document);
    if (result === null) return null;
  }
  return result;
}

/**
 * One change of the text. It may say in short what the document says in full: then the whole that
 * it says in short is written anew.
 */
const step = (text: string, operation: Operation, after: unknown): string | null =>
  firstOf(text, [operation, ...replacing(operation), ...widened(operation, after)]);

/** The text after the first of these that it allows; null: none. */
function firstOf(text: string, attempts: readonly Operation[]): string | null {
  for (const attempt of attempts) {
    const result = patched(text, attempt);
    if ('text' in result) return result.text;
  }
  return null;
}

/** An empty list, which the document leaves out, may stand in the text. */
const replacing = (operation: Operation): Operation[] =>
  operation.kind === 'insert' ? [{ ...operation, kind: 'set' }] : [];

function widened({ path, ...operation }: Operation, after: unknown): Operation[] {
  // What is moved to another list changes both.
  const to = operation.kind === 'move' ? operation.to : path;
  const ends = Array.from({ length: path.length - 1 }, (_, i) => path.length - 1 - i);
  const shared = ends.filter((end) => isWithin(to, path.slice(0, end)));
  return shared.map((end) => wholeAt(path.slice(0, end), after));
}

/** Writes what is at a path anew. */
function wholeAt(path: Path, document: unknown): Operation {
  const value = valueAt(document, path);
  return value === undefined ? { kind: 'remove', path } : { kind: 'set', path, value };
}

function says(text: string, goal: unknown): boolean {
  const { spec, notes } = read(text);
  const said = spec && notes && documentOf(spec, notes);
  // The order of services and clients counts.
  return JSON.stringify(said) === JSON.stringify(goal);
}
