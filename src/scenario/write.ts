/**
 * A spec as scenario text: with units, without defaults, keys in the order of the format.
 * `read(write(spec))` equals the spec. The schema defines how each value is written.
 */
import { findPath, type Path, type Plain, putAt, type Spec, valueAt } from '../engine/index.ts';
import { schemaAt } from './edits.ts';
import { written } from './kit.ts';
import { render } from './render.ts';
import { type RawEdit, scenarioSchema } from './schema.ts';

export const write = (spec: Spec): string => render(documentOf(spec));

/** The text's content, as plain data. */
export function documentOf(spec: Spec): Plain {
  const document = { ...spec, edits: statedEdits(spec) };
  return { version: spec.version, ...(written(scenarioSchema(), document) as Plain) };
}

/** The value at a path of a spec, in scenario form. */
export function statedAt(spec: Spec, path: Path): unknown {
  const schema = schemaAt(spec, path);
  const value = valueAt(spec, path);
  return schema ? written(schema, value) : value;
}

/** Each edit as it is read: against the spec after the earlier edits. */
function statedEdits(spec: Spec): RawEdit[] {
  const current = structuredClone(spec);
  return spec.edits.map(({ at, set, to }) => {
    const { path } = findPath(set, current);
    putAt(current, path, structuredClone(to));
    return { at, set, to: statedAt(current, path) };
  });
}
