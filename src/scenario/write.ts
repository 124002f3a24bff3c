/**
 * A spec as scenario text: with units, without defaults, keys in the order of the format.
 * `read(write(spec))` equals the spec. The schema defines how each value is written.
 */
import {
  findPath,
  type Path,
  type Plain,
  printPath,
  putShared,
  type Spec,
  valueAt,
} from '../engine/index.ts';
import { setIn } from './change.ts';
import { schemaAt } from './edits.ts';
import type { Change } from './experiment.ts';
import { written } from './kit.ts';
import {
  isNode,
  NO_NOTES,
  type Notes,
  type RawNotes,
  type RawVariant,
  variantSpec,
} from './notes.ts';
import type { RawEdit } from './raw-edit.ts';
import { render } from './render.ts';
import { type Scenario, scenarioSchema } from './schema.ts';

export const write = (spec: Spec, notes: Notes = NO_NOTES): string =>
  render(documentOf(spec, notes));

/** The text's content, as plain data. */
export function documentOf(spec: Spec, notes: Notes = NO_NOTES): Plain {
  const document: Scenario = { ...spec, edits: statedEdits(spec), ...statedNotes(spec, notes) };
  return { version: spec.version, ...(written(scenarioSchema(), document) as Plain) };
}

/** The value at a path of a spec, in scenario form. */
export function statedAt(spec: Spec, path: Path): unknown {
  const schema = schemaAt(spec, path);
  const value = valueAt(spec, path);
  return schema ? written(schema, value) : value;
}

/** Positions of nodes that no longer exist are left out. */
function statedNotes(spec: Spec, { look, variants, layout }: Notes): RawNotes {
  const places = Object.entries(layout).filter(([id]) => isNode(spec, id));
  const base = variants.length > 0 ? documentOf(spec) : {};
  return {
    look,
    variants: variants.map((variant): RawVariant => {
      const result = variantSpec(spec, variant);
      return {
        name: variant.name,
        changes: statedChanges(base, result, variant.changes),
        edits: variant.edits && statedEdits(result),
      };
    }),
    layout: Object.fromEntries(places.map(([id, [x, y]]) => [id, [x, y]])),
  };
}

/**
 * Each change as it is read: against the document after the earlier changes. The document may say
 * in short what the spec says in full; then the change is of the whole that it says in short.
 * @param result the spec after the changes
 */
export function statedChanges(document: Plain, result: Spec, changes: readonly Change[]): Change[] {
  const own = structuredClone(document);
  return changes.flatMap(({ set }): Change[] => {
    const { path, rest } = findPath(set, result);
    if (rest !== '') return [];
    for (let end = path.length; end > 0; end--) {
      const shown = printPath(path.slice(0, end));
      const to = statedAt(result, path.slice(0, end));
      if (typeof setIn(own, shown, to) !== 'string') return [{ set: shown, to }];
    }
    return [];
  });
}

/** Each edit as it is read: against the spec after the earlier edits. */
function statedEdits(spec: Spec): RawEdit[] {
  const current = structuredClone(spec);
  return spec.edits.map(({ at, set, to }) => {
    const { path } = findPath(set, current);
    putShared(current, path, to);
    return { at, set, to: statedAt(current, path) };
  });
}
