/**
 * resilience4j's thread-pool bulkhead: java.util.concurrent.ThreadPoolExecutor, rule by rule. A
 * call is a task from submission to return. Below `coreThreadPoolSize` each task starts a thread,
 * even beside idle ones; then tasks are queued; with a full queue threads are started up to
 * `maxThreadPoolSize`, each with the task that found the queue full, which thereby overtakes all
 * queued tasks.
 *
 * An idle thread takes a task at the end of the instant. Simultaneous calls therefore see the queue
 * as the first of them left it, so a burst can start threads, or be rejected, beside idle threads,
 * as in the JDK. A thread whose keep-alive ends with an instant still takes a task of that instant.
 *
 * An abandoned task stays in the queue, and a thread runs it as abandoned work.
 */
import { ARRIVAL } from '../../kernel/queue.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { Line } from '../../model/flight/line.ts';
import type { Outcome } from '../../model/outcome.ts';
import { HOLD, PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { Bulkhead } from './bulkhead.ts';
import { Deque } from './deque.ts';
import type { Params } from './thread-pool.table.ts';

export class ThreadPool extends Bulkhead {
  /** All threads, including idle ones. */
  threads = 0;
  /** Per idle thread: end of its wait for a task; Infinity: none. */
  readonly idle = new Deque();
  readonly waiting = new Line();
  private core = 0;
  protected max = 0;
  protected capacity = 0;
  private keepAliveNs = 0.5;
  /** The alarm, in ns; Infinity: not set. */
  private alarmNs = Infinity;

  override configure(w: Port, params: PatternParams): void {
    this.readRetryAfter(params);
    const p = params as unknown as Params;
    this.capacity = p.queueCapacity;
    // Whole ms, as the library passes them on.
    this.resize(w, p.coreThreadPoolSize, p.maxThreadPoolSize, Math.trunc(p.keepAliveDuration));
  }

  protected resize(w: Port, newCore: number, newMax: number, keepAliveMs: number): void {
    const { core, max, keepAliveNs } = this;
    this.core = newCore;
    this.max = newMax;
    this.keepAliveNs = keepAliveMs * 1e6;
    if (this.core === core && this.max === max && this.keepAliveNs === keepAliveNs) return;
    // As the executor's setters: idle threads check whether they are still needed …
    for (let idle = this.idle.count; idle > 0; idle--) {
      this.idle.takeOldest();
      this.rest(w);
    }
    // … and a larger core takes queued tasks.
    let more = Math.min(this.core - core, this.waiting.count);
    for (; more > 0 && this.threads < this.core; more--) {
      this.threads++;
      w.calls.grant(this.waiting.shift(w.pool.frames));
    }
  }

  override enter(w: Port, f: Frame): number {
    if (this.threads < this.core) return this.start();
    // Without a queue, a call goes to a waiting thread, the most recent first.
    if (this.capacity === 0 && this.idle.count > 0) {
      this.idle.takeNewest();
      return PASS;
    }
    if (this.waiting.count < this.capacity) {
      this.waiting.push(f);
      if (this.idle.count > 0) w.after(f, 0, ARRIVAL);
      return HOLD;
    }
    return this.threads < this.max ? this.start() : this.refuse(f);
  }

  /** End of the instant: an idle thread takes the oldest task. */
  override wake(w: Port): void {
    if (this.idle.count === 0 || this.waiting.count === 0) return;
    // Threads waiting for a queue are served in order.
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

  /** A thread has no task: it waits for one, or ends. */
  private rest(w: Port): void {
    const spare = this.threads > this.core;
    if (this.threads > this.max || (spare && this.keepAliveNs === 0)) {
      this.threads--;
      return;
    }
    // At the end of that instant: a poll of the JDK's queues checks once more before it gives up.
    const dueNs = spare ? w.now + this.keepAliveNs + 1 : Infinity;
    this.idle.add(dueNs);
    if (dueNs < this.alarmNs) this.wakeAt(w, dueNs);
  }

  private wakeAt(w: Port, ns: number): void {
    this.alarmNs = ns;
    this.clock.set(w, ns - w.now);
  }

  /** Keep-alive has elapsed for some threads: those beyond the core end. */
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
    const { threads, idle, waiting } = this;
    return { taken: threads - idle.count, waiting: waiting.count, threads };
  }
}
