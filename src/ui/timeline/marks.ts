/** Where labels of marks go so that they neither cover each other nor leave the lane. */
import type { EditSpec } from '../../engine/spec.ts';
import { editWords } from './words.ts';

/** About as much room as these words take, in px. */
export const labelPx = (words: string): number => words.length * 6 + 14;
const REMOVE_PX = 32;

/**
 * On which side of a bracket its words stand: behind it, before it or over it, whichever has room.
 * @param need what the words take; it and the bracket's ends as shares of the lane
 */
export function sideOf(from: number, to: number, need: number): 'behind' | 'before' | 'over' {
  if (1 - to >= need) return 'behind';
  if (from >= need) return 'before';
  return 1 - from >= from ? 'over' : 'before';
}

export interface Mark {
  edit: EditSpec;
  /** From 0, the start of the run, to 1. */
  at: number;
  /** Its label stands to its left. */
  left: boolean;
  /** The part of the lane that there is for the label. */
  room: number;
}

/** @param width the lane's, in px */
export function marksOf(edits: readonly EditSpec[], durationMs: number, width: number): Mark[] {
  const places = edits.map(({ at }) => at / durationMs);
  const last = places.length - 1;
  const end = places[last] ?? 0;
  const before = places[last - 1] ?? 0;
  // Only the last may turn to its left, where it shares what is there with the one before it.
  const room = (end - before) / (last > 0 ? 2 : 1);
  const needPx = last < 0 ? 0 : labelPx(editWords(edits[last]!)) + REMOVE_PX;
  const turned = (1 - end) * width < needPx && room > 1 - end;
  return edits.map((edit, i) => {
    const at = places[i]!;
    if (i === last) return { edit, at, left: turned, room: turned ? room : 1 - at };
    const gap = places[i + 1]! - at;
    return { edit, at, left: false, room: i + 1 === last && turned ? gap / 2 : gap };
  });
}
