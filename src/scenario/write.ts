/**
 * A spec as the text of a scenario: in people's units, without what may be left out, its keys in
 * the order of the format. `read(write(spec))` is that spec again. How a value is written stands
 * beside how it is read, in the schema.
 */
import { findPath, type Path, type Plain, putAt, type Spec, valueAt } from '../engine/index.ts';
import { schemaAt } from './edits.ts';
import { written } from './kit.ts';
import { render } from './render.ts';
import { type RawEdit, scenarioSchema } from './schema.ts';

export const write = (spec: Spec): string => render(documentOf(spec));

/** What the text says, as plain data. */
export function documentOf(spec: Spec): Plain {
  const document = { ...spec, edits: statedEdits(spec) };
  return { version: spec.version, ...(written(scenarioSchema(), document) as Plain) };
}

/** What is at a path of a spec, as a scenario states it there. */
export function statedAt(spec: Spec, path: Path): unknown {
  const schema = schemaAt(spec, path);
  const value = valueAt(spec, path);
  return schema ? written(schema, value) : value;
}

/** Each as it is read: in the spec as the edits before it have left it. */
function statedEdits(spec: Spec): RawEdit[] {
  const current = structuredClone(spec);
  return spec.edits.map(({ at, set, to }) => {
    const { path } = findPath(set, current);
    putAt(current, path, structuredClone(to));
    return { at, set, to: statedAt(current, path) };
  });
}
