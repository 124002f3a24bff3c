/** Which lane a fault or an edit has, and where its words go so that they cover nothing. */
import type { EditSpec, FaultSpec } from '../../engine/spec.ts';
import type { setWords } from './units.ts';
import { faultWords, pathWords } from './words.ts';

/** Things of the same name share a lane, in the order in which they first come. */
export interface Laned<T> {
  names: string[];
  marks: T[];
}

export interface FaultMark {
  fault: FaultSpec;
  /** Its place in the spec. */
  index: number;
  lane: number;
  /** Faults before it in its lane that are on while it is: it is drawn that much lower. */
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
  /** Stays the same while the edit is moved about: its path, and which of that path it is. */
  key: string;
  lane: number;
  /** What it sets: `6`; and with the name of that: `checkout.replicas = 6`. */
  value: string;
  words: string;
  /** On which side of it there is room for its words; null: on neither. */
  side: 'left' | 'right' | null;
}

/** About as much room as these words take, in px. */
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
