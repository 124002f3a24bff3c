/** Edits of the selected item, and their texts. */
import type { EditSpec, Spec } from '../../engine/index.ts';
import { topologyOf } from '../../engine/tables.ts';
import { write } from '../kit/format.ts';
import { setWords } from '../../analysis/set-words.ts';
import type { Selection } from '../kit/selection.ts';
import type { Knob } from './knobs.ts';
import { isWithin, layersOf } from '../state/selected.ts';

/** Paths of the selected item in the spec. */
function rootsOf(spec: Spec, selection: Selection): string[] {
  const { kind, id } = selection;
  if (kind === 'fault') return [`faults[${selection.index}]`];
  if (kind === 'pattern') {
    const layer = layersOf(spec, id)[selection.layer];
    return layer ? [layer.path] : [];
  }
  const own =
    kind === 'link'
      ? topologyOf(spec).links.flatMap((link) => (link.id === id ? [link.path] : []))
      : [`${kind}s.${id}`];
  return [...own, ...spec.faults.flatMap(({ on }, i) => (on === id ? [`faults[${i}]`] : []))];
}

/** @param selection null: all of them */
export function editsOf<T extends { set: string }>(
  spec: Spec,
  edits: readonly T[],
  selection: Selection | null,
): readonly T[] {
  if (!selection) return edits;
  const roots = rootsOf(spec, selection);
  return edits.filter(({ set }) => roots.some((root) => isWithin(set, root)));
}

/** The new value, with its unit if its knob is shown. */
export function valueWords(knobs: readonly Knob[], edit: Pick<EditSpec, 'set' | 'to'>): string {
  const knob = knobs.find((one) => one.path === edit.set && 'min' in one);
  if (knob && 'min' in knob && typeof edit.to === 'number') return write(knob.kind, edit.to);
  return setWords(edit);
}
