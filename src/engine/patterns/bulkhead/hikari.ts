/**
 * HikariCP as a bulkhead: a call needs a connection of the pool, or waits in an unbounded queue
 * until `connectionTimeout`. One thread opens connections sequentially while calls wait or fewer
 * than `minimumIdle` are idle. Connections are closed for age (`maxLifetime` less a random 0–2.5 %)
 * and, every 30 s, for idleness (`idleTimeout`).
 *
 * An abandoned call leaves the queue at once: its waiting thread is interrupted.
 *
 * If opening takes no time, connections are opened on demand and never expire, which is not
 * observable, so memory grows with the calls instead of the pool size.
 */
import type { Stream } from '../../kernel/random.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { Line } from '../../model/flight/line.ts';
import type { Outcome } from '../../model/outcome.ts';
import { HOLD, PASS } from '../../model/pattern.ts';
import type { Lane } from '../../model/flight/timers.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { Bulkhead } from './bulkhead.ts';
import { type HikariParams, settled } from './hikari.table.ts';
import { IdleConnections } from './idle-connections.ts';

const NS_PER_MS = 1e6;
/** HikariPool: `scheduleWithFixedDelay(new HouseKeeper(), 100L, housekeepingPeriodMs)`. */
const FIRST_HOUSEKEEPING_NS = 100e6;
const HOUSEKEEPING_NS = 30e9;
/** Lifetimes up to this are not varied; longer ones by less than 2.5 %. */
const VARIED_FROM_MS = 10_000;
const VARIATION = 40;

// Per call: its connection, by order of opening, and that connection's expiry.
const WHICH = 0;
const END = 1;

export class Hikari extends Bulkhead {
  static override readonly slots = 2;
  static override readonly timers = 1;
  /** Connections in use, and all open ones. */
  taken = 0;
  total = 0;
  readonly idle = new IdleConnections();
  readonly waiting = new Line();
  /** Connections requested from the opener, besides the one it is opening. */
  private asked = 0;
  private opened = 0;
  /**
   * Times of the next opened connection, the next housekeeping and the alarm; Infinity: not set.
   */
  private openNs = Infinity;
  private houseNs = Infinity;
  private alarmNs = Infinity;
  private p!: HikariParams;
  private connectNs = 0.5;
  private patience: Lane | null = null;
  private readonly lifetimes: Stream;

  constructor(place: Bulkhead['place']) {
    super(place);
    this.lifetimes = place.stream('lifetime');
  }

  override configure(w: Port, params: PatternParams): void {
    super.configure(w, params);
    const fresh = this.patience === null;
    this.p = settled(params as unknown as HikariParams);
    this.connectNs = Math.round(this.p.connect * NS_PER_MS);
    this.patience = w.timers.lane(Math.round(this.p.connectionTimeout * NS_PER_MS));
    for (; this.idle.count > 0 && this.total > this.p.maximumPoolSize; this.total--)
      this.idle.remove(this.idle.count - 1);
    for (let waiting = this.waiting.count; waiting > 0; waiting--) this.ask(w, waiting);
    if (this.connectNs === 0) return;
    if (this.houseNs === Infinity) this.houseNs = w.now + FIRST_HOUSEKEEPING_NS;
    // The library opens one connection before it starts, to fail fast.
    if (fresh && this.p.minimumIdle > 0) this.open(w);
    this.rearm(w);
  }

  override enter(w: Port, f: Frame): number {
    const { idle } = this;
    if (idle.count === 0 && this.connectNs === 0 && this.total < this.p.maximumPoolSize)
      this.open(w);
    if (idle.count > 0) {
      this.take(w, f, idle.which[0]!, idle.endNs[0]!);
      idle.remove(0);
      return PASS;
    }
    this.waiting.push(f);
    w.timers.start(this.patience!, f, this.timer, this.layerOf(f));
    this.ask(w, this.waiting.count);
    return HOLD;
  }

  private take(w: Port, f: Frame, which: number, endNs: number): void {
    const slot = f.slots + this.slot;
    w.pool.slots[slot + WHICH] = which;
    w.pool.slots[slot + END] = endNs;
    this.taken++;
  }

  override leave(w: Port, f: Frame, o: Outcome): number {
    const slot = f.slots + this.slot;
    const endNs = w.pool.slots[slot + END]!;
    this.taken--;
    if (w.now >= endNs || this.total > this.p.maximumPoolSize) {
      this.total--;
      this.fill(w);
    } else this.putIn(w, w.pool.slots[slot + WHICH]!, endNs);
    return o;
  }

  /** A connection is free: it goes to the longest-waiting call, or becomes idle. */
  private putIn(w: Port, which: number, endNs: number): void {
    if (this.waiting.count > 0) {
      const f = this.waiting.shift(w.pool.frames);
      w.timers.cancel(f, this.timer);
      this.take(w, f, which, endNs);
      w.calls.grant(f);
      return;
    }
    this.idle.add(which, endNs, w.now);
    if (endNs < this.alarmNs) this.rearm(w);
  }

  private open(w: Port): void {
    this.total++;
    this.putIn(w, this.opened++, this.endOfLife(w));
  }

  private endOfLife(w: Port): number {
    const { maxLifetime } = this.p;
    if (maxLifetime === 0 || this.connectNs === 0) return Infinity;
    const range = Math.trunc(maxLifetime / VARIATION);
    const less = maxLifetime > VARIED_FROM_MS ? this.lifetimes.below(range) : 0;
    return w.now + Math.round((maxLifetime - less) * NS_PER_MS);
  }

  /** A number of calls wait: requests one more connection, unless enough are requested already. */
  private ask(w: Port, waiting: number): void {
    if (waiting > this.asked && this.asked < this.p.maximumPoolSize) this.asked++;
    this.work(w);
  }

  /** Requests connections up to the minimum idle. */
  private fill(w: Port): void {
    const { maximumPoolSize, minimumIdle } = this.p;
    const few = Math.min(maximumPoolSize - this.total, minimumIdle - this.idle.count);
    if (this.connectNs > 0) this.asked += Math.max(0, few - this.asked);
    this.work(w);
  }

  /** The opener opens requested connections that are still needed. */
  private work(w: Port): void {
    const { maximumPoolSize, minimumIdle } = this.p;
    while (this.asked > 0 && this.openNs === Infinity) {
      this.asked--;
      const wanted = this.waiting.count > this.idle.count || this.idle.count < minimumIdle;
      if (!wanted || this.total >= maximumPoolSize) continue;
      if (this.connectNs === 0) this.open(w);
      else {
        this.openNs = w.now + this.connectNs;
        this.rearm(w);
      }
    }
  }

  override alarm(w: Port): void {
    this.alarmNs = Infinity;
    if (this.openNs <= w.now) {
      this.openNs = Infinity;
      this.open(w);
      this.work(w);
    }
    for (let at = this.idle.count - 1; at >= 0; at--)
      if (this.idle.endNs[at]! <= w.now) {
        this.idle.remove(at);
        this.total--;
        this.fill(w);
      }
    if (this.houseNs <= w.now) this.keepHouse(w);
    this.rearm(w);
  }

  /** Closes connections idle for too long, newest first, and opens missing ones. */
  private keepHouse(w: Port): void {
    const { idleTimeout, minimumIdle, maximumPoolSize } = this.p;
    this.houseNs = this.connectNs > 0 ? w.now + HOUSEKEEPING_NS : Infinity;
    if (idleTimeout > 0 && minimumIdle < maximumPoolSize)
      for (let at = this.idle.count - 1; at >= 0 && this.idle.count > minimumIdle; at--)
        if (w.now - this.idle.sinceNs[at]! > idleTimeout * NS_PER_MS) {
          this.idle.remove(at);
          this.total--;
        }
    this.fill(w);
  }

  /** Sets the alarm to the next event. */
  private rearm(w: Port): void {
    const next = Math.min(this.openNs, this.houseNs, this.idle.nextEnd());
    if (next >= this.alarmNs || next === Infinity) return;
    this.alarmNs = next;
    this.clock.set(w, next - w.now);
  }

  /** `connectionTimeout` has elapsed. */
  override wake(w: Port, f: Frame): void {
    this.waiting.remove(f, w.pool.frames);
    this.turnAway(w, f);
  }

  override abandon(w: Port, f: Frame): void {
    w.timers.cancel(f, this.timer);
    this.waiting.remove(f, w.pool.frames);
  }

  override gauges(): Record<string, number> {
    return { taken: this.taken, waiting: this.waiting.count };
  }

  override report(): Record<string, number> {
    return { ...this.gauges(), open: this.total };
  }
}
