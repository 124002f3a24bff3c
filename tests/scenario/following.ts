/** Does what a problem says of another program's key: puts in its place what is meant. */
import { parse } from 'yaml';
import { findPath, isMap, putAt, valueAt, type Path, type Plain } from '../../src/engine/index.ts';
import type { Problem } from '../../src/scenario/problems.ts';

/** What a message puts in quotes, the first of them left out: that is what was written. */
const quoted = (text: string): string[] =>
  Array.from(text.matchAll(/`([^`]*)`/g), ([, words]) => words!);

/** What is to be written, as data. */
const written = (text: string): Plain[] =>
  quoted(text.split(', without `')[0]!).map(
    (piece) => parse(piece.startsWith('{') ? piece : `{ ${piece} }`) as Plain,
  );

/** Puts maps into maps. */
function merge(into: Plain, from: Plain): void {
  for (const [key, value] of Object.entries(from))
    if (isMap(value) && isMap(into[key])) merge(into[key], value);
    else into[key] = value;
}

/** What a message says, by how it says it; null: it only says what is wrong with the value. */
type Said =
  | { drop: true }
  | { here: Plain[]; where: 'here' | 'scenario' | 'client' | 'stack' | 'faults' }
  | null;

export function sayingOf({ message }: Problem): Said {
  if (/[:;] leave it out$/.test(message)) return { drop: true };
  const moved = /^`[^`]*` (?:stands in `(patterns|faults)`|is a pattern|ejects).*?: (?=`)(.*)$/;
  const [, list, entries] = moved.exec(message) ?? [];
  if (entries) return { here: written(entries), where: list === 'faults' ? 'faults' : 'stack' };
  const [, renamed] = /^`[^`]*` is (`.*)$/.exec(message) ?? [];
  if (!renamed || / here: (?!the first try)/.test(message) || / here$/.test(message)) return null;
  const [plain = ''] = renamed.split('; if ');
  const where = / of the scenario$/.test(plain) ? 'scenario' : 'here';
  return { here: written(plain), where: / of a client$/.test(plain) ? 'client' : where };
}

/** Where a client's call has its stack: that of the problem, or the first call's. */
const STACK: Path = ['clients', 'web', 'steps', 0, 'patterns'];

/** The document after doing what a problem says; null: it does not say what to do. */
export function followed(document: Plain, problem: Problem): Plain | null {
  const said = sayingOf(problem);
  if (!said) return null;
  const copy = structuredClone(document);
  const { path } = findPath(problem.path, copy);
  const map = valueAt(copy, path.slice(0, -1)) as Plain | unknown[];
  const key = path.at(-1)!;
  // An entry of a stack is left out as a whole.
  const entry = path.at(-3) === 'patterns' && typeof path.at(-2) === 'number';
  if (entry) (valueAt(copy, path.slice(0, -2)) as unknown[]).splice(path.at(-2) as number, 1);
  else if (!Array.isArray(map)) delete map[String(key)];
  if ('drop' in said) return copy;
  for (const one of said.here) put(copy, map as Plain, said.where, one);
  return copy;
}

function put(copy: Plain, map: Plain, where: string, one: Plain): void {
  const client = (copy['clients'] as Record<string, Plain>)['web']!;
  if (where === 'stack') {
    if (!valueAt(copy, STACK)) putAt(copy, STACK, []);
    (valueAt(copy, STACK) as unknown[]).push(one);
  } else if (where === 'faults') {
    copy['faults'] = [...((copy['faults'] ?? []) as unknown[]), { ...one, on: 'web->api' }];
  } else merge(where === 'scenario' ? copy : where === 'client' ? client : map, one);
}
