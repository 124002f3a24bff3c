/**
 * Input of a replay: a stack of patterns and recorded calls, as JSON, YAML or CSV. A value that
 * only a library would reject is a warning, and is run.
 */
import { type PatternSpec, patternTables } from '../engine/index.ts';
import { readCalls, type ReplayCall } from './calls-log.ts';
import { isCsv, readCsv } from './csv.ts';
import { readDocument } from './document.ts';
import { parse } from './kit.ts';
import { unknownName } from './names.ts';
import { isDeeper, isMap, type Path, type Plain } from '../engine/index.ts';
import {
  type Flaw,
  flaw,
  found,
  type Place,
  placed,
  type Problem,
  sorted,
  wholeProblem,
} from './problems.ts';
import { textProblems } from './read.ts';
import { presetStack } from './presets.ts';
import { lenientStack, linkStack } from './steps.ts';
import { LIMITS, TOO_DEEP } from './limits.ts';

export type { ReplayCall } from './calls-log.ts';

export interface Replay {
  /** null: the stack comes from another file. */
  patterns: PatternSpec[] | null;
  calls: ReplayCall[];
  problems: Problem[];
}

interface Source {
  value: unknown;
  problems: Problem[];
  placeOf: (path: Path, key: boolean) => Place | null;
}

/** Logs are longer than scenarios. */
const CHARACTERS_MAX = 64_000_000;

/** A stack of patterns: a list, or `{ patterns: [...] }`. Null if it cannot be run. */
export function readStack(text: string): { patterns: PatternSpec[] | null; problems: Problem[] } {
  const source = sourceOf(text);
  const { value } = source;
  const inMap = isMap(value) && Object.hasOwn(value, 'patterns');
  const flaws = isMap(value) ? strangers(value, ['patterns']) : [];
  const list: unknown = inMap ? value['patterns'] : value;
  const stack = stackOf(list, inMap ? ['patterns'] : []);
  const isStack = inMap || Array.isArray(value) || typeof value === 'string';
  flaws.push(...(isStack ? stack.flaws : [flaw([], NO_STACK)]));
  const problems = sorted([...source.problems, ...placed(flaws, source.placeOf)]);
  return { patterns: hasErrors(problems) ? null : stack.patterns, problems };
}

const NO_STACK = 'wanted a list of patterns, the name of a stack, or a map with patterns';

/** The calls of a replay, and its stack if the file has one. */
export function readReplay(text: string, { file = '' }: { file?: string } = {}): Replay {
  if (isCsv(text, file)) {
    if (text.length > CHARACTERS_MAX) return tooLong(text);
    return { patterns: null, ...readCsv(text) };
  }
  const source = sourceOf(text);
  const { value } = source;
  if (source.problems.length > 0) return { patterns: null, calls: [], problems: source.problems };
  if (!isMap(value)) {
    const message = `wanted a map with patterns and calls, found ${found(value)}`;
    return { patterns: null, calls: [], problems: [wholeProblem(message)] };
  }
  const flaws = strangers(value, ['$schema', 'patterns', 'calls']);
  const { calls, flaws: wrong } = readCalls(value['calls']);
  const stack = value['patterns'] === undefined ? null : stackOf(value['patterns'], ['patterns']);
  flaws.push(...(stack?.flaws ?? []), ...wrong);
  const problems = placed(flaws, flaws.length > 0 ? source.placeOf : () => null);
  return { patterns: stack?.patterns ?? null, calls, problems };
}

const hasErrors = (problems: readonly Problem[]): boolean =>
  problems.some(({ severity }) => severity === 'error');

const strangers = (map: Plain, known: readonly string[]): Flaw[] =>
  Object.keys(map)
    .filter((key) => !known.includes(key))
    .map((key) => ({ path: [key], message: unknownName(key, known), key: true }));

function tooLong(text: string): Replay {
  const message = `wanted at most ${CHARACTERS_MAX} characters, found ${text.length}`;
  return { patterns: null, calls: [], problems: [wholeProblem(message)] };
}

/** JSON has a faster parser; positions are resolved only on demand. */
function sourceOf(text: string): Source {
  const json =
    /^\ufeff?\s*[[{]/.test(text) && text.length <= CHARACTERS_MAX ? fromJson(text) : null;
  if (json) return json;
  const document = readDocument(text);
  return { value: document.value, problems: textProblems(document), placeOf: document.placeOf };
}

function fromJson(text: string): Source | null {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    if (isDeeper(value, LIMITS.depth))
      return { value: null, problems: [wholeProblem(TOO_DEEP)], placeOf: () => null };
    const short = text.length <= LIMITS.characters;
    let placeOf: Source['placeOf'] | null = null;
    const lookUp: Source['placeOf'] = (path, key) => {
      placeOf ??= short ? readDocument(text).placeOf : () => null;
      return placeOf(path, key);
    };
    return { value, problems: [], placeOf: lookUp };
  } catch {
    // Not JSON: it may be YAML, whose messages are better.
    return null;
  }
}

function stackOf(given: unknown, at: Path): { patterns: PatternSpec[] | null; flaws: Flaw[] } {
  const preset = typeof given === 'string' ? presetStack(given) : null;
  if (preset !== null && 'unknown' in preset)
    return { patterns: null, flaws: [flaw(at, preset.unknown)] };
  const raw = preset === null ? given : preset.stack;
  const strict = parse(linkStack(), raw);
  const found = 'flaws' in strict ? strict.flaws : [];
  const flaws = found.map((one): Flaw => {
    return { ...one, path: [...at, ...one.path], warning: one.refused ?? false };
  });
  if (flaws.some(({ warning }) => !warning)) return { patterns: null, flaws };
  const reading = 'value' in strict ? strict : parse(lenientStack(), raw);
  if ('flaws' in reading) return { patterns: null, flaws: reading.flaws };
  if ('flaws' in strict) flaws.push(...refusals(reading.value, at));
  const calls = reading.value.flatMap((entry, index): Flaw[] => {
    const tries: unknown = entry['fallback']?.['try'];
    const callAt = Array.isArray(tries)
      ? tries.findIndex((one) => isMap(one) && 'call' in one)
      : -1;
    const path = [...at, index, 'fallback', callAt];
    return callAt < 0 ? [] : [flaw(path, 'a replay has no services to call; use an answer')];
  });
  return { patterns: calls.length > 0 ? null : reading.value, flaws: [...flaws, ...calls] };
}

/** The libraries' rules across parameters; skipped for a stack with other flaws. */
const refusals = (stack: readonly PatternSpec[], at: Path): Flaw[] =>
  stack.flatMap((entry, index) =>
    Object.entries(entry).flatMap(([name, params]): Flaw[] => {
      const refusal = patternTables.get(name)?.refuse?.(params.like, params);
      if (!refusal) return [];
      const message = `wanted ${refusal.wanted}, found ${refusal.found}`;
      return [{ path: [...at, index, name, ...refusal.at.split('.')], message, warning: true }];
    }),
  );
