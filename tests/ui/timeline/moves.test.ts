/** Faults and edits stay within the run, and an end that is not moved stays where it is. */
import { expect, test } from 'vitest';
import type { EditSpec, FaultSpec } from '../../../src/engine/index.ts';
import {
  movedFault,
  type Part,
  roomOf,
  roomOfEdit,
  within,
} from '../../../src/ui/timeline/moves.ts';
import { specNamed } from '../runs.ts';

const RUN_MS = 180_000;
const FRAME_MS = 100;
const faultAt = (at: number, lasts: number | null): FaultSpec => ({
  ...specNamed('stop-the-world').faults[0]!,
  at,
  for: lasts,
});
const roomFor = (fault: FaultSpec, part: Part) => {
  const { atMs, minMs, maxMs } = roomOf(fault, part, RUN_MS, FRAME_MS);
  return [minMs, atMs, maxMs];
};

test('a fault is moved within the run, and each end up to the other', () => {
  const fault = faultAt(60_000, 30_000);
  expect(roomFor(fault, 'whole')).toEqual([0, 60_000, 150_000]);
  expect(roomFor(fault, 'start')).toEqual([0, 60_000, 89_900]);
  expect(roomFor(fault, 'end')).toEqual([60_100, 90_000, 180_000]);
});

test('one without an end keeps to the end unless that is moved', () => {
  const fault = faultAt(60_000, null);
  expect(roomFor(fault, 'whole')).toEqual([0, 60_000, 179_900]);
  expect(roomFor(fault, 'end')).toEqual([60_100, 180_000, 180_000]);
  expect(movedFault(fault, 'whole', 70_000)).toEqual({ at: 70_000 });
  expect(movedFault(fault, 'start', 70_000)).toEqual({ at: 70_000 });
  expect(movedFault(fault, 'end', 70_000)).toEqual({ for: 10_000 });
});

test('moving an end leaves the other where it is, moving all keeps the length', () => {
  const fault = faultAt(60_000, 30_000);
  expect(movedFault(fault, 'whole', 10_000)).toEqual({ at: 10_000 });
  expect(movedFault(fault, 'start', 70_000)).toEqual({ at: 70_000, for: 20_000 });
  expect(movedFault(fault, 'end', 70_000)).toEqual({ for: 10_000 });
});

test('what reaches beyond the run already may stay there', () => {
  expect(roomFor(faultAt(170_000, 30_000), 'whole')).toEqual([0, 170_000, 170_000]);
  expect(roomFor(faultAt(200_000, 30_000), 'start')).toEqual([0, 200_000, 200_000]);
});

test('an edit stays between those of the same path, whatever others do', () => {
  const edit = (at: number, set = 'a'): EditSpec => ({ at, set, to: 1 });
  const edits = [edit(1000), edit(2000, 'b'), edit(3000), edit(9000)];
  const roomIn = (one: EditSpec) => roomOfEdit(edits, one, RUN_MS, FRAME_MS);
  expect(roomIn(edits[2]!)).toEqual({ atMs: 3000, minMs: 1100, maxMs: 8900 });
  expect(roomIn(edits[1]!)).toEqual({ atMs: 2000, minMs: 0, maxMs: RUN_MS });
});

test('instants are those of frames, but for the ends of the room', () => {
  const room = { atMs: 500, minMs: 130, maxMs: 970 };
  expect([0, 149, 249, 251, 2000].map((ms) => within(room, ms, 100))).toEqual([
    130, 130, 200, 300, 970,
  ]);
});
