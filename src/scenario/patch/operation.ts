/** Operations on plain data, one path at a time. They never modify data in place. */
import {
  childOf,
  isMap,
  type Path,
  type Plain,
  printPath,
  putAt,
  valueAt,
} from '../../engine/index.ts';

export type Operation =
  /** Sets a value, replacing one or adding a key; creates maps on the way. */
  | { kind: 'set'; path: Path; value: unknown }
  /** Inserts into a list before an index, or a new key before another or at the end. */
  | { kind: 'insert'; path: Path; value: unknown; before?: string }
  | { kind: 'remove'; path: Path }
  /** Renames a key; its position stays. */
  | { kind: 'rename'; path: Path; to: string };

/** The resulting data, or why the operation is impossible. */
export function performed(data: unknown, operation: Operation): { data: unknown } | string {
  const { path } = operation;
  if (path.length === 0)
    return operation.kind === 'set'
      ? { data: structuredClone(operation.value) }
      : 'wanted a path to something within the document';
  const copy = structuredClone(data);
  const within = path.slice(0, -1);
  const key = path.at(-1)!;
  const parent = valueAt(copy, within);
  if (operation.kind === 'set') return put(copy, path, operation.value);
  if (operation.kind === 'insert') {
    if (Array.isArray(parent)) return listed(copy, parent, key, operation.value, path);
    if (!isMap(parent) || Object.keys(parent).length === 0) return put(copy, path, operation.value);
    return inserted(copy, within, parent, String(key), operation);
  }
  if (childOf(parent, key) === undefined) return nowhere(path);
  if (operation.kind === 'remove') {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete (parent as Plain)[key];
    return { data: copy };
  }
  if (!isMap(parent)) return 'an entry of a list has no name';
  if (Object.hasOwn(parent, operation.to)) return `there is \`${operation.to}\` already`;
  const renamed = Object.entries(parent).map(([name, value]) => [
    name === key ? operation.to : name,
    value,
  ]);
  return put(copy, within, Object.fromEntries(renamed));
}

const nowhere = (path: Path): string => `there is nothing at \`${printPath(path)}\``;

const put = (data: unknown, path: Path, value: unknown): { data: unknown } | string => {
  if (path.length === 0) return { data: value };
  return putAt(data, path, structuredClone(value)) ? { data } : nowhere(path);
};

function listed(data: unknown, list: unknown[], at: string | number, value: unknown, path: Path) {
  if (typeof at !== 'number' || at > list.length) return nowhere(path);
  list.splice(at, 0, structuredClone(value));
  return { data };
}

function inserted(
  data: unknown,
  path: Path,
  map: Plain,
  key: string,
  { value, before }: { value: unknown; before?: string },
): { data: unknown } | string {
  if (Object.hasOwn(map, key)) return `there is \`${key}\` already`;
  if (before === undefined) return put(data, [...path, key], value);
  if (!Object.hasOwn(map, before)) return nowhere([...path, before]);
  const entries = Object.entries(map).flatMap(([name, old]) =>
    name === before
      ? [
          [key, structuredClone(value)],
          [name, old],
        ]
      : [[name, old]],
  );
  return put(data, path, Object.fromEntries(entries));
}
