/** How far faults and edits can be moved along the run, and what that makes of them. */
import type { EditSpec, FaultSpec } from '../../engine/spec.ts';

/** What is taken hold of: all of a fault, or one of its ends. */
export type Part = 'whole' | 'start' | 'end';

/** Where something is, and between which instants it can be moved. */
export interface Room {
  atMs: number;
  minMs: number;
  maxMs: number;
}

/** What is there already stays possible, even where nothing could be moved to. */
const room = (atMs: number, minMs: number, maxMs: number): Room => ({
  atMs,
  minMs: Math.min(atMs, minMs),
  maxMs: Math.max(atMs, maxMs),
});

const endOf = ({ at, for: lasts }: FaultSpec, durationMs: number): number =>
  lasts === null ? durationMs : at + lasts;

/** @param leastMs a fault lasts at least so long */
export function roomOf(fault: FaultSpec, part: Part, durationMs: number, leastMs: number): Room {
  const { at, for: lasts } = fault;
  const end = endOf(fault, durationMs);
  if (part === 'whole') return room(at, 0, durationMs - (lasts ?? leastMs));
  if (part === 'start') return room(at, 0, Math.min(end, durationMs) - leastMs);
  return room(Math.min(end, durationMs), at + leastMs, durationMs);
}

/** A fault's times with a part of it moved to an instant; one without an end keeps to the end. */
export function movedFault(
  fault: FaultSpec,
  part: Part,
  toMs: number,
): Partial<Pick<FaultSpec, 'at' | 'for'>> {
  const { at, for: lasts } = fault;
  if (part === 'end') return { for: toMs - at };
  if (part === 'whole' || lasts === null) return { at: toMs };
  return { at: toMs, for: at + lasts - toMs };
}

/** An edit does not pass another of the same path, nor meet it: their order has a meaning. */
export function roomOfEdit(
  edits: readonly EditSpec[],
  edit: EditSpec,
  durationMs: number,
  apartMs: number,
): Room {
  const own = edits.filter(({ set }) => set === edit.set);
  const place = own.indexOf(edit);
  const before = own[place - 1];
  const after = own[place + 1];
  return room(edit.at, before ? before.at + apartMs : 0, after ? after.at - apartMs : durationMs);
}

/** The nearest frame's instant within the room. */
export function within({ minMs, maxMs }: Room, toMs: number, frameMs: number): number {
  return Math.min(maxMs, Math.max(minMs, Math.round(toMs / frameMs) * frameMs));
}
