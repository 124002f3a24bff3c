/**
 * A pattern as another library has it. Whatever was set and means the same there is carried over: a
 * parameter of the same name and kind, or one that makes the pattern behave alike. What means the
 * same is read off the behavior that each library's table states, so that no list of synonyms is
 * kept.
 */
import {
  isMap,
  isSame,
  type Nature,
  type Param,
  type Path,
  type PatternSpec,
  patternTables,
  placesOf,
  type Plain,
  type Spec,
  valueAt,
  versionsOf,
} from '../../engine/index.ts';
import type { Operation } from '../operation.ts';
import { newPattern } from './parts.ts';

export interface Swapped {
  pattern: PatternSpec;
  /** Parameters that were set and have no counterpart. */
  lost: string[];
}

type Values = Readonly<Plain>;
interface Version {
  params: Readonly<Record<string, Param>>;
  nature?: (params: never) => Nature;
}

/** Of every library. */
const COMMON = ['disabled', 'scope'];

/** Puts a pattern in another one's place; what it shares its state with becomes the same. */
export function replace(spec: Spec, place: Path, pattern: PatternSpec): Operation[] {
  const [[name, params]] = Object.entries(pattern) as [[string, PatternSpec[string]]];
  return placesOf(spec, [...place, name], params).map((path): Operation => {
    // Each is switched off by itself.
    const { disabled } = valueAt(spec, path) as PatternSpec[string];
    return { kind: 'set', path: path.slice(0, -1), value: { [name]: { ...params, disabled } } };
  });
}

/** @param like the other library; null: the plain pattern */
export function swapped(
  pattern: PatternSpec,
  like: string | null,
  place: 'link' | 'service',
): Swapped {
  const [name = ''] = Object.keys(pattern);
  const own = (pattern as Record<string, Values>)[name]!;
  const ownLike = typeof own['like'] === 'string' ? own['like'] : null;
  const start = (which: string | null): Values =>
    (newPattern(name, which, place) as Record<string, Values>)[name]!;
  const [from, to] = [ownLike, like].map((which) => versionAt(name, which));
  const initial = start(ownLike);
  const next: Record<string, unknown> = { ...start(like) };
  const lost: string[] = [];
  for (const [key, value] of Object.entries(own)) {
    if (key === 'like' || isSame(value, initial[key])) continue;
    const isAlike = COMMON.includes(key) || takes(to!.params[key], from!.params[key]?.kind, value);
    if (isAlike && key in next) next[key] = value;
    else {
      const found = counterpart(from!, { ...initial, [key]: value }, initial, to!, next);
      if (found) next[found.key] = found.value;
      else lost.push(key);
    }
  }
  return { pattern: { [name]: next } as unknown as PatternSpec, lost };
}

/** Whether a parameter takes a value from one of this kind as it is. */
function takes(param: Param | undefined, kind: Param['kind'] | undefined, value: unknown): boolean {
  if (param?.kind !== kind) return false;
  return param?.kind !== 'either' || param.of.some((form) => isOf(form, value));
}

function isOf(form: Param, value: unknown): boolean {
  if (Array.isArray(value)) return form.kind === 'list';
  if (isMap(value)) return form.kind === 'group' && Object.keys(value).every((k) => k in form.of);
  if (form.kind === 'choice') return form.of.some((one) => one === value);
  return 'min' in form && typeof value === 'number';
}

function versionAt(name: string, like: string | null): Version {
  const versions = versionsOf(patternTables.get(name)!);
  const found = versions.find(([version]) => version === (like ?? 'plain')) ?? versions[0]!;
  return found[1];
}

/** Figures and lists that a behavior consists of, by their place in it. */
function leavesOf({ nature }: Version, params: Values): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  const walk = (value: unknown, at: string): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const [key, part] of Object.entries(value)) walk(part, `${at}.${key}`);
    else leaves.set(at, value);
  };
  walk(nature?.(params as never) ?? {}, '');
  return leaves;
}

/** The first place in which two behaviors differ. */
function differing(a: Map<string, unknown>, b: Map<string, unknown>): string | null {
  for (const [at, value] of b) if (!isSame(value, a.get(at))) return at;
  return null;
}

/** The parameter that changes the same thing, with the value that gives the same behavior. */
function counterpart(
  from: Version,
  changed: Values,
  initial: Values,
  to: Version,
  next: Values,
): { key: string; value: unknown } | null {
  const wanted = leavesOf(from, changed);
  const at = differing(leavesOf(from, initial), wanted);
  if (at === null) return null;
  const goal = wanted.get(at);
  for (const [key, param] of Object.entries(to.params)) {
    const value = valueFor(to, next, [key, param], at, goal);
    if (value !== undefined) return { key, value };
  }
  return null;
}

/** The value of a parameter that makes a place of the behavior what is wanted; undefined: none. */
function valueFor(
  to: Version,
  params: Values,
  [key, param]: [string, Param],
  at: string,
  goal: unknown,
): unknown {
  const before = leavesOf(to, params);
  const after = (value: unknown): Map<string, unknown> => leavesOf(to, { ...params, [key]: value });
  if (param.kind === 'reasons')
    return Array.isArray(goal) &&
      differing(before, after(goal)) === at &&
      isSame(after(goal).get(at), goal)
      ? goal
      : undefined;
  const now = params[key];
  const form = param.kind === 'either' ? param.of.find((one) => 'min' in one) : param;
  if (!form || !('min' in form) || typeof goal !== 'number' || typeof now !== 'number')
    return undefined;
  const other = now * 2 + 1 <= form.max ? now * 2 + 1 : (now + form.min) / 2;
  const there = after(other);
  const [a, b] = [before.get(at), there.get(at)];
  if (differing(before, there) !== at || typeof a !== 'number' || typeof b !== 'number')
    return undefined;
  const exact = now + ((goal - a) * (other - now)) / (b - a);
  const value = form.kind === 'count' ? Math.round(exact) : Math.round(exact * 1e6) / 1e6;
  if (value < form.min || value > form.max) return undefined;
  const result = after(value).get(at);
  return typeof result === 'number' && Math.abs(result - goal) <= Math.abs(goal) * 1e-6
    ? value
    : undefined;
}
