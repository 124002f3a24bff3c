/** Parameters, help and behavior of Envoy's limits in `envoy.ts`. */
import { choice, count, either, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { retryAfter } from '../../model/retry-after.table.ts';

/** Envoy's limits are unsigned 32-bit integers. */
export const UINT32_MAX = 4_294_967_295;

export const limit = (fallback: number, help: string) => count(fallback, help, { max: UINT32_MAX });

export const params = {
  maxConnections: limit(1024, 'Maximum connections. 0: Envoy opens one all the same.'),
  maxPendingRequests: limit(
    1024,
    'Maximum requests that wait for a connection. They wait without a time limit.',
  ),
  maxRequests: limit(
    1024,
    'Maximum requests in flight. A connection that is free does not help beyond that.',
  ),
  perConnection: either(
    [
      count(1, 'Requests that a connection carries at once.', { min: 1 }),
      choice(['none'], 'none', 'Requests that a connection carries at once have no limit.'),
    ],
    'Requests that a connection carries at once. 1: HTTP/1.1; more, or none for no limit: HTTP/2.',
  ),
  retryAfter,
} as const;

export interface PoolLimits {
  connections: number;
  /** Requests per connection, at once and in its life (0: no limit). */
  streams: number;
  life: number;
  pending: number;
  requests: number;
}

/** Maximum requests in flight. */
export const inFlight = ({ connections, streams, requests }: PoolLimits): number =>
  Math.min(requests, connections * streams);

export const natureOf = (limits: PoolLimits) => ({
  concurrency: inFlight(limits),
  queue: limits.pending,
});

export function envoyLimits(p: Values<typeof params>): PoolLimits {
  return {
    connections: Math.max(1, p.maxConnections),
    streams: typeof p.perConnection === 'number' ? p.perConnection : Infinity,
    life: 0,
    pending: p.maxPendingRequests,
    requests: p.maxRequests,
  };
}

export const envoy: Variant = {
  of: 'Envoy (commit 00dcf3fb), the circuit-breaking thresholds of a cluster',
  help:
    'A request takes a connection that is free, or a new one, which opens at once; otherwise it ' +
    'is pending, first in, first out. A call’s own `connect` is spent by each attempt, as ' +
    'everywhere. Connections to the replicas of the callee are not told apart.',
  params,
  nature: (p: Values<typeof params>) => natureOf(envoyLimits(p)),
};
