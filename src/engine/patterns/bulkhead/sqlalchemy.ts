/**
 * SQLAlchemy's QueuePool as a bulkhead: a call checks out a connection. Connections are opened on
 * demand; up to `poolSize` stay open on return, and overflow connections are closed. Waiting calls
 * are woken only by returned connections: other free capacity is found by a last check when
 * `poolTimeout` elapses. An abandoned call leaves the queue at once, as a task or greenlet does; a
 * plain thread would wait on.
 */
import type { Frame } from '../../model/flight/frame.ts';
import { Line } from '../../model/flight/line.ts';
import type { Outcome } from '../../model/outcome.ts';
import { HOLD, PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { Bulkhead } from './bulkhead.ts';
import { Deque } from './deque.ts';
import type { Params } from './sqlalchemy.table.ts';

// Per call: the opening time of its connection, and what the call waits for.
const OPENED = 0;
const STAGE = 1;

const FOR_RETURN = 0;
const FOR_NEW = 1;
const FOR_READY = 2;

/** Instead of a time: no connection, one must be opened at checkout. */
const CLOSED = -1;

export class QueuePool extends Bulkhead {
  static override readonly slots = 2;
  /** Pool timeout; open and ping. */
  static override readonly timers = 2;
  /** Connections in use, and all open ones. */
  taken = 0;
  total = 0;
  /** Opening times of the idle connections, in order of return. */
  readonly idle = new Deque();
  readonly waiting = new Line();
  private p!: Params;

  override configure(w: Port, p: PatternParams): void {
    super.configure(w, p);
    // Waiting calls are not notified of the new capacity.
    this.p = p as unknown as Params;
  }

  /** Whether another connection may be opened. */
  private get room(): boolean {
    const { poolSize, maxOverflow } = this.p;
    return poolSize === 0 || maxOverflow < 0 || this.total < poolSize + maxOverflow;
  }

  override enter(w: Port, f: Frame): number {
    if (this.idle.count > 0) {
      const { idle } = this;
      return this.ready(w, f, this.p.poolUseLifo ? idle.takeNewest() : idle.takeOldest());
    }
    if (this.room) return this.open(w, f);
    if (this.p.poolTimeout === 0) return this.refuse(f);
    w.pool.slots[f.slots + this.slot + STAGE] = FOR_RETURN;
    this.waiting.push(f);
    const patience = w.timers.lane(Math.round(this.p.poolTimeout * 1e6));
    w.timers.start(patience, f, this.timer, this.layerOf(f));
    return HOLD;
  }

  private open(w: Port, f: Frame): number {
    this.total++;
    return this.assign(w, f, w.now, this.p.connect, FOR_NEW);
  }

  /** Prepares a used connection. */
  private ready(w: Port, f: Frame, openedNs: number): number {
    const { poolRecycle, poolPrePing, connect, ping } = this.p;
    const old = poolRecycle >= 0 && w.now - openedNs > poolRecycle * 1e6;
    if (old || openedNs === CLOSED) return this.assign(w, f, w.now, connect, FOR_READY);
    return this.assign(w, f, openedNs, poolPrePing ? ping : 0, FOR_READY);
  }

  /** Assigns the connection to the call, which may have to wait until it is usable. */
  private assign(w: Port, f: Frame, openedNs: number, delayMs: number, stage: number): number {
    const slot = f.slots + this.slot;
    w.pool.slots[slot + OPENED] = openedNs;
    w.pool.slots[slot + STAGE] = stage;
    this.taken++;
    if (delayMs === 0) return PASS;
    w.timers.start(w.timers.lane(Math.round(delayMs * 1e6)), f, this.timer + 1, this.layerOf(f));
    return HOLD;
  }

  override leave(w: Port, f: Frame, o: Outcome): number {
    this.comeBack(w, w.pool.slots[f.slots + this.slot + OPENED]!);
    return o;
  }

  /** A connection returns: to the longest-waiting call, to the idle ones, or it is closed. */
  private comeBack(w: Port, openedNs: number): void {
    this.taken--;
    if (this.waiting.count > 0) {
      const f = this.waiting.shift(w.pool.frames);
      w.timers.cancel(f, this.timer);
      if (this.ready(w, f, openedNs) === PASS) w.calls.grant(f);
    } else if (this.p.poolSize === 0 || this.idle.count < this.p.poolSize) this.idle.add(openedNs);
    else this.total--;
  }

  override wake(w: Port, f: Frame, slot: number): void {
    if (slot !== this.timer) return w.calls.descend(f, this.layerOf(f) + 1);
    this.waiting.remove(f, w.pool.frames);
    if (!this.room) this.turnAway(w, f);
    else if (this.open(w, f) === PASS) w.calls.descend(f, this.layerOf(f) + 1);
  }

  override abandon(w: Port, f: Frame): void {
    const stage = w.pool.slots[f.slots + this.slot + STAGE]!;
    w.timers.cancel(f, this.timer);
    w.timers.cancel(f, this.timer + 1);
    if (stage === FOR_RETURN) this.waiting.remove(f, w.pool.frames);
    else if (stage === FOR_READY) this.comeBack(w, CLOSED);
    else {
      // Opening failed: the capacity is returned without notification.
      this.taken--;
      this.total--;
    }
  }

  override gauges(): Record<string, number> {
    return { taken: this.taken, waiting: this.waiting.count };
  }

  override report(): Record<string, number> {
    return { ...this.gauges(), open: this.total };
  }
}
