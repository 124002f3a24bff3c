/**
 * What was done to a document, seen from before and after it: operations that lead from one to the
 * other. Entries that only got another name or another place are renamed and moved, so that
 * whatever belongs to them in a text goes with them.
 */
import { isMap, isSame, type Path, type Plain } from '../../engine/index.ts';
import type { Operation } from '../operation.ts';

/** In the order in which they are performed. */
export function differences(before: unknown, after: unknown, path: Path = []): Operation[] {
  if (isSame(before, after) && (!isMap(before) || isOrdered(before, after as Plain))) return [];
  if (isMap(before) && isMap(after)) return inMap(before, after, path);
  if (Array.isArray(before) && Array.isArray(after)) return inList(before, after, path);
  return [{ kind: 'set', path, value: after }];
}

const isOrdered = (before: Plain, after: Plain): boolean =>
  JSON.stringify(before) === JSON.stringify(after);

function inMap(before: Plain, after: Plain, path: Path): Operation[] {
  const operations: Operation[] = [];
  let keys = Object.keys(before);
  const wanted = Object.keys(after);
  const was = new Map(Object.entries(before));
  for (const [from, to] of newNames(before, after)) {
    operations.push({ kind: 'rename', path: [...path, from], to });
    keys = keys.map((key) => (key === from ? to : key));
    was.set(to, before[from]);
  }
  for (const key of keys.filter((one) => !Object.hasOwn(after, one)))
    operations.push({ kind: 'remove', path: [...path, key] });
  keys = keys.filter((key) => Object.hasOwn(after, key));
  // From the end, so that whatever a key stands before is in its place.
  for (const [index, key] of [...wanted.entries()].reverse()) {
    const next = wanted[index + 1];
    const place = [...path, key];
    const where = next === undefined ? {} : { before: next };
    if (!keys.includes(key)) {
      operations.push({ kind: 'insert', path: place, value: after[key], ...where });
    } else if (keys[keys.indexOf(key) + 1] !== next) {
      operations.push({ kind: 'move', path: place, to: place, ...where });
      keys.splice(keys.indexOf(key), 1);
    } else continue;
    keys.splice(next === undefined ? keys.length : keys.indexOf(next), 0, key);
  }
  return [
    ...operations,
    ...wanted
      .filter((key) => was.has(key))
      .flatMap((key) => differences(was.get(key), after[key], [...path, key])),
  ];
}

/** Old and new names of what is the same otherwise, or is the only one that went and came. */
function newNames(before: Plain, after: Plain): [string, string][] {
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  const come = Object.keys(after).filter((key) => !Object.hasOwn(before, key));
  const names: [string, string][] = [];
  for (const from of gone) {
    const to = come.find(
      (key) => isSame(before[from], after[key]) && !names.some(([, name]) => name === key),
    );
    if (to !== undefined) names.push([from, to]);
  }
  const [from] = gone;
  const [to] = come;
  const isOnly = names.length === 0 && gone.length === 1 && come.length === 1;
  return isOnly && isAlike(before[from!], after[to!]) ? [[from!, to!]] : names;
}

/** Maps that share more than they differ in. */
function isAlike(before: unknown, after: unknown): boolean {
  if (!isMap(before) || !isMap(after)) return false;
  const keys = Object.keys({ ...before, ...after });
  const same = keys.filter((key) => isSame(before[key], after[key]));
  return same.length * 2 > keys.length;
}

function inList(before: readonly unknown[], after: readonly unknown[], path: Path): Operation[] {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && isSame(before[from], after[from])) from++;
  let end = 0;
  while (end < most - from && isSame(before.at(-1 - end), after.at(-1 - end))) end++;
  const old = before.slice(from, before.length - end);
  const now = after.slice(from, after.length - end);
  return moves(old, now, path, from) ?? aligned(old, now, path, from);
}

/** If one list is the other in another order: the moves; else null. */
function moves(
  old: readonly unknown[],
  now: readonly unknown[],
  path: Path,
  from: number,
): Operation[] | null {
  if (old.length !== now.length || old.length < 2) return null;
  const left = [...old];
  const operations: Operation[] = [];
  for (const [index, value] of now.entries()) {
    const at = left.findIndex((one, i) => i >= index && isSame(one, value));
    if (at < 0) return null;
    if (at === index) continue;
    left.splice(index, 0, ...left.splice(at, 1));
    operations.push({ kind: 'move', path: [...path, from + at], to: [...path, from + index] });
  }
  return operations;
}

/** Entries that both have stay; what stands between two of them is changed, added or removed. */
function aligned(
  old: readonly unknown[],
  now: readonly unknown[],
  path: Path,
  from: number,
): Operation[] {
  const operations: Operation[] = [];
  let [i, j, at] = [0, 0, from];
  for (const [a, b] of [...shared(old, now), [old.length, now.length] as const]) {
    const paired = Math.min(a - i, b - j);
    for (let n = 0; n < paired; n++, at++)
      operations.push(...differences(old[i + n], now[j + n], [...path, at]));
    for (let n = i + paired; n < a; n++) operations.push({ kind: 'remove', path: [...path, at] });
    for (let n = j + paired; n < b; n++, at++)
      operations.push({ kind: 'insert', path: [...path, at], value: now[n] });
    [i, j] = [a + 1, b + 1];
    at++;
  }
  return operations;
}

/** Longer lists are not searched for what they share: each entry is compared with all others. */
const SEARCHED_MAX = 500;

/** A longest common subsequence, as pairs of indexes. */
function shared(old: readonly unknown[], now: readonly unknown[]): [number, number][] {
  if (old.length > SEARCHED_MAX || now.length > SEARCHED_MAX) return [];
  const texts = [old, now].map((list) => list.map((one) => JSON.stringify(one)));
  const [a, b] = texts as [string[], string[]];
  const most = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      most[i]![j] =
        a[i] === b[j] ? most[i + 1]![j + 1]! + 1 : Math.max(most[i + 1]![j]!, most[i]![j + 1]!);
  const pairs: [number, number][] = [];
  for (let [i, j] = [0, 0]; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (most[i + 1]![j]! >= most[i]![j + 1]!) i++;
    else j++;
  }
  return pairs;
}
