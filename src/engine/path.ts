/**
 * Paths into plain data, as printed by problems and used by edits:
 * `services.api.steps[1].patterns[0].retry.maxAttempts`. Ids may contain dots, so a path is
 * resolved against its data: the longest matching key wins.
 */
export type Path = (string | number)[];
export type Plain = Record<string, unknown>;

/** A map of a document or spec: not a list, not null. */
export const isMap = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether data is nested deeper than a limit, which recursive readers need to know. */
export function isDeeper(data: unknown, depth: number): boolean {
  let level = [data];
  for (let left = depth; level.length > 0; left--) {
    if (left < 0) return true;
    const next: unknown[] = [];
    for (const value of level)
      if (typeof value === 'object' && value !== null)
        for (const part of Object.values(value)) if (typeof part === 'object') next.push(part);
    level = next;
  }
  return false;
}

/** Deep equality, independent of key order. */
export function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null)
    return Object.is(a, b);
  const keys = Object.keys(a);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key as never], b[key as never]))
  );
}

const PATH_LENGTH_MAX = 2000;

export function printPath(path: readonly (string | number)[]): string {
  let text = '';
  for (const part of path)
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? part : `.${part}`;
  return text;
}

/** The own value of a map or list; undefined: none. */
export function childOf(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  return isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  let value = root;
  for (const key of path) value = childOf(value, key);
  return value;
}

/** Sets a value; creates missing maps on the way. False if that is impossible. */
export function putAt(root: unknown, path: readonly (string | number)[], value: unknown): boolean {
  let here = root;
  for (const [index, key] of path.entries()) {
    const last = index === path.length - 1;
    if (Array.isArray(here)) {
      if (typeof key !== 'number' || key >= here.length) return false;
      if (last) here[key] = value;
      else here = here[key];
    } else if (isMap(here) && typeof key === 'string' && key !== '__proto__') {
      if (last) here[key] = value;
      else {
        if (!Object.hasOwn(here, key) || here[key] === null) here[key] = {};
        here = here[key];
      }
    } else return false;
  }
  return path.length > 0;
}

/** The resolved part of a path; complete if `rest` is empty. */
export interface Found {
  path: Path;
  /** The rest of the text; it starts at the first key that the data lacks. */
  rest: string;
}

/**
 * Resolves a text as far as possible. Paths into a fallback's alternatives resolve in all
 * spellings: short, `fallback[0]` or `fallback.try[0]`; single, `fallback.try` or
 * `fallback.try[0]`.
 */
export function findPath(text: string, root: unknown): Found {
  if (text.length > PATH_LENGTH_MAX) return { path: [], rest: text };
  return follow(text, root, []);
}

function follow(text: string, value: unknown, path: Path): Found {
  if (text === '') return { path, rest: '' };
  const index = /^\[(\d{1,9})\]/.exec(text);
  if (index) return followIndex(text.slice(index[0].length), Number(index[1]), text, value, path);
  const key = path.length > 0 && text.startsWith('.') ? text.slice(1) : text;
  let best: Found = { path, rest: key };
  if (path.length > 0 && key === text) return best;
  if (Array.isArray(value) && isTries(path)) {
    if (path.at(-1) === 'fallback' && fits('try', key)) return follow(key.slice(3), value, path);
    if (value.length === 1) return follow(text, value[0], [...path, 0]);
  }
  if (!isMap(value)) return best;
  for (const name of keysThatFit(key, value)) {
    const found = follow(key.slice(name.length), value[name], [...path, name]);
    if (found.rest === '') return found;
    if (found.path.length > best.path.length) best = found;
  }
  return best;
}

/** There a list of one and its entry are interchangeable. */
const isTries = (path: Path): boolean =>
  path.at(-1) === 'fallback' || (path.at(-1) === 'try' && path.at(-2) === 'fallback');

function followIndex(rest: string, index: number, text: string, value: unknown, path: Path): Found {
  const tries = path.at(-1) === 'fallback' ? childOf(value, 'try') : undefined;
  if (tries !== undefined) return followIndex(rest, index, text, tries, [...path, 'try']);
  if (Array.isArray(value))
    return index < value.length
      ? follow(rest, value[index], [...path, index])
      : { path, rest: text };
  return isTries(path) && index === 0 ? follow(rest, value, path) : { path, rest: text };
}

/** Keys with which the text continues, longest first. */
const keysThatFit = (text: string, value: Plain): string[] =>
  Object.keys(value)
    .filter((key) => fits(key, text))
    .sort((a, b) => b.length - a.length);

const fits = (key: string, text: string): boolean =>
  key !== '' && text.startsWith(key) && ['', '.', '['].includes(text.charAt(key.length));

/** A path parsed without data: keys end at a dot or bracket. Null: not a path. */
export function splitPath(text: string): Path | null {
  const path: Path = [];
  const part = /\.?([^.[\]]+)|\[(\d{1,9})\]/y;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (!match) return null;
    path.push(match[2] === undefined ? (match[1] ?? '') : Number(match[2]));
  }
  return path;
}
