/**
 * Envoy's connection pool with the thresholds of its cluster, rule by rule as in
 * `conn_pool_base.cc`: a request that finds a connection is in flight, unless `maxRequests` are
 * already; one that finds none is pending, or refused at once when `maxPendingRequests` are. A
 * freed connection takes the longest pending request, which is refused if `maxRequests` are in
 * flight by then. An abandoned request is no longer pending.
 *
 * Connections open in no time here, so a request that needs a new one is not pending meanwhile, as
 * it is in Envoy until the connection is established.
 */
import type { Frame } from '../../model/flight/frame.ts';
import type { Outcome } from '../../model/outcome.ts';
import { HOLD, PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { Connections } from './connections.ts';
import { envoyLimits, inFlight, type PoolLimits } from './envoy.table.ts';
import { EvictingSlots } from './evicting.ts';
import { istioLimits } from './istio.table.ts';

abstract class ConnectionPool extends EvictingSlots {
  /** The connection of each call. */
  static override readonly slots = 1;
  readonly connections = new Connections();
  private maxPending = 0;
  private maxRequests = 0;

  protected abstract limitsOf(params: PatternParams): PoolLimits;

  override configure(w: Port, params: PatternParams): void {
    super.configure(w, params);
    const limits = this.limitsOf(params);
    const { connections, streams, life } = limits;
    this.limit = inFlight(limits);
    this.maxPending = limits.pending;
    this.maxRequests = limits.requests;
    this.connections.configure({ most: connections, streams, life });
    this.admit(w);
  }

  override enter(w: Port, f: Frame): number {
    if (this.connections.room) {
      if (this.taken >= this.maxRequests) return this.refuse(f);
      this.attach(w, f);
      return PASS;
    }
    if (this.waiting.count >= this.maxPending) return this.refuse(f);
    this.waiting.push(f);
    return HOLD;
  }

  private attach(w: Port, f: Frame): void {
    this.taken++;
    w.pool.slots[f.slots + this.slot] = this.connections.take();
  }

  override leave(w: Port, f: Frame, o: Outcome): number {
    this.connections.give(w.pool.slots[f.slots + this.slot]!);
    return super.leave(w, f, o);
  }

  protected override admit(w: Port): void {
    while (this.waiting.count > 0 && this.connections.room) {
      const f = this.next(w);
      if (this.taken >= this.maxRequests) this.evict(w, f);
      else {
        this.attach(w, f);
        w.calls.grant(f);
      }
    }
  }

  override gauges(): Record<string, number> {
    return { taken: this.taken, waiting: this.waiting.count, limit: this.limit };
  }

  override report(): Record<string, number> {
    return { taken: this.taken, waiting: this.waiting.count, open: this.connections.open };
  }
}

export class EnvoyPool extends ConnectionPool {
  protected override limitsOf(params: PatternParams): PoolLimits {
    return envoyLimits(params as unknown as Parameters<typeof envoyLimits>[0]);
  }
}

export class IstioPool extends ConnectionPool {
  protected override limitsOf(params: PatternParams): PoolLimits {
    return istioLimits(params as unknown as Parameters<typeof istioLimits>[0]);
  }
}
