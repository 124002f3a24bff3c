/**
 * Shared patterns: entries of stacks under one name, `scope: { shared: payments-pool }`, have one
 * state and the same parameters. In a spec and in a document alike, which may be wrong elsewhere.
 */
import { isMap, type Path, putAt, valueAt } from './path.ts';

/** The name under which parameters are shared; null: none, or these are no parameters. */
function nameIn(params: unknown): string | null {
  const scope = isMap(params) ? params['scope'] : null;
  const name = isMap(scope) ? scope['shared'] : null;
  return typeof name === 'string' ? name : null;
}

/** What each place has for itself. */
const OWN: readonly (string | number | undefined)[] = ['scope', 'disabled'];
/** Documents may be nested more deeply than anything that is read. */
const DEPTH_MAX = 200;

/** All entries of a name, by the paths of their parameters. */
function entriesOf(data: unknown, name: string): Path[] {
  const found: Path[] = [];
  const walk = (value: unknown, path: Path): void => {
    if (typeof value !== 'object' || value === null || path.length > DEPTH_MAX) return;
    if (path.at(-3) === 'patterns' && nameIn(value) === name) found.push(path);
    if (Array.isArray(value)) value.forEach((one, i) => walk(one, [...path, i]));
    else for (const [key, part] of Object.entries(value)) walk(part, [...path, key]);
  };
  walk(data, []);
  return found;
}

/** Where a value belongs that is set there: in all entries of a shared pattern. That path first. */
export function placesOf(data: unknown, path: Path, value: unknown): Path[] {
  for (let end = path.length; end >= 3; end--) {
    if (path[end - 3] !== 'patterns' || typeof path[end - 2] !== 'number') continue;
    const entry = path.slice(0, end);
    const rest = path.slice(end);
    const name = nameIn(valueAt(data, entry));
    const stays = rest.length > 0 ? !OWN.includes(rest[0]) : nameIn(value) === name;
    if (name === null || !stays) break;
    const others = entriesOf(data, name).filter((one) => one.some((key, i) => key !== entry[i]));
    return [path, ...others.map((other) => [...other, ...rest])];
  }
  return [path];
}

/** Sets a value in all its places. @returns these; none: it cannot be set */
export function putShared(data: unknown, path: Path, value: unknown): Path[] {
  const places = placesOf(data, path, value);
  const done = places.map((place) => putAt(data, place, copied(value)));
  return done[0] ? places : [];
}

/** A later change of a part of it is none of the value itself. */
function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copied(part)]));
}
