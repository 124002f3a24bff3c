/**
 * The JSON Schema of a scenario, for completion and checks in editors. Derived from the schema that
 * reads scenarios; it lacks rules that span several keys.
 */
import * as z from 'zod/mini';
import { type Json, nodeOf, type Schema } from './kit.ts';
import { scenarioSchema } from './schema.ts';

/** JSON Schema, draft 2020-12. */
export function jsonSchema(): Json {
  const definitions = new Map<string, Json>();
  const ids = new Map<Schema, string>();
  const pending: { id: string; schema: Schema }[] = [];

  /** A reference to a branch, which is defined once. */
  function reference(schema: Schema, name: string): Json {
    let id = ids.get(schema);
    if (id === undefined) {
      const taken = new Set(ids.values());
      id = name;
      for (let copy = 2; taken.has(id); copy++) id = `${name}-${copy}`;
      ids.set(schema, id);
      pending.push({ id, schema });
    }
    return { $ref: `#/$defs/${id}` };
  }

  function describe(schema: Schema): Json {
    const json: Json = z.toJSONSchema(schema, {
      io: 'input',
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => override(zodSchema, jsonSchema),
    });
    delete json['$schema'];
    return json;
  }

  function override(schema: z.core.$ZodType, json: Json): void {
    const { json: own, forms, branches, name: group, title, help } = nodeOf(schema);
    if (schema._zod.def.type === 'object') json['additionalProperties'] = false;
    if (schema._zod.def.type === 'record') delete json['propertyNames'];
    if (own || forms || branches) for (const key of Object.keys(json)) delete json[key];
    Object.assign(json, own);
    if (forms) json['anyOf'] = forms.map(describe);
    if (branches) {
      const named = Object.entries(branches());
      const refs = named.map(([name, branch]) => reference(branch, `${group ?? 'form'}.${name}`));
      if (refs.length === 1) Object.assign(json, refs[0]);
      else json['anyOf'] = refs;
    }
    if (title !== undefined) json['title'] = title;
    if (help !== undefined) json['description'] = help;
  }

  const root = describe(scenarioSchema());
  for (let next = pending.shift(); next; next = pending.shift())
    definitions.set(next.id, describe(next.schema));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Faultline scenario, version 1',
    ...root,
    $defs: Object.fromEntries(definitions),
  };
}
