/** A block of the schema, and its metadata for the JSON Schema and for edits. */
import type * as z from 'zod/mini';
import type { Path } from '../engine/index.ts';
import { type Flaw, flaw } from './problems.ts';

export type Schema<T = unknown> = z.ZodMiniType<T, unknown>;
export type Json = Record<string, unknown>;
export type Reading<T> = { value: T } | { flaws: Flaw[] };

export interface Node {
  /** JSON Schema of the block, replacing zod's own. */
  json?: Json;
  /** Name prefix of the alternatives in the JSON Schema. */
  name?: string;
  /** Title and description. */
  title?: string;
  help?: string;
  /** Alternatives, in the JSON Schema. */
  forms?: readonly Schema[];
  /** Named alternatives, chosen by the input. */
  branches?: () => Readonly<Record<string, Schema>>;
  /** The keys of a map. */
  keys?: readonly string[];
  /** The schema of a part, given its parent value. */
  child?: (key: string | number, value: unknown) => Schema | undefined;
  /** Whether an edit may replace `before` by `after`; not set: never. */
  editable?: (before: unknown, after: unknown) => boolean;
  /** Converts a read value back to scenario form; not set: unchanged. */
  write?: (value: never) => unknown;
  /** Whether a value equals the default. */
  isLeftOut?: (value: unknown) => boolean;
}

/** Metadata of each schema, set when the schema is created. */
const nodes = new WeakMap<object, Node>();

export const nodeOf = (schema: object): Node => nodes.get(schema) ?? {};

/** A spec value in scenario form: with units, without defaults. */
export const written = (schema: Schema, value: unknown): unknown => {
  const { write } = nodeOf(schema);
  return write ? write(value as never) : value;
};

export const noted = <S extends Schema>(schema: S, node: Node): S => {
  nodes.set(schema, node);
  return schema;
};

export const failed = (path: Path, message: string): { flaws: Flaw[] } => ({
  flaws: [flaw(path, message)],
});
