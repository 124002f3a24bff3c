/** Where labels of marks go so that they neither cover each other nor leave the lane. */
import type { EditSpec } from '../../engine/spec.ts';

export interface Mark {
  edit: EditSpec;
  /** From 0, the start of the run, to 1. */
  at: number;
  /** Its label stands to its left. */
  left: boolean;
  /** The part of the lane that there is for the label. */
  room: number;
}

export function marksOf(edits: readonly EditSpec[], durationMs: number): Mark[] {
  const places = edits.map(({ at }) => at / durationMs);
  const last = places.length - 1;
  const before = last > 0 ? places[last - 1]! : 0;
  const turned = last >= 0 && places[last]! - before > 1 - places[last]!;
  return edits.map((edit, i) => {
    const at = places[i]!;
    if (i === last) {
      // Two labels between the last two marks share what is there.
      const shared = (at - before) / (last > 0 ? 2 : 1);
      return { edit, at, left: turned, room: turned ? shared : 1 - at };
    }
    const gap = places[i + 1]! - at;
    return { edit, at, left: false, room: i + 1 === last && turned ? gap / 2 : gap };
  });
}
