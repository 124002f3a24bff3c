/**
 * Building blocks of the schema, on top of zod: leaves that read units, maps that suggest the
 * nearest key, and unions that choose a branch by its key, so that no message says "invalid input".
 * Each block keeps metadata for the JSON Schema and for edits.
 */
import * as z from 'zod/mini';
import {
  type Json,
  type Node,
  noted,
  nodeOf,
  type Reading,
  type Schema,
  written,
} from './block.ts';
import { isMap, isSame } from '../engine/index.ts';
import { type Flaw, flaw } from './problems.ts';
import { parse, type Strange, Stranger } from './strangers.ts';

export {
  failed,
  type Json,
  type Node,
  noted,
  nodeOf,
  type Reading,
  type Schema,
  written,
} from './block.ts';
export { leafOf, parse, placeOf } from './strangers.ts';

type Context = { issues: unknown[]; value: unknown };

function report(context: Context, flaws: readonly Flaw[]): never {
  for (const { path, ...params } of flaws)
    context.issues.push({ code: 'custom', input: undefined, path: [...path], params });
  return z.NEVER;
}

/** A schema as a function, for rules that zod cannot express. */
export function reader<T>(read: (raw: unknown) => Reading<T>, node: Node): Schema<T> {
  const schema: Schema<T> = z.pipe(
    z.unknown(),
    z.transform((raw, context): T => {
      const reading = read(raw);
      return 'value' in reading ? reading.value : report(context, reading.flaws);
    }),
  );
  return noted(schema, node);
}

type Shape<T> = { [K in keyof T]-?: Schema<T[K]> };

/** A map with these keys and no others; null counts as an empty map. */
export function map<T extends object>(shape: Shape<T>, strange: Strange = {}): Schema<T> {
  const known: Record<string, Schema> = { ...shape };
  const stranger = new Stranger(known, strange);
  const strangers = z.pipe(
    z.unknown(),
    z.transform((_raw, context): unknown => {
      context.issues.push({ code: 'custom', input: undefined, params: { stranger } });
      return z.NEVER;
    }),
  );
  const object = z.catchall(z.object(known), strangers);
  const child = (key: string | number): Schema | undefined => known[key];
  const write = (value: Json): Json =>
    Object.fromEntries(
      Object.entries(known).flatMap(([key, part]): [string, unknown][] => {
        if (!Object.hasOwn(value, key) || nodeOf(part).isLeftOut?.(value[key])) return [];
        return [[key, written(part, value[key])]];
      }),
    );
  // `as`: a mapped type does not survive zod's own inference over a generic shape.
  return noted(
    z.pipe(
      nullTo(() => ({})),
      object,
    ) as unknown as Schema<T>,
    { child, write, keys: Object.keys(known) },
  );
}

const nullTo = (empty: () => unknown) =>
  z.transform((raw: unknown) => (raw === null ? empty() : raw));

/** Sets the schema's default, in the spec's form. */
export function or<T>(schema: Schema<T>, value: () => NoInfer<T>, json: Json = {}): Schema<T> {
  const node = nodeOf(schema);
  return noted(z._default(schema, value as never) as Schema<T>, {
    ...node,
    ...(node.json && { json: { ...node.json, ...json } }),
    isLeftOut: (found) => isSame(found, value()),
  });
}

/** A map that is optional if all its values have defaults. */
export const orEmpty = <T>(schema: Schema<T>): Schema<T> =>
  noted(z.prefault(schema, {} as never) as Schema<T>, {
    ...nodeOf(schema),
    isLeftOut: (found) => isSame(written(schema, found), {}),
  });

export function list<T>(item: Schema<T>, { min = 0, max }: { min?: number; max: number }) {
  const length = z.transform((raw: unknown, context): unknown => {
    const items = raw === null ? [] : raw;
    if (!Array.isArray(items)) return items;
    const count = items.length;
    if (count < min) return report(context, [flaw([], `wanted at least ${min}, found ${count}`)]);
    if (count > max) return report(context, [flaw([], `wanted at most ${max}, found ${count}`)]);
    return items;
  });
  const items = z.array(item).check(z.minLength(min), z.maxLength(max));
  const schema = z.pipe(length, items) as unknown as Schema<T[]>;
  const write = (value: T[]): unknown[] => value.map((one) => written(item, one));
  return noted(schema, { child: () => item, write });
}

/** A map from ids to one kind of thing. */
export function ids<T>(item: Schema<T>, max: number, what: string): Schema<Record<string, T>> {
  const few = z.transform((raw: unknown, context): unknown => {
    const all = raw === null ? {} : raw;
    const count = isMap(all) ? Object.keys(all).length : 0;
    const message = `wanted at most ${max} ${what}, found ${count}`;
    return count > max ? report(context, [flaw([], message)]) : all;
  });
  const record = z.record(z.string(), item);
  const schema = z.pipe(few, record) as unknown as Schema<Record<string, T>>;
  const write = (value: Record<string, T>): Json =>
    Object.fromEntries(Object.entries(value).map(([id, one]) => [id, written(item, one)]));
  return noted(schema, { child: () => item, write });
}

/**
 * Post-processes a schema's result: rules across its parts, or another shape. (Not called `then`: a
 * module that exports one is treated as a promise.)
 * @param back the inverse, for another shape
 */
export function andThen<T, U>(
  schema: Schema<T>,
  read: (value: T) => Reading<U>,
  back?: (value: U) => unknown,
): Schema<U> {
  const next = z.transform((value: T, context): unknown => {
    const reading = read(value);
    return 'value' in reading ? reading.value : report(context, reading.flaws);
  });
  const node = nodeOf(schema);
  return noted(
    z.pipe(schema, next as never) as unknown as Schema<U>,
    back ? { ...node, write: (value: U) => written(schema, back(value)) } : node,
  );
}

/** Chooses a branch for an input, or reports a flaw. */
export type Choose<K extends string> = (raw: unknown) => K | { flaws: Flaw[] };

/** One of several forms, chosen before reading, so that messages are about the intended form. */
export function choose<T, K extends string>(
  branches: () => Record<K, Schema<T>>,
  pick: Choose<K>,
  node: Node = {},
): Schema<T> {
  const all = once(branches);
  const schemaFor = (raw: unknown): Schema<T> | undefined => {
    const key = pick(raw);
    return typeof key === 'string' ? all()[key] : undefined;
  };
  const child = (key: string | number, value: unknown): Schema | undefined => {
    const schema = schemaFor(value);
    return schema && nodeOf(schema).child?.(key, value);
  };
  const read = (raw: unknown): Reading<T> => {
    const key = pick(raw);
    return typeof key === 'string' ? parse(all()[key], raw) : key;
  };
  const write = (value: T): unknown => {
    const schema = schemaFor(value);
    return schema ? written(schema, value) : value;
  };
  return reader(read, { branches: all, child, write, ...node });
}

/** A leaf that cannot change during a run. */
export const structural = <T>(schema: Schema<T>): Schema<T> => {
  const { json = {}, forms, write } = nodeOf(schema);
  return noted(schema, { json, ...(forms && { forms }), ...(write && { write }) });
};

/** Created on first use. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
