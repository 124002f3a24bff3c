/**
 * Hystrix's thread pool: Java's ThreadPoolExecutor, before which HystrixContextScheduler rejects
 * calls once `queueSizeRejectionThreshold` are queued. An abandoned call is removed from the queue:
 * unsubscribing removes its task from the executor.
 */
import type { Frame } from '../../model/flight/frame.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { actualMaximumSize, type Params } from './hystrix.table.ts';
import { ThreadPool } from './thread-pool.ts';

export class HystrixPool extends ThreadPool {
  private threshold = 0;

  override configure(w: Port, params: PatternParams): void {
    this.readRetryAfter(params);
    const p = params as unknown as Params;
    this.capacity = Math.max(0, p.maxQueueSize);
    // A SynchronousQueue is always empty.
    this.threshold = this.capacity > 0 ? p.queueSizeRejectionThreshold : Infinity;
    this.resize(w, p.coreSize, actualMaximumSize(p), p.keepAliveTime);
  }

  override enter(w: Port, f: Frame): number {
    return this.waiting.count >= this.threshold ? this.refuse(f) : super.enter(w, f);
  }

  override get keepsAbandoned(): boolean {
    return false;
  }

  override gauges(): Record<string, number> {
    return { ...super.gauges(), limit: this.max };
  }
}
