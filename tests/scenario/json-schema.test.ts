import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { faultTables, patternTables } from '../../src/engine/index.ts';
import { jsonSchema } from '../../src/scenario/json-schema.ts';
import { read } from '../../src/scenario/read.ts';
import { EXAMPLE } from './example.ts';

type Json = Record<string, unknown>;
const root: Json = jsonSchema();
const definitions = root['$defs'] as Record<string, Json>;

const KNOWN = [
  ...['$schema', '$defs', '$ref', 'title', 'description', 'default', 'type', 'enum', 'const'],
  ...['anyOf', 'properties', 'required', 'additionalProperties', 'items', 'minItems', 'maxItems'],
  ...['minimum', 'exclusiveMinimum', 'maximum', 'pattern', 'maxLength'],
];

/** Just enough of JSON Schema for ours; a keyword that it does not know fails the test. */
function accepts(schema: Json, value: unknown): boolean {
  for (const key of Object.keys(schema)) expect(KNOWN).toContain(key);
  const ref = schema['$ref'];
  if (typeof ref === 'string') return accepts(definitions[ref.replace('#/$defs/', '')]!, value);
  const forms = schema['anyOf'] as Json[] | undefined;
  if (forms && !forms.some((form) => accepts(form, value))) return false;
  if ('const' in schema && schema['const'] !== value) return false;
  if (schema['enum'] && !(schema['enum'] as unknown[]).includes(value)) return false;
  const types = [schema['type'] ?? []].flat();
  if (
    types.length > 0 &&
    !types.some(
      (type) => type === typeName(value) || (type === 'number' && typeName(value) === 'integer'),
    )
  )
    return false;
  if (typeof value === 'number') {
    const low = (schema['exclusiveMinimum'] as number | undefined) ?? -Infinity;
    return (
      value > low &&
      value >= ((schema['minimum'] as number) ?? -Infinity) &&
      value <= ((schema['maximum'] as number) ?? Infinity)
    );
  }
  if (typeof value === 'string')
    return typeof schema['pattern'] !== 'string' || new RegExp(schema['pattern']).test(value);
  if (Array.isArray(value)) {
    const { length } = value;
    if (
      length < ((schema['minItems'] as number) ?? 0) ||
      length > ((schema['maxItems'] as number) ?? Infinity)
    )
      return false;
    const items = schema['items'] as Json | undefined;
    return !items || value.every((item) => accepts(items, item));
  }
  return typeof value !== 'object' || value === null || acceptsMap(schema, value as Json);
}

function acceptsMap(schema: Json, value: Json): boolean {
  const properties = (schema['properties'] ?? {}) as Record<string, Json>;
  const required = (schema['required'] ?? []) as string[];
  const rest = schema['additionalProperties'];
  if (required.some((key) => !(key in value))) return false;
  return Object.entries(value).every(([key, item]) => {
    const own = properties[key];
    if (own) return accepts(own, item);
    return typeof rest === 'object' ? accepts(rest as Json, item) : rest !== false;
  });
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

test('it accepts the example, and the spec that comes of it', () => {
  expect(accepts(root, parse(EXAMPLE))).toBe(true);
  expect(accepts(root, JSON.parse(JSON.stringify(read(EXAMPLE).spec)))).toBe(true);
});

test.each([
  ['replicas: 3', 'replicas: -1'],
  ['slow: 10x', 'slow: 10q'],
  ['order: fifo', 'order: filo'],
  ['duration: 5m', 'duratoin: 5m'],
  ['after: 2s', 'aftr: 2s'],
  ['jitter: full', 'jitter: fulll'],
])('it tells %s from %s', (good, bad) => {
  expect(accepts(root, parse(EXAMPLE.replace(good, bad)))).toBe(false);
});

test('it knows every pattern with every library, and every fault', () => {
  const text = JSON.stringify(root);
  for (const table of patternTables.values()) {
    expect(definitions).toHaveProperty([`pattern.${table.name}`]);
    for (const [like, variant] of Object.entries(table.variants)) {
      if (like !== 'plain') expect(text).toContain(`{"const":"${like}"}`);
      for (const param of Object.values(variant.params))
        expect(text).toContain(JSON.stringify(param.help).slice(1, -1));
    }
  }
  for (const table of faultTables.values())
    expect(definitions).toHaveProperty([`fault.${table.name}`]);
});

test('every reference leads somewhere', () => {
  for (const [, id] of JSON.stringify(root).matchAll(/#\/\$defs\/([^"]+)/g))
    expect(Object.keys(definitions)).toContain(id);
  for (const id of Object.keys(definitions)) expect(id).toMatch(/^[\w.-]+$/);
});

test.each([
  ['plan-b', true],
  [{ answer: 'plan-b' }, true],
  [{ call: 'spare' }, true],
  [[{ call: 'spare' }, 'plan-b'], true],
  [{ anwser: 'plan-b' }, false],
  [true, false],
  [[], false],
])('what a fallback tries is what the reader takes: %j', (tries, isRight) => {
  const step = { call: 'api', patterns: [{ fallback: { try: tries } }] };
  const scenario = {
    version: 1,
    duration: '1s',
    clients: { a: { load: { rate: 1 }, steps: [step] } },
    services: { api: {}, spare: {} },
  };
  expect(accepts(root, scenario)).toBe(isRight);
  expect(read(JSON.stringify(scenario)).spec !== null).toBe(isRight);
});
