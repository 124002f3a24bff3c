/**
 * The thread-pool bulkhead of resilience4j: java.util.concurrent.ThreadPoolExecutor, rule by rule.
 * A call is a task: it counts as one from when it is submitted until it returns. A new thread is
 * started as long as there are fewer than `coreThreadPoolSize`, even beside idle ones; then the
 * queue is filled; only when that is full are threads started up to `maxThreadPoolSize`, each with
 * the very task that found it full, which so overtakes all that wait.
 *
 * An idle thread needs a moment to take a task out of the queue. Here that is the end of the
 * instant: calls that come at one instant meet the queue as the first of them left it, so a burst
 * can start threads, or be refused, though others are idle, as it does and is in the JDK. Likewise
 * a thread whose keep-alive time ends with an instant still takes a task that came at it.
 *
 * A caller that gives up leaves its task in the queue, and a thread runs it in its turn for nobody.
 */
import { ARRIVAL } from '../../kernel/queue.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { Line } from '../../model/flight/line.ts';
import { BULKHEAD_FULL, type Outcome } from '../../model/outcome.ts';
import { HOLD, PASS, Pattern } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { Deque } from './deque.ts';
import type { Params } from './thread-pool.table.ts';

export class ThreadPool extends Pattern {
  /** Threads that there are, idle ones among them. */
  threads = 0;
  /** Of those that are idle: until when they wait for a call, Infinity for ever. */
  readonly idle = new Deque();
  readonly waiting = new Line();
  private core = 0;
  private max = 0;
  private capacity = 0;
  private keepAliveNs = 0.5;
  /** The alarm that is set, in ns; Infinity when none is. */
  private alarmNs = Infinity;

  override configure(w: Port, params: PatternParams): void {
    const p = params as unknown as Params;
    const { core } = this;
    this.core = p.coreThreadPoolSize;
    this.max = p.maxThreadPoolSize;
    this.capacity = p.queueCapacity;
    // Whole ms, as the library hands them on.
    this.keepAliveNs = Math.trunc(p.keepAliveDuration) * 1e6;
    // What the executor's setters do: idle threads look anew whether they are still wanted …
    for (let idle = this.idle.count; idle > 0; idle--) {
      this.idle.takeOldest();
      this.rest(w);
    }
    // … and a larger core takes on what waits.
    let more = Math.min(this.core - core, this.waiting.count);
    for (; more > 0 && this.threads < this.core; more--) {
      this.threads++;
      w.calls.grant(this.waiting.shift(w.pool.frames));
    }
  }

  override enter(w: Port, f: Frame): number {
    if (this.threads < this.core) return this.start();
    // Without a queue a call is handed to a thread that waits for it, the last one first.
    if (this.capacity === 0 && this.idle.count > 0) {
      this.idle.takeNewest();
      return PASS;
    }
    if (this.waiting.count < this.capacity) {
      this.waiting.push(f);
      if (this.idle.count > 0) w.after(f, 0, ARRIVAL);
      return HOLD;
    }
    return this.threads < this.max ? this.start() : BULKHEAD_FULL;
  }

  /** The instant is over: an idle thread takes what has waited longest. */
  override wake(w: Port): void {
    if (this.idle.count === 0 || this.waiting.count === 0) return;
    // Threads that wait for a queue are served in turn.
    this.idle.takeOldest();
    w.calls.grant(this.waiting.shift(w.pool.frames));
  }

  private start(): number {
    this.threads++;
    return PASS;
  }

  /** The thread that ran the call is free. */
  override leave(w: Port, _f: Frame, o: Outcome): number {
    if (this.threads <= this.max && this.waiting.count > 0)
      w.calls.grant(this.waiting.shift(w.pool.frames));
    else this.rest(w);
    return o;
  }

  /** A thread has nothing to do: it waits for a task, or ends. */
  private rest(w: Port): void {
    const spare = this.threads > this.core;
    if (this.threads > this.max || (spare && this.keepAliveNs === 0)) {
      this.threads--;
      return;
    }
    // When that instant is over: a poll of the JDK's queues looks once more before it gives up.
    const dueNs = spare ? w.now + this.keepAliveNs + 1 : Infinity;
    this.idle.add(dueNs);
    if (dueNs < this.alarmNs) this.wakeAt(w, dueNs);
  }

  private wakeAt(w: Port, ns: number): void {
    this.alarmNs = ns;
    this.clock.set(w, ns - w.now);
  }

  /** The time of some threads is up: those beyond the core end, one of the core waits on. */
  override alarm(w: Port): void {
    this.alarmNs = Infinity;
    const { idle } = this;
    let nextNs = Infinity;
    for (let i = 0; i < idle.count; i++) {
      const dueNs = idle.at(i);
      if (dueNs > w.now) nextNs = Math.min(nextNs, dueNs);
      else {
        idle.remove(i--);
        if (this.threads > this.core) this.threads--;
        else idle.add(Infinity);
      }
    }
    if (nextNs < Infinity) this.wakeAt(w, nextNs);
  }

  override get keepsAbandoned(): boolean {
    return true;
  }

  override abandon(w: Port, f: Frame): void {
    f.due = 0;
    this.waiting.remove(f, w.pool.frames);
  }

  override gauges(): Record<string, number> {
    return { taken: this.threads - this.idle.count, waiting: this.waiting.count };
  }

  override report(): Record<string, number> {
    return { ...this.gauges(), threads: this.threads };
  }
}
