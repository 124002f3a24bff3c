/**
 * Operations: how plain data changes, one place at a time. They never modify data, and the result
 * shares with it whatever they do not touch. Each has an inverse, and maps paths from the data
 * before it to the data after it.
 */
import { childOf, isMap, type Path, type Plain, valueAt } from '../engine/index.ts';
import { type Copied, nowhere, type Performed, put, replaced, silent } from './sharing.ts';

export type Operation =
  /** Sets a value, replacing one or adding a key; creates maps on the way. */
  | { kind: 'set'; path: Path; value: unknown }
  /** Inserts into a list before an index, or a new key before another or at the end. */
  | { kind: 'insert'; path: Path; value: unknown; before?: string }
  | { kind: 'remove'; path: Path }
  /** Removes a value and inserts it elsewhere. `to` is a path in the data without it. */
  | { kind: 'move'; path: Path; to: Path; before?: string }
  /** Renames a key; its position stays. */
  | { kind: 'rename'; path: Path; to: string };

/** @param copied the hook for whoever gives maps and lists an identity */
export function performed(data: unknown, operation: Operation, copied = silent): Performed {
  const { path } = operation;
  if (path.length === 0)
    return operation.kind === 'set'
      ? { data: operation.value }
      : 'wanted a path to something within the document';
  switch (operation.kind) {
    case 'set':
      return put(data, path, operation.value, copied);
    case 'insert':
      return inserted(data, path, operation, copied);
    case 'remove':
      return removed(data, path, copied);
    case 'move': {
      const value = valueAt(data, path);
      const rest = removed(data, path, copied);
      return typeof rest === 'string'
        ? rest
        : inserted(rest.data, operation.to, { ...operation, value }, copied);
    }
    case 'rename':
      return renamed(data, path, operation.to, copied);
  }
}

function inserted(
  data: unknown,
  path: Path,
  { value, before }: { value: unknown; before?: string },
  copied: Copied,
): Performed {
  const key = path.at(-1);
  if (key === undefined) return 'wanted a path to something within the document';
  const within = path.slice(0, -1);
  const parent = valueAt(data, within);
  if (Array.isArray(parent)) {
    if (typeof key !== 'number' || key > parent.length) return nowhere(path);
    return replaced(data, within, () => parent.toSpliced(key, 0, value), copied);
  }
  if (!isMap(parent) || typeof key !== 'string') return nowhere(path);
  if (Object.hasOwn(parent, key)) return `there is \`${key}\` already`;
  if (before === undefined) return put(data, path, value, copied);
  if (!Object.hasOwn(parent, before)) return nowhere([...within, before]);
  const entries = Object.entries(parent).flatMap((entry) =>
    entry[0] === before ? [[key, value], entry] : [entry],
  );
  return put(data, within, Object.fromEntries(entries), copied);
}

function removed(data: unknown, path: Path, copied: Copied): Performed {
  const key = path.at(-1)!;
  const within = path.slice(0, -1);
  const parent = valueAt(data, within);
  if (childOf(parent, key) === undefined) return nowhere(path);
  if (Array.isArray(parent))
    return replaced(data, within, () => parent.toSpliced(Number(key), 1), copied);
  const { [key]: _removed, ...rest } = parent as Plain;
  return replaced(data, within, () => rest, copied);
}

function renamed(data: unknown, path: Path, to: string, copied: Copied): Performed {
  const key = path.at(-1)!;
  const within = path.slice(0, -1);
  const parent = valueAt(data, within);
  if (childOf(parent, key) === undefined) return nowhere(path);
  if (!isMap(parent)) return 'an entry of a list has no name';
  if (Object.hasOwn(parent, to)) return `there is \`${to}\` already`;
  const entries = Object.entries(parent).map(([name, value]) => [name === key ? to : name, value]);
  return replaced(data, within, () => Object.fromEntries(entries), copied);
}

/** The operation that undoes it. @param data before the operation, which is possible there */
export function inverse(data: unknown, operation: Operation): Operation {
  const { path } = operation;
  switch (operation.kind) {
    case 'set':
      return unset(data, path);
    case 'insert':
      return { kind: 'remove', path };
    case 'remove':
      return { kind: 'insert', path, value: valueAt(data, path), ...keyAfter(data, path) };
    case 'move':
      return { kind: 'move', path: operation.to, to: path, ...keyAfter(data, path) };
    case 'rename':
      return {
        kind: 'rename',
        path: [...path.slice(0, -1), operation.to],
        to: String(path.at(-1)),
      };
  }
}

/** Restores what is at a path, or the first part of the path that does not exist. */
function unset(data: unknown, path: Path): Operation {
  for (let end = 0; end < path.length; end++) {
    const place = path.slice(0, end + 1);
    const value = valueAt(data, place);
    if (value === undefined) return { kind: 'remove', path: place };
    if (value === null) return { kind: 'set', path: place, value };
  }
  return { kind: 'set', path, value: valueAt(data, path) };
}

/** The key before which a removed one belongs. */
function keyAfter(data: unknown, path: Path): { before?: string } {
  const parent = valueAt(data, path.slice(0, -1));
  if (!isMap(parent)) return {};
  const keys = Object.keys(parent);
  const before = keys[keys.indexOf(String(path.at(-1))) + 1];
  return before === undefined ? {} : { before };
}

/**
 * Where something is after an operation. A value that is set takes the place of the former one:
 * paths below it stay, whether or not they still exist.
 * @param at its path before the operation
 * @returns null: the operation removes it, or the value that contains it
 */
export function mapped(at: Path, operation: Operation): Path | null {
  const { path } = operation;
  switch (operation.kind) {
    case 'set':
      return at;
    case 'insert':
      return afterInsert(at, path);
    case 'remove':
      return afterRemove(at, path);
    case 'move': {
      if (isWithin(at, path)) return [...operation.to, ...at.slice(path.length)];
      const left = afterRemove(at, path);
      return left && afterInsert(left, operation.to);
    }
    case 'rename':
      return isWithin(at, path)
        ? [...path.slice(0, -1), operation.to, ...at.slice(path.length)]
        : at;
  }
}

/** Whether a path is another one, or below it. */
export const isWithin = (at: Path, path: Path): boolean =>
  at.length >= path.length && path.every((key, index) => at[index] === key);

/** The index of `at` in the list that contains `path`; null: it is elsewhere. */
function indexIn(at: Path, path: Path): { depth: number; index: number; key: number } | null {
  const depth = path.length - 1;
  const [key, index] = [path[depth], at[depth]];
  if (typeof key !== 'number' || typeof index !== 'number') return null;
  return isWithin(at, path.slice(0, depth)) ? { depth, index, key } : null;
}

function afterInsert(at: Path, path: Path): Path {
  const found = indexIn(at, path);
  return found && found.index >= found.key ? at.with(found.depth, found.index + 1) : at;
}

function afterRemove(at: Path, path: Path): Path | null {
  if (isWithin(at, path)) return null;
  const found = indexIn(at, path);
  return found && found.index > found.key ? at.with(found.depth, found.index - 1) : at;
}
