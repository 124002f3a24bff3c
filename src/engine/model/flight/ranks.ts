/** Frames that wait in line by their priority: the most important first, of these the oldest. */
import { State } from '../../kernel/state.ts';
import type { Frame } from './frame.ts';
import { priorityOf } from './identity.ts';
import { Line } from './line.ts';
import { PRIORITIES } from '../priorities.ts';

export class Ranks extends State {
  private readonly lines = PRIORITIES.map(() => new Line());
  /** Frames that wait. */
  count = 0;

  push(f: Frame): void {
    this.count++;
    this.lines[priorityOf(f)]!.push(f);
  }

  /** The one whose turn it is; there must be one. */
  shift<F extends Frame>(frames: readonly F[]): F {
    this.count--;
    return this.lines.find((line) => line.count > 0)!.shift(frames);
  }

  /** The last of those that are less important, or null. */
  lessThan<F extends Frame>(f: Frame, frames: readonly F[]): F | null {
    for (let rank = this.lines.length - 1; rank > priorityOf(f); rank--)
      if (this.lines[rank]!.count > 0) return this.lines[rank]!.newest(frames);
    return null;
  }

  remove(f: Frame, frames: readonly Frame[]): void {
    this.count--;
    this.lines[priorityOf(f)]!.remove(f, frames);
  }

  /** All that wait, in the order in which it would be their turn. */
  members<F extends Frame>(frames: readonly F[]): F[] {
    return this.lines.flatMap((line) => line.members(frames));
  }

  clear(): void {
    this.count = 0;
    for (const line of this.lines) line.clear();
  }
}
