/** What the JSON Schema of a scenario holds: every key that may be written, every distribution. */
import { isMap, type Plain } from '../../src/engine/index.ts';
import { patternTables } from '../../src/engine/tables.ts';
import { code, markdown } from './tables.ts';

const isPlain = (value: unknown): value is Plain => isMap(value);

/** What a schema refers to. */
function resolved(root: Plain, schema: Plain): Plain {
  const name = /^#\/\$defs\/(.*)$/.exec(String(schema['$ref'] ?? ''))?.[1];
  const found = name === undefined ? schema : (root['$defs'] as Plain)[name];
  return isPlain(found) ? found : {};
}

/** The schemas of which a value may be one. */
function formsOf(root: Plain, schema: Plain): Plain[] {
  const { anyOf } = resolved(root, schema);
  if (!Array.isArray(anyOf)) return [resolved(root, schema)];
  return anyOf.filter(isPlain).flatMap((form) => formsOf(root, form));
}

const propertiesOf = (schema: Plain): [string, Plain][] =>
  Object.entries((schema['properties'] ?? {}) as Plain).filter((entry): entry is [string, Plain] =>
    isPlain(entry[1]),
  );

/** Parameters of patterns are in a document of their own. */
const ofPattern = (name: string): boolean =>
  ['pattern', ...patternTables.keys()].includes(name.split('.')[0]!);

/** Every key that a scenario may hold, but those of patterns. */
export function keysOf(root: Plain): string[] {
  const keys = new Set<string>();
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    if (!isPlain(value)) return;
    for (const [key] of propertiesOf(value)) keys.add(key);
    Object.values(value).forEach(walk);
  };
  const { $defs, ...rest } = root;
  walk(rest);
  for (const [name, schema] of Object.entries($defs as Plain)) if (!ofPattern(name)) walk(schema);
  return [...keys].sort();
}

/** Names of distributions, with the schema of what stands behind each. */
export function distributionsIn(root: Plain): [string, Plain][] {
  const names = Object.keys(root['$defs'] as Plain).filter((name) => name.startsWith('spread.'));
  return names.flatMap((name) => propertiesOf(resolved(root, { $ref: `#/$defs/${name}` })));
}

/** The figures of a distribution, each with its meaning and range. */
function figuresOf(root: Plain, schema: Plain): string[] {
  const parts = formsOf(root, schema).flatMap((form) => {
    const inside = propertiesOf(form).map(([key, part]) => `${code(key)}: ${meaning(part)}`);
    const items = [form['items'], form['additionalProperties']].filter(isPlain).map(meaning);
    return [...inside, ...items];
  });
  return parts.length > 0 ? parts : [meaning(schema)];
}

/** `The mean. (a duration such as 250ms, 2s, 5m or 1h; 0–720h)`: without the example. */
const meaning = ({ description }: Plain): string =>
  String(description ?? '').replace(/\((a [a-z ]+)( such as [^;]*)?; /, '($1, ');

export const distributions = (root: Plain): string =>
  markdown(
    ['distribution', 'figures'],
    distributionsIn(root).map(([name, schema]) => [
      code(name),
      figuresOf(root, schema).join('<br>'),
    ]),
  );
