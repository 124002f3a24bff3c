/** A value set in a document for the whole run: by `--set PATH=VALUE`, or by a variant. */
import {
  findPath,
  isMap,
  type Path,
  type Plain,
  printPath,
  putShared,
  splitPath,
  valueAt,
} from '../engine/index.ts';
import { unknownName } from './names.ts';

/**
 * Sets a value in a document, in all entries of a shared pattern.
 * @returns its path, or why it cannot be set
 */
export function setIn(document: Plain, text: string, value: unknown): Path | string {
  const target = targetOf(text, document);
  if (typeof target === 'string') return target;
  return putShared(document, target, value).length > 0 ? target : NO_PLACE;
}

const NO_PLACE = 'there is no such path in the scenario';

/** The path of a change; unset keys may be added, ids and list entries may not. */
export function targetOf(text: string, document: Plain): Path | string {
  const { path, rest } = findPath(text, document);
  if (rest === '' && path.length > 0) return path;
  const more = splitPath(rest);
  if (!more || more.length === 0) return NO_PLACE;
  const whole = [...path, ...more];
  const [top, id] = whole;
  const here = valueAt(document, path);
  if ((top === 'clients' || top === 'services') && path.length < 2) {
    const known = isMap(document[top]) ? Object.keys(document[top]) : [];
    return unknownName(String(id ?? ''), known, top.slice(0, -1));
  }
  if (more.some((key) => typeof key === 'number'))
    return `${NO_PLACE} below \`${printPath(path)}\``;
  const open = here === null || here === undefined || isMap(here);
  return open ? whole : `${NO_PLACE} below \`${printPath(path)}\``;
}

/** Whether a flaw is in the value set, or in a key on its path. */
export function concerns(flawed: Path, set: Path, key: boolean): boolean {
  if (flawed.length < set.length && !key) return false;
  const shared = Math.min(flawed.length, set.length);
  return shared > 0 && set.slice(0, shared).every((part, index) => flawed[index] === part);
}
