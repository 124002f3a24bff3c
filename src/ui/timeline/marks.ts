/** The lane of a fault or edit, and the position of its label without overlaps. */
import type { EditSpec, FaultSpec } from '../../engine/spec.ts';
import type { setWords } from '../../analysis/set-words.ts';
import { faultWords, pathWords } from './words.ts';

/** Items of the same name share a lane, in order of first appearance. */
export interface Laned<T> {
  names: string[];
  marks: T[];
}

export interface FaultMark {
  fault: FaultSpec;
  /** Its index in the spec. */
  index: number;
  lane: number;
  /** Number of concurrent earlier faults in its lane: its vertical offset. */
  under: number;
}

const endOf = ({ at, for: lasts }: FaultSpec): number => (lasts === null ? Infinity : at + lasts);

export function lanesOfFaults(faults: readonly FaultSpec[]): Laned<FaultMark> {
  const lanes = new Map<string, FaultMark[]>();
  const order = new Map<string, number>();
  const marks = faults.map((fault, index): FaultMark => {
    const name = faultWords(fault);
    const before = lanes.get(name) ?? [];
    if (before.length === 0) {
      lanes.set(name, before);
      order.set(name, order.size);
    }
    const meets = (mark: FaultMark): boolean =>
      mark.fault.at < endOf(fault) && fault.at < endOf(mark.fault);
    const under = before.filter(meets).length;
    const mark = { fault, index, lane: order.get(name)!, under };
    before.push(mark);
    return mark;
  });
  return { names: [...lanes.keys()], marks };
}

export interface EditMark {
  edit: EditSpec;
  /** Stable while the edit is moved: its path, and its index among edits of that path. */
  key: string;
  lane: number;
  /** What it sets: `6`; and with the name of that: `checkout.replicas = 6`. */
  value: string;
  words: string;
  /** The side with room for its label; null: none. */
  side: 'left' | 'right' | null;
}

/** Approximate width of this label, in px. */
const labelPx = (words: string): number => words.length * 6 + 14;
const REMOVE_PX = 32;

/**
 * @param width the lane's, in px
 * @param valueOf null: it has not come yet
 */
export function lanesOfEdits(
  { edits, faults }: { edits: readonly EditSpec[]; faults: readonly FaultSpec[] },
  durationMs: number,
  width: number,
  valueOf: typeof setWords | null,
): Laned<EditMark> {
  const paths = [...new Set(edits.map(({ set }) => set))];
  const names = paths.map((path) => pathWords(path, faults));
  const lanes = paths.map((path) => edits.filter(({ set }) => set === path));
  const marks = lanes.flatMap((own, lane) => {
    let freeFrom = 0;
    return own.map((edit, i): EditMark => {
      const value = valueOf?.(edit) ?? '…';
      const words = `${names[lane]!} = ${value}`;
      const need = ((labelPx(value) + REMOVE_PX) / Math.max(width, 1)) * durationMs;
      const next = own[i + 1]?.at ?? durationMs;
      const side = next - edit.at >= need ? 'right' : edit.at - freeFrom >= need ? 'left' : null;
      freeFrom = side === 'right' ? edit.at + need : edit.at;
      return { edit, key: `${edit.set} ${i}`, lane, value, words, side };
    });
  });
  return { names, marks };
}
