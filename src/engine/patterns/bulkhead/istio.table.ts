/** Parameters, help and behavior of Istio's limits in `envoy.ts`. */
import { choice, count, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { retryAfter } from '../../model/retry-after.table.ts';
import { limit, natureOf, type PoolLimits, UINT32_MAX } from './envoy.table.ts';

/** The default of HTTP/2 streams per connection in Envoy. */
const STREAMS_MAX = 2_147_483_647;

export const params = {
  maxConnections: limit(UINT32_MAX, 'Maximum connections. 0: the default, which is no limit.'),
  http1MaxPendingRequests: limit(
    UINT32_MAX,
    'Maximum requests that wait for a connection, with HTTP/2 as well. They wait without a time ' +
      'limit. 0: the default, which is no limit.',
  ),
  http2MaxRequests: limit(
    UINT32_MAX,
    'Maximum requests in flight, with HTTP/1.1 as well. 0: the default, which is no limit.',
  ),
  maxRequestsPerConnection: limit(
    0,
    'Requests that a connection serves in its life, not at once: then it takes no more, and ' +
      'closes when its last one ends. 1: no keep-alive. 0: no limit.',
  ),
  h2UpgradePolicy: choice(
    ['DEFAULT', 'DO_NOT_UPGRADE', 'UPGRADE'],
    'DEFAULT',
    'UPGRADE: HTTP/2, so a connection carries many requests at once. Otherwise HTTP/1.1, and a ' +
      'connection carries one.',
  ),
  maxConcurrentStreams: count(
    STREAMS_MAX,
    'Requests that an HTTP/2 connection carries at once. 0: the default, which is no limit.',
    { max: STREAMS_MAX },
  ),
  retryAfter,
} as const;

/** cluster_traffic_policy.go: only values above 0 are set. */
export function istioLimits(p: Values<typeof params>): PoolLimits {
  return {
    connections: p.maxConnections || UINT32_MAX,
    streams: p.h2UpgradePolicy === 'UPGRADE' ? p.maxConcurrentStreams || STREAMS_MAX : 1,
    life: p.maxRequestsPerConnection,
    pending: p.http1MaxPendingRequests || UINT32_MAX,
    requests: p.http2MaxRequests || UINT32_MAX,
  };
}

export const istio: Variant = {
  of: 'Istio (commit 011b88bb), connectionPool of a DestinationRule',
  help:
    'Envoy’s limits under Istio’s names, with defaults that limit nothing. A request takes a ' +
    'connection that is free, or a new one, which opens at once; otherwise it is pending.',
  params,
  nature: (p: Values<typeof params>) => natureOf(istioLimits(p)),
};
