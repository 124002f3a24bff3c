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
  /** Its label stands to its left. */
  left: boolean;
  /** What it takes of the lane, the label included: shares from 0, the start of the run, to 1. */
  from: number;
  to: number;
}

/**
 * Edits row by row: one whose label would cover another's goes to the next row.
 * @param width the lane's, in px
 */
export function rowsOf(edits: readonly EditSpec[], durationMs: number, width: number): Mark[][] {
  const rows: Mark[][] = [];
  for (const edit of edits) {
    const at = edit.at / durationMs;
    const need = (labelPx(editWords(edit)) + REMOVE_PX) / Math.max(width, 1);
    const left = 1 - at < need && at > 1 - at;
    const mark = { edit, left, from: left ? Math.max(0, at - need) : at, to: at };
    if (!left) mark.to = Math.min(1, at + need);
    const free = rows.find((row) =>
      row.every(({ from, to }) => to <= mark.from || from >= mark.to),
    );
    if (free) free.push(mark);
    else rows.push([mark]);
  }
  return rows;
}
