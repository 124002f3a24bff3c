/** Copies a frame's numbers to a checkpoint and back. checkpoint.ts handles its references. */
import type { Frame } from './frame.ts';

/** How many numbers `saveFrame` copies. */
export const FRAME_INTEGERS = 22;
export const FRAME_DOUBLES = 10;

/** Copies the numbers field by field, which is several times faster than a loop. */
export function saveFrame(
  f: Frame,
  integers: Int32Array,
  at: number,
  doubles: Float64Array,
  atDouble: number,
): void {
  integers[at] = f.kind;
  integers[at + 1] = f.phase;
  integers[at + 2] = f.flags;
  integers[at + 3] = f.serial;
  integers[at + 4] = f.depth;
  integers[at + 5] = f.attempt;
  integers[at + 6] = f.caller;
  integers[at + 7] = f.low;
  integers[at + 8] = f.held;
  integers[at + 9] = f.skipped;
  integers[at + 10] = f.pc;
  integers[at + 11] = f.pending;
  integers[at + 12] = f.active;
  integers[at + 13] = f.outcome;
  integers[at + 14] = f.cause;
  integers[at + 15] = f.struck;
  integers[at + 16] = f.position;
  integers[at + 17] = f.user;
  integers[at + 18] = f.ticket;
  integers[at + 19] = f.traits;
  integers[at + 20] = f.wanted;
  integers[at + 21] = f.route;
  doubles[atDouble] = f.due;
  doubles[atDouble + 1] = f.start;
  doubles[atDouble + 2] = f.arrived;
  doubles[atDouble + 3] = f.remaining;
  doubles[atDouble + 4] = f.began;
  doubles[atDouble + 5] = f.key;
  doubles[atDouble + 6] = f.deadline;
  doubles[atDouble + 7] = f.hint;
  doubles[atDouble + 8] = f.delay;
  doubles[atDouble + 9] = f.sent;
}

/** Restores the numbers. */
export function loadFrame(
  f: Frame,
  integers: Int32Array,
  at: number,
  doubles: Float64Array,
  atDouble: number,
): void {
  f.kind = integers[at]!;
  f.phase = integers[at + 1]!;
  f.flags = integers[at + 2]!;
  f.serial = integers[at + 3]!;
  f.depth = integers[at + 4]!;
  f.attempt = integers[at + 5]!;
  f.caller = integers[at + 6]!;
  f.low = integers[at + 7]!;
  f.held = integers[at + 8]!;
  f.skipped = integers[at + 9]!;
  f.pc = integers[at + 10]!;
  f.pending = integers[at + 11]!;
  f.active = integers[at + 12]!;
  f.outcome = integers[at + 13]!;
  f.cause = integers[at + 14]!;
  f.struck = integers[at + 15]!;
  f.position = integers[at + 16]!;
  f.user = integers[at + 17]!;
  f.ticket = integers[at + 18]!;
  f.traits = integers[at + 19]!;
  f.wanted = integers[at + 20]!;
  f.route = integers[at + 21]!;
  f.due = doubles[atDouble]!;
  f.start = doubles[atDouble + 1]!;
  f.arrived = doubles[atDouble + 2]!;
  f.remaining = doubles[atDouble + 3]!;
  f.began = doubles[atDouble + 4]!;
  f.key = doubles[atDouble + 5]!;
  f.deadline = doubles[atDouble + 6]!;
  f.hint = doubles[atDouble + 7]!;
  f.delay = doubles[atDouble + 8]!;
  f.sent = doubles[atDouble + 9]!;
}
