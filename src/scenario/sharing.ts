/** Changed copies of plain data, which share with it whatever is unchanged. */
import { childOf, isMap, type Path, type Plain, printPath } from '../engine/index.ts';

/** The resulting data, or why the operation is impossible. */
export type Performed = { data: unknown } | string;

/** Is told of each map or list that is replaced by a changed copy. */
export type Copied = (from: object, to: object) => void;

export const silent: Copied = () => undefined;

export const nowhere = (path: Path): string => `there is nothing at \`${printPath(path)}\``;

/**
 * Replaces the value at a path by one made from it; undefined: there is none. Missing maps on the
 * way are created.
 */
export function replaced(
  data: unknown,
  path: Path,
  make: (value: unknown) => unknown,
  copied: Copied,
  depth = 0,
): Performed {
  if (depth === path.length) {
    const made = make(data);
    if (isObject(data) && isObject(made) && data !== made) copied(data, made);
    return { data: made };
  }
  const key = path[depth]!;
  const here = depth > 0 ? (data ?? {}) : data;
  const fits = Array.isArray(here)
    ? typeof key === 'number' && key < here.length
    : isMap(here) && typeof key === 'string' && key !== '__proto__';
  if (!fits) return nowhere(path);
  const part = replaced(childOf(here, key), path, make, copied, depth + 1);
  if (typeof part === 'string') return part;
  const copy = Array.isArray(here)
    ? here.with(key as number, part.data)
    : { ...(here as Plain), [key]: part.data };
  if (isObject(data)) copied(data, copy);
  return { data: copy };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

export const put = (data: unknown, path: Path, value: unknown, copied: Copied): Performed =>
  replaced(data, path, () => value, copied);
