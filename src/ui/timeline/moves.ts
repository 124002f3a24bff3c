/** Limits for moving faults and edits along the run, and the resulting values. */
import type { EditSpec, FaultSpec } from '../../engine/spec.ts';

/** The grabbed part: all of a fault, or one of its ends. */
export type Part = 'whole' | 'start' | 'end';

/** Its time, and the times to which it can be moved. */
export interface Room {
  atMs: number;
  minMs: number;
  maxMs: number;
}

/** The current time stays valid, even if no move is possible. */
const room = (atMs: number, minMs: number, maxMs: number): Room => ({
  atMs,
  minMs: Math.min(atMs, minMs),
  maxMs: Math.max(atMs, maxMs),
});

const endOf = ({ at, for: lasts }: FaultSpec, durationMs: number): number =>
  lasts === null ? durationMs : at + lasts;

/** @param leastMs minimum duration of a fault */
export function roomOf(fault: FaultSpec, part: Part, durationMs: number, leastMs: number): Room {
  const { at, for: lasts } = fault;
  const end = endOf(fault, durationMs);
  if (part === 'whole') return room(at, 0, durationMs - (lasts ?? leastMs));
  if (part === 'start') return room(at, 0, Math.min(end, durationMs) - leastMs);
  return room(Math.min(end, durationMs), at + leastMs, durationMs);
}

/** A fault's times with one part moved to a time; a fault without an end stays so. */
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

/** An edit cannot pass or meet another of the same path, because their order matters. */
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

/** The nearest interval within the limits. */
export function within({ minMs, maxMs }: Room, toMs: number, intervalMs: number): number {
  return Math.min(maxMs, Math.max(minMs, Math.round(toMs / intervalMs) * intervalMs));
}
