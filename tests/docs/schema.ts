/** Every key that may be written, read off the JSON Schema of a scenario. */
import { isMap, type Plain } from '../../src/engine/index.ts';
import { patternTables } from '../../src/engine/tables.ts';

const isPlain = (value: unknown): value is Plain => isMap(value);

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
