import type { Frame } from '../model/flight/frame.ts';
import { CANCEL_MODES, GO_ON } from '../model/cancel-mode.ts';
import { CONNECT_TIMEOUT, TIMEOUT, type Outcome } from '../model/outcome.ts';
import { PASS, Pattern } from '../model/pattern.ts';
import type { Lane } from '../model/flight/timers.ts';
import type { Port } from '../model/port.ts';
import type { PatternParams } from '../spec.ts';
import type { Params } from './timeout.table.ts';

const NS_PER_MS = 1e6;

// Timers, from its first: total, connect, read.
const CONNECT = 1;
const READ = 2;

/** Limits the deadline of the work below to this timeout. @returns the outer deadline */
function shorten(f: Frame, nowNs: number, limit: Lane | null): number {
  const { deadline } = f;
  if (limit !== null) f.deadline = Math.min(deadline, nowNs + limit.delayNs);
  return deadline;
}

class Timeout extends Pattern {
  /** The outer deadline. */
  static override readonly slots = 1;
  static override readonly timers = 3;
  /** Lanes of the limits; null: no such limit. */
  private total: Lane | null = null;
  private connect: Lane | null = null;
  private read: Lane | null = null;
  /** Whether it has ever watched single attempts. */
  private watches = false;
  private mode = GO_ON;

  static override watches(params: PatternParams): boolean {
    return params['connect'] !== null || params['read'] !== null;
  }

  override configure(w: Port, p: PatternParams): void {
    const { after, connect, read, cancel } = p as unknown as Params;
    const lane = (ms: number | null): Lane | null =>
      ms === null ? null : w.timers.lane(Math.round(ms * NS_PER_MS));
    this.total = lane(after);
    this.connect = lane(connect);
    this.read = lane(read);
    this.watches ||= Timeout.watches(p);
    this.mode = CANCEL_MODES[cancel];
  }

  override enter(w: Port, f: Frame): number {
    const { total } = this;
    if (total !== null) w.timers.start(total, f, this.timer, this.layerOf(f));
    if (w.honored) w.pool.slots[f.slots + this.slot] = shorten(f, w.now, total);
    return PASS;
  }

  override leave(w: Port, f: Frame, o: Outcome): number {
    w.timers.cancel(f, this.timer);
    if (this.watches) this.over(w, f);
    if (w.honored) f.deadline = w.pool.slots[f.slots + this.slot]!;
    return o;
  }

  override honored(w: Port, f: Frame): void {
    w.pool.slots[f.slots + this.slot] = Infinity;
  }

  override connecting(w: Port, f: Frame): void {
    if (this.connect !== null)
      w.timers.start(this.connect, f, this.timer + CONNECT, this.layerOf(f));
  }

  override sent(w: Port, f: Frame): void {
    w.timers.cancel(f, this.timer + CONNECT);
    if (this.read !== null) w.timers.start(this.read, f, this.timer + READ, this.layerOf(f));
  }

  override over(w: Port, f: Frame): void {
    w.timers.cancel(f, this.timer + CONNECT);
    w.timers.cancel(f, this.timer + READ);
  }

  override wake(w: Port, f: Frame, slot: number): void {
    const outcome = slot === this.timer + CONNECT ? CONNECT_TIMEOUT : TIMEOUT;
    w.timers.cancel(f, this.timer);
    this.over(w, f);
    w.cancellation.giveUp(
      f,
      this.layerOf(f),
      outcome,
      this.mode,
      w.pool.slots[f.slots + this.slot],
    );
  }
}

export const classes = { plain: Timeout };
