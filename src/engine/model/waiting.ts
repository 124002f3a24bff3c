/** A replica's queue: those who wait for a thread, and whose turn it is. */
import type { Stream } from '../kernel/random.ts';
import { State, type Saved } from '../kernel/state.ts';
import type { QueueSpec } from '../spec.ts';
import type { Frame } from './frame.ts';
import { priorityOf } from './identity.ts';
import { Line } from './line.ts';
import { PRIORITIES } from './priorities.ts';

export class Waiting extends State {
  /** Those of all priorities. */
  count = -1;
  private readonly line = new Line();
  /** A line per priority, the most important first, with `order: priority`; else none. */
  private readonly ranks: Line[] = [];
  private order: QueueSpec['order'] = 'fifo';
  /** More than this many are a backlog, with `order: adaptive-lifo`. */
  private few = 0;
  private readonly chance: () => Stream;

  /** @param chance the stream that decides with `order: random` */
  constructor(chance: () => Stream) {
    super();
    this.chance = chance;
    this.count = 0;
  }

  override revive(saved: Saved): void {
    const { length } = saved['ranks'] as Saved[];
    while (this.ranks.length < length) this.ranks.push(new Line());
  }

  /** @param few how many may wait before there is a backlog */
  configure(order: QueueSpec['order'], few: number, frames: readonly Frame[]): void {
    const ranked = order === 'priority';
    this.order = order;
    this.few = few;
    if (ranked === this.ranks.length > 0) return;
    const members = this.members(frames);
    this.clear();
    this.ranks.length = 0;
    if (ranked) for (const _ of PRIORITIES) this.ranks.push(new Line());
    for (const f of members) this.push(f);
  }

  private lineOf(f: Frame): Line {
    return this.ranks.length === 0 ? this.line : this.ranks[priorityOf(f)]!;
  }

  push(f: Frame): void {
    this.count++;
    this.lineOf(f).push(f);
  }

  remove(f: Frame, frames: readonly Frame[]): void {
    this.count--;
    this.lineOf(f).remove(f, frames);
  }

  /** The one whose turn it is; there must be one. */
  next(frames: readonly Frame[]): Frame {
    const waited = this.count--;
    const { line, order } = this;
    if (order === 'fifo') return line.shift(frames);
    if (order === 'lifo') return line.pop(frames);
    if (order === 'random') return line.draw(frames, this.chance());
    // The newest first while there is a backlog: its caller is the likeliest still to be there.
    if (order === 'adaptive-lifo') return waited > this.few ? line.pop(frames) : line.shift(frames);
    for (const rank of this.ranks) if (rank.count > 0) return rank.shift(frames);
    throw new Error('nobody waits');
  }

  /** All that wait; of one priority the longest first. */
  members(frames: readonly Frame[]): Frame[] {
    return [this.line, ...this.ranks]
      .flatMap((line) => line.members(frames))
      .sort((a, b) => a.ticket - b.ticket);
  }

  clear(): void {
    this.count = 0;
    this.line.clear();
    for (const rank of this.ranks) rank.clear();
  }
}
