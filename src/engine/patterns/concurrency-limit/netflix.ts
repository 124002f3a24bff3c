/**
 * Netflix SimpleLimiter 0.5: rejects calls over the limit at once. As in its gRPC interceptors,
 * successes are samples, failures that indicate overload are drops, and other failures are ignored.
 */
import type { Frame } from '../../model/flight/frame.ts';
import { DEGRADED, maskOf, type Outcome, SHED } from '../../model/outcome.ts';
import { PASS, Pattern } from '../../model/pattern.ts';
import type { Value } from '../../model/params.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import type { Limit } from './limit.ts';
import { Windowed } from './windowed.ts';
import { type gathering } from './windowed.table.ts';

const IGNORED = maskOf(['error', 'permanent', 'conflict', 'cancelled']);

// Per call: its start time, and the concurrent calls then, including itself.
const BEGAN = 0;
const INFLIGHT = 1;

export abstract class NetflixLimiter extends Pattern {
  static override readonly slots = 2;
  inflight = 0;
  protected abstract readonly limit: Limit;
  private windowed: Windowed | null = null;

  override configure(_w: Port, params: PatternParams): void {
    this.limit.configure(params);
    const p = params['window'] as Value<typeof gathering>;
    if (p === null) this.windowed = null;
    else if (this.windowed === null) this.windowed = new Windowed(p);
    else this.windowed.configure(p);
  }

  override enter(w: Port, f: Frame): number {
    if (this.inflight >= this.limit.whole) return SHED;
    const slot = f.slots + this.slot;
    w.pool.slots[slot + BEGAN] = w.now;
    w.pool.slots[slot + INFLIGHT] = ++this.inflight;
    return PASS;
  }

  override leave(w: Port, f: Frame, o: Outcome): number {
    this.inflight--;
    if ((IGNORED & (1 << o)) !== 0) return o;
    const slot = f.slots + this.slot;
    // The algorithms assume that every answer takes some time.
    const rttNs = Math.max(1, w.now - w.pool.slots[slot + BEGAN]!);
    const inflight = w.pool.slots[slot + INFLIGHT]!;
    const dropped = o > DEGRADED;
    if (this.windowed === null) this.limit.update(rttNs, inflight, dropped);
    else this.windowed.sample(this.limit, w.now, rttNs, inflight, dropped);
    return o;
  }

  override report(): Record<string, number> {
    return { taken: this.inflight, waiting: 0, limit: this.limit.whole };
  }
}
