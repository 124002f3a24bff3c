/**
 * Edits during a run: which values may change, and how a change is read in the spec's units.
 * Documents and live sessions use the same rules.
 */
import type { EditSpec, Spec } from '../engine/index.ts';
import { nodeOf, parse, type Schema } from './kit.ts';
import { unknownName } from './names.ts';
import { isWithin } from './operation.ts';
import {
  childOf,
  findPath,
  isMap,
  type Path,
  printPath,
  putAt,
  putShared,
  valueAt,
} from '../engine/index.ts';
import { type Flaw, flaw, found, type Problem, problemAt } from './problems.ts';
import type { RawEdit } from './raw-edit.ts';
import { scenarioSchema } from './schema.ts';
import { isTotal, Totals } from './totals.ts';
import { formatMs } from './units.ts';

/**
 * `clients.web`, `services.api` and `faults[0]` are read as a whole: their rules span several keys.
 */
const ENTITY_DEPTH = 2;

/** The spec after these edits. */
export function edited(spec: Spec, edits: readonly EditSpec[]): Spec {
  const copy = structuredClone(spec);
  for (const { set, to } of edits) putShared(copy, findPath(set, copy).path, to);
  return copy;
}

/**
 * Reads one edit against the spec at its time (see `edited`). The path may be that of the document
 * or of the spec; the value is written as in a scenario, `10x` or 10.
 */
export function editOf(spec: Spec, edit: RawEdit): { edit: EditSpec | null; problems: Problem[] } {
  const reading = readEdit(spec, edit);
  const flaws = Array.isArray(reading)
    ? reading
    : excessOf(new Totals(spec), edited(spec, [reading]), reading);
  const problems = flaws.map(({ path, message }): Problem => problemAt(path, message));
  return { edit: Array.isArray(reading) || problems.length > 0 ? null : reading, problems };
}

/** The edits of a document in time order, and their flaws. */
export function readEdits(
  spec: Spec,
  raw: readonly RawEdit[],
): { edits: EditSpec[]; flaws: Flaw[] } {
  const current = structuredClone(spec);
  const ordered = raw.map((edit, index) => ({ edit, index }));
  ordered.sort((a, b) => a.edit.at - b.edit.at || a.index - b.index);
  const totals = new Totals(spec);
  const edits: EditSpec[] = [];
  const flaws: Flaw[] = [];
  for (const { edit, index } of ordered) {
    const reading = readEdit(current, edit);
    const wrong = Array.isArray(reading) ? reading : made(reading, current, totals);
    for (const one of wrong) flaws.push({ ...one, path: ['edits', index, ...one.path] });
    if (!Array.isArray(reading) && wrong.length === 0) edits.push(reading);
  }
  return { edits, flaws };
}

/** Applies an edit to the spec, unless it exceeds a total limit. */
function made(edit: EditSpec, current: Spec, totals: Totals): Flaw[] {
  const { path } = findPath(edit.set, current);
  const before = valueAt(current, path);
  putShared(current, path, edit.to);
  const flaws = excessOf(totals, current, edit);
  if (flaws.length > 0) putAt(current, path, before);
  return flaws;
}

const excessOf = (totals: Totals, after: Spec, { set }: EditSpec): Flaw[] =>
  isTotal(set) ? totals.excess(after).map(({ message }) => flaw(['to'], message)) : [];

function readEdit(spec: Spec, { at, set, to }: RawEdit): EditSpec | Flaw[] {
  if (!(at >= 0 && at <= spec.duration)) {
    const found = Number.isFinite(at) ? formatMs(at) : String(at);
    return [
      flaw(['at'], `wanted a time within the run, 0–${formatMs(spec.duration)}, found ${found}`),
    ];
  }
  const { path, rest } = findPath(set, spec);
  if (rest !== '' || path.length === 0) return [flaw(['set'], noSuchPath(spec, path, rest))];
  const schema = schemaAt(spec, path);
  const editable = schema && nodeOf(schema).editable;
  const name = printPath(path);
  if (!editable) return [flaw(['set'], fromTheStart(name))];
  const entity = schemaAt(spec, path.slice(0, ENTITY_DEPTH));
  if (!entity) return [flaw(['set'], fromTheStart(name))];
  const inside = path.slice(ENTITY_DEPTH);
  const copy = structuredClone(valueAt(spec, path.slice(0, ENTITY_DEPTH)));
  // A top-level leaf is an entity by itself.
  const whole = inside.length === 0;
  if (!whole && !putAt(copy, inside, to)) return [flaw(['set'], fromTheStart(name))];
  const reading = parse(entity, whole ? to : copy);
  if ('flaws' in reading) return reading.flaws.map((one) => flaw(['to'], wordsAt(one, inside)));
  const value = valueAt(reading.value, inside);
  if (!editable(valueAt(spec, path), value)) return [flaw(['set'], fromTheStart(name))];
  return { at, set: name, to: value };
}

const fromTheStart = (name: string): string =>
  `\`${name}\` cannot change during the run; change it for the whole run`;

/** The message of a flaw in an entity, with its path unless that path was set. */
function wordsAt({ path, message }: Flaw, inside: Path): string {
  const rest = isWithin(path, inside) ? path.slice(inside.length) : path;
  return rest.length === 0 ? message : `${printPath(rest)}: ${message}`;
}

export function schemaAt(spec: Spec, path: Path): Schema | undefined {
  let schema: Schema | undefined = scenarioSchema();
  let value: unknown = spec;
  for (const key of path) {
    schema = schema && nodeOf(schema).child?.(key, value);
    value = childOf(value, key);
  }
  return schema;
}

function noSuchPath(spec: Spec, path: Path, rest: string): string {
  const here = printPath(path);
  const value = valueAt(spec, path);
  const within = here === '' ? '' : ` in \`${here}\``;
  if (Array.isArray(value)) {
    const count = value.length === 1 ? '1 entry' : `${value.length} entries`;
    const fix = 'to add one, apply the edit to the whole run';
    return `there is no \`${rest}\`${within}, which has ${count}; ${fix}`;
  }
  if (!isMap(value)) return `there is no \`${rest}\`${within}, which is ${found(value)}`;
  const [next = rest] = rest.split(/[.[]/, 1);
  return `${unknownName(next, Object.keys(value))}${within}`;
}
