/** A priority queue of frames: highest priority first, then oldest first. */
import { State } from '../../kernel/state.ts';
import type { Frame } from './frame.ts';
import { priorityOf } from './identity.ts';
import { Line } from './line.ts';
import { PRIORITIES } from '../priorities.ts';

export class Ranks extends State {
  private readonly lines = PRIORITIES.map(() => new Line());
  /** Number of waiting frames. */
  count = 0;

  push(f: Frame): void {
    this.count++;
    this.lines[priorityOf(f)]!.push(f);
  }

  /** Removes the next one; the queue must not be empty. */
  shift<F extends Frame>(frames: readonly F[]): F {
    this.count--;
    return this.lines.find((line) => line.count > 0)!.shift(frames);
  }

  /** Removes the newest of lower priority; null: none. */
  lessThan<F extends Frame>(f: Frame, frames: readonly F[]): F | null {
    for (let rank = this.lines.length - 1; rank > priorityOf(f); rank--)
      if (this.lines[rank]!.count > 0) return this.lines[rank]!.newest(frames);
    return null;
  }

  remove(f: Frame, frames: readonly Frame[]): void {
    this.count--;
    this.lines[priorityOf(f)]!.remove(f, frames);
  }

  /** All waiting frames in service order. */
  members<F extends Frame>(frames: readonly F[]): F[] {
    return this.lines.flatMap((line) => line.members(frames));
  }

  clear(): void {
    this.count = 0;
    for (const line of this.lines) line.clear();
  }
}
