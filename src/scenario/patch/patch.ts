/**
 * Changes a document's text at one path and keeps the rest: comments, order, spacing, line breaks,
 * quotes, anchors. For YAML and JSON.
 *
 * The new text must read as the result of the same operation on the old data. This is checked each
 * time: if it does not, the enclosing value is rewritten, and finally the whole document.
 */
import { childOf, isMap, isSame, type Path, valueAt } from '../../engine/index.ts';
import { readDocument } from '../document.ts';
import { type Operation, performed } from '../operation.ts';
import { keyText, pairLines, render } from '../render.ts';
import { cleaned } from '../text.ts';
import { keepAnchors } from './anchors.ts';
import { insertInBlock, putInBlock, removeFromBlock } from './block.ts';
import { insertInFlow, putInFlow, removeFromFlow } from './flow.ts';
import { moved } from './move.ts';
import { indexOf, type Item, sourceOf, type Spot } from './source.ts';
import { type Splice, spliced, Text } from './text.ts';

type Move = Extract<Operation, { kind: 'move' }>;

/** The new text and its splices, which do not overlap and refer to the old text. */
export type Patched = { text: string; splices: Splice[] } | { message: string };

export function patched(source: string, operation: Operation): Patched {
  const clean = cleaned(source);
  if ('message' in clean) return clean;
  const before = readDocument(clean.text);
  const [flaw] = before.flaws;
  if (flaw) return { message: `the text cannot be changed before it can be read: ${flaw.message}` };
  const after = performed(before.value, operation);
  if (typeof after === 'string') return { message: after };
  const offset = source.length - clean.text.length;
  const splices = splicesOf(new Text(clean.text), before.value, after.data, operation);
  const moved = splices.map((one) => ({ ...one, from: one.from + offset, to: one.to + offset }));
  return { text: spliced(source, moved), splices: moved };
}

/** The minimal change. */
function splicesOf(t: Text, before: unknown, after: unknown, operation: Operation): Splice[] {
  const root = sourceOf(t.text);
  const isRight = (splices: Splice[] | null): splices is Splice[] =>
    splices !== null && saysSo(spliced(t.text, splices), after);
  if (operation.kind === 'move') {
    // The order of keys counts.
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    const lines = root && moved(t, root, operation);
    return isRight(lines) ? lines : rewritten(t, before, operation);
  }
  if (root)
    for (const attempt of widening(operation, after)) {
      const splices = new Patch(t, root, before, after).splices(attempt);
      if (isRight(splices)) return splices;
    }
  const all = t.isJson || !isMap(after) ? `${JSON.stringify(after, null, 2)}\n` : render(after);
  return [{ from: 0, to: t.text.length, text: all.replaceAll('\n', t.eol) }];
}

/** A move whose item is written anew at its new place. */
function rewritten(t: Text, before: unknown, { path, to, ...rest }: Move): Splice[] {
  const remove: Operation = { kind: 'remove', path };
  const insert: Operation = { ...rest, kind: 'insert', path: to, value: valueAt(before, path) };
  const both = [remove, insert].reduce((text, operation) => {
    const result = patched(text, operation);
    if ('message' in result) throw new Error(result.message);
    return result.text;
  }, t.text);
  return [changeOf(t.text, both)];
}

/** One splice that makes one text of another. */
function changeOf(before: string, after: string): Splice {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from++;
  let end = 0;
  while (end < most - from && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { from, to: before.length - end, text: after.slice(from, after.length - end) };
}

function saysSo(text: string, data: unknown): boolean {
  const { value, flaws } = readDocument(text);
  return flaws.length === 0 && isSame(value, data);
}

/** Tries the operation itself, then rewrites enclosing values, innermost first. */
function* widening(operation: Operation, after: unknown): Generator<Operation> {
  yield operation;
  for (let end = operation.path.length - 1; end > 0; end--) {
    const path = operation.path.slice(0, end);
    yield { kind: 'set', path, value: valueAt(after, path) };
  }
}

/** One attempt at an operation. */
class Patch {
  readonly #t: Text;
  readonly #root: Spot;
  readonly #before: unknown;
  readonly #after: unknown;
  /** The values on the path. */
  readonly #way: Spot[] = [];

  constructor(t: Text, root: Spot, before: unknown, after: unknown) {
    this.#t = t;
    this.#root = root;
    this.#before = before;
    this.#after = after;
  }

  splices(operation: Operation): Splice[] | null {
    const splices = this.#at(operation);
    if (!splices) return null;
    const more = keepAnchors(this.#t, this.#root, this.#before, this.#way, splices);
    return [...splices, ...more];
  }

  #at(operation: Operation): Splice[] | null {
    const { path } = operation;
    let spot = this.#root;
    for (const [depth, key] of path.entries()) {
      // An alias or an empty value: writes the value here, with the change.
      if (spot.items.length === 0) return this.#whole(path.slice(0, depth));
      this.#way.push(spot);
      const last = depth === path.length - 1;
      if (last && operation.kind === 'insert') return this.#insert(spot, operation);
      const index = indexOf(spot, key);
      const item = spot.items[index];
      if (!item) return this.#absent(spot, operation, path.slice(0, depth + 1));
      if (last) return this.#there(spot, index, operation);
      spot = item.value;
    }
    return null;
  }

  /** Rewrites the value at a path. */
  #whole(path: Path): Splice[] | null {
    if (path.length === 0) return null;
    this.#way.length = 0;
    return this.#at({ kind: 'set', path, value: valueAt(this.#after, path) });
  }

  /** The key is not in the text: it is new, or merged from a map. */
  #absent(spot: Spot, { kind }: Operation, path: Path): Splice[] | null {
    if (spot.kind !== 'map') return null;
    const value = valueAt(this.#after, path);
    if (value !== undefined) return this.#insertAt(spot, spot.items.length, path, value);
    return kind === 'remove' ? this.#unmerged(spot, path) : null;
  }

  #insert(spot: Spot, operation: Extract<Operation, { kind: 'insert' }>): Splice[] | null {
    const { path, value, before } = operation;
    const key = path.at(-1)!;
    const index = typeof key === 'number' ? key : before === undefined ? -1 : indexOf(spot, before);
    return this.#insertAt(spot, index < 0 ? spot.items.length : index, path, value);
  }

  #insertAt(spot: Spot, index: number, path: Path, value: unknown): Splice[] {
    if (!spot.flow) return insertInBlock(this.#t, spot, index, value, path);
    const key = spot.kind === 'map' ? String(path.at(-1)) : null;
    return insertInFlow(this.#t, spot, index, key, value);
  }

  /** The path is in the text. */
  #there(spot: Spot, index: number, operation: Operation): Splice[] | null {
    const { path } = operation;
    const item = spot.items[index]!;
    if (operation.kind === 'set') return this.#put(spot, item, operation.value, path);
    if (operation.kind === 'rename') {
      const { to } = operation;
      const text = this.#t.isJson ? JSON.stringify(to) : keyText(to);
      return item.keyRange && [{ ...item.keyRange, text }];
    }
    const removed = this.#remove(spot, index, path);
    // Merged keys would reappear.
    const hides = merges(spot).some(({ value }) => supplies(value, String(path.at(-1))));
    const unmerged = hides ? this.#unmerged(spot, path) : [];
    return removed && unmerged && [...removed, ...unmerged];
  }

  #put(spot: Spot, item: Item, value: unknown, path: Path): Splice[] | null {
    return spot.flow ? putInFlow(this.#t, item, value) : putInBlock(this.#t, item, value, path);
  }

  #remove(spot: Spot, index: number, path: Path): Splice[] | null {
    if (spot.flow) return removeFromFlow(this.#t, spot, index);
    if (spot.items.length > 1) return removeFromBlock(this.#t, spot, index);
    const within = path.slice(0, -1);
    const empty = valueAt(this.#after, within);
    if (within.length > 0) return this.#whole(within);
    return [{ from: spot.from, to: spot.to, text: JSON.stringify(empty) }];
  }

  /** Replaces a merge by its keys, except one. */
  #unmerged(spot: Spot, path: Path): Splice[] | null {
    const [item, more] = merges(spot);
    const within = path.slice(0, -1);
    const map = valueAt(this.#before, within);
    if (!item || more || !isMap(map)) return null;
    const own = new Set(spot.items.map(({ key }) => key));
    const keys = Object.keys(map).filter((key) => !own.has(key) && key !== path.at(-1));
    if (keys.length === 0) return this.#remove(spot, spot.items.indexOf(item), path);
    const indent = this.#t.column(item.from);
    const lines = keys.flatMap((key) =>
      spot.flow
        ? [`${keyText(key)}: ${this.#t.inline(childOf(map, key), 0, false)}`]
        : pairLines(key, childOf(map, key), [...within, key], indent),
    );
    const text = spot.flow ? lines.join(', ') : this.#t.joined(lines).slice(indent);
    return [{ from: item.from, to: item.to, text }];
  }
}

/** Does a merged map, or one of a list of them, have such a key? */
function supplies(spot: Spot, key: string): boolean {
  if (spot.kind === 'alias') return spot.target !== null && supplies(spot.target, key);
  if (spot.kind === 'list') return spot.items.some(({ value }) => supplies(value, key));
  return spot.items.some(
    (item) => item.key === key || (item.key === '<<' && supplies(item.value, key)),
  );
}

const merges = ({ items }: Spot): Item[] => items.filter(({ key }) => key === '<<');
