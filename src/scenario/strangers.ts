/** Runs a schema, and says what is meant by keys that do not exist in a map. */
import type * as z from 'zod/mini';
import {
  failed,
  type Json,
  type Node,
  nodeOf,
  type Reading,
  type Schema,
  written,
} from './block.ts';
import { type Elsewhere, type Leaf, type Place, spelled, wordsFor } from './foreign.ts';
import { aliasOf, unknownName } from './names.ts';
import { sameName } from './plainly.ts';
import { isMap, type Plain, printPath, type Spellings, valueAt } from '../engine/index.ts';
import { type Flaw, flaw, found } from './problems.ts';

/** Runs a schema; never throws: too deeply nested data is a flaw, too. */
export function parse<T>(schema: Schema<T>, raw: unknown): Reading<T> {
  try {
    const result = schema.safeParse(raw, { reportInput: true, jitless: true });
    if (result.success) return { value: result.data };
    const flaws = result.error.issues.map((issue) => flawOf(issue, raw));
    return { flaws: withoutMeant(flaws, raw) };
  } catch (error) {
    if (error instanceof RangeError) return failed([], 'this is nested too deeply');
    throw error;
  }
}

/** Leaves out that a key is missing which another one stands for. */
function withoutMeant(flaws: Flaw[], raw: unknown): Flaw[] {
  const meant = flaws.flatMap(({ path, means = [] }) =>
    means.map((key) => printPath([...path.slice(0, -1), key])),
  );
  if (meant.length === 0) return flaws;
  const all = new Set(meant);
  const isMeant = ({ path }: Flaw): boolean =>
    valueAt(raw, path) === undefined && all.has(printPath(path));
  return flaws.filter((one) => !isMeant(one));
}

function flawOf(issue: z.core.$ZodIssue, raw: unknown): Flaw {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  if (issue.code === 'custom') {
    const params: Json = issue.params ?? {};
    if (params['stranger'] instanceof Stranger) {
      const beside = valueAt(raw, path.slice(0, -1));
      const map = isMap(beside) ? beside : {};
      return { path, ...params['stranger'].words(String(path.at(-1)), map), key: true };
    }
    return { path, message: String(params['message']), ...params };
  }
  if (issue.code !== 'invalid_type') return flaw(path, issue.message);
  const wanted = issue.expected === 'array' ? 'a list' : 'a map';
  return flaw(path, `wanted ${wanted}, found ${found(issue.input)}`);
}

/** What is known of keys that do not exist in a map. */
export interface Strange {
  /** What other programs' keys are here. */
  spellings?: Spellings | undefined;
  elsewhere?: Elsewhere;
  hint?: (key: string) => string | null;
}

/** Message for an unknown key. */
export class Stranger {
  readonly #place: Place;
  readonly #strange: Strange;

  constructor(known: Record<string, Schema>, strange: Strange) {
    this.#place = placeOf(known, strange.elsewhere);
    this.#strange = strange;
  }

  words(key: string, beside: Plain): Omit<Flaw, 'path'> {
    const { names } = this.#place;
    const { spellings = {}, hint = () => null } = this.#strange;
    const listed = spelled(key, beside, spellings, this.#place);
    if (listed !== null) return listed;
    const same = sameName(key, names);
    if (same !== undefined) return wordsFor(key, beside, same, this.#place);
    const alias = aliasOf(key, names);
    const hinted = hint(key);
    if (hinted !== null) return { message: hinted };
    return alias ? wordsFor(key, beside, alias, this.#place) : { message: unknownName(key, names) };
  }
}

/** A map of these keys, for values that other programs write. */
export const placeOf = (known: Record<string, Schema>, elsewhere?: Elsewhere): Place => ({
  names: Object.keys(known),
  at: ([first = '', ...rest]) => {
    let schema = known[first];
    for (const [i, key] of rest.entries()) {
      // The parts of a form that is chosen by its keys.
      const around = rest.slice(i).reduceRight<unknown>((part, one) => ({ [one]: part }), null);
      schema = schema && nodeOf(schema).child?.(key, around);
    }
    return schema ? leafOf(schema) : null;
  },
  elsewhere,
});

/** A schema, for values that other programs write. */
export const leafOf = (schema: Schema): Leaf => ({
  words: wordsIn(nodeOf(schema)),
  parts: partsOf(nodeOf(schema)),
  read: (raw) => {
    const reading = parse(schema, raw);
    if ('value' in reading) return { written: written(schema, reading.value) };
    return { message: reading.flaws[0]?.message ?? '' };
  },
});

/** The keys of a group. */
function partsOf({ keys = [], child }: Node): Place | null {
  const known = keys.flatMap((key): [string, Schema][] => {
    const schema = child?.(key, null);
    return schema ? [[key, schema]] : [];
  });
  return known.length > 0 ? placeOf(Object.fromEntries(known)) : null;
}

/** The words that a schema lists, in whatever form. */
function wordsIn({ json = {}, forms = [] }: Node): string[] {
  const listed = (one: unknown): unknown[] =>
    isMap(one) ? ((one['enum'] ?? []) as unknown[]) : [];
  const own = [json, ...((json['anyOf'] ?? []) as unknown[])].flatMap(listed).map(String);
  return [...own, ...forms.flatMap((form) => wordsIn(nodeOf(form)))];
}
