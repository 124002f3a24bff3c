/** What may stand at a place of a scenario, by its JSON Schema. */
import type { Path } from '../../engine/index.ts';
import { jsonSchema } from '../../scenario/json-schema.ts';
import { type Json, once } from '../../scenario/kit.ts';

const root = once(jsonSchema);

export interface Key {
  name: string;
  /** What it does, with its unit and range. */
  help: string;
  /** Its default, as JSON; undefined: there is none. */
  initial: string | undefined;
}

/** The alternatives that a schema stands for. */
function formsOf(schema: Json, depth = 0): Json[] {
  if (depth > 8) return [];
  const { $ref, anyOf } = schema;
  if (typeof $ref === 'string') {
    const defs = root()['$defs'] as Record<string, Json>;
    return formsOf(defs[$ref.replace('#/$defs/', '')] ?? {}, depth + 1);
  }
  if (Array.isArray(anyOf)) {
    // What is said of all of them is not said by each.
    const { anyOf: _, ...own } = schema;
    return (anyOf as Json[]).flatMap((one) => formsOf({ ...own, ...one }, depth + 1));
  }
  return [schema];
}

/** All that may be at a path. */
export function schemasAt(path: Path): Json[] {
  let schemas = formsOf(root());
  for (const key of path)
    schemas = schemas.flatMap((schema) => {
      const child = childOf(schema, key);
      return child ? formsOf(child) : [];
    });
  return schemas;
}

function childOf(schema: Json, key: string | number): Json | null {
  const { items, additionalProperties } = schema;
  if (typeof key === 'number') return isJson(items) ? items : null;
  const properties = propertiesOf(schema);
  if (Object.hasOwn(properties, key)) return properties[key]!;
  return isJson(additionalProperties) ? additionalProperties : null;
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const propertiesOf = (schema: Json): Record<string, Json> =>
  (schema['properties'] as Record<string, Json> | undefined) ?? {};

/** Keys of a map at a path. */
export function keysAt(path: Path): Key[] {
  const keys = new Map<string, Key>();
  for (const schema of schemasAt(path))
    for (const [name, property] of Object.entries(propertiesOf(schema)))
      if (!keys.has(name)) keys.set(name, keyOf(name, property));
  return [...keys.values()];
}

function keyOf(name: string, property: Json): Key {
  const forms = formsOf(property);
  const said = (of: string): unknown =>
    property[of] ?? forms.find((form) => form[of] !== undefined)?.[of];
  const help = said('description');
  const initial = said('default');
  return {
    name,
    help: typeof help === 'string' ? help : '',
    initial: initial === null ? 'not set' : JSON.stringify(initial),
  };
}

/** Words that may stand at a path. */
export function wordsAt(path: Path): string[] {
  const words = schemasAt(path).flatMap((schema): unknown[] => {
    if (Array.isArray(schema['enum'])) return schema['enum'] as unknown[];
    if ('const' in schema) return [schema['const']];
    return schema['type'] === 'boolean' ? [true, false] : [];
  });
  return [...new Set(words.filter((word) => word !== null).map(String))];
}
