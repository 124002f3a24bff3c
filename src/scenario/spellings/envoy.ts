/**
 * Envoy's clusters and routes: https://www.envoyproxy.io/docs/envoy/latest/api-v3. A sidecar stands
 * with the caller, so all of it belongs to a call.
 */
import type { Entry, Moved, Spellings } from '../../engine/index.ts';
import { ejecting } from './istio.ts';

const LIMITS: readonly Entry[] = [
  {
    pattern: 'bulkhead',
    set: { like: 'envoy' },
    from: {
      thresholds: {
        inside: {
          maxConnections: 'maxConnections',
          maxPendingRequests: 'maxPendingRequests',
          maxRequests: 'maxRequests',
        },
      },
    },
  },
  {
    pattern: 'retry',
    set: { like: 'envoy' },
    note: 'where there is a retry',
    from: { thresholds: { inside: { maxRetries: 'maxRetries', retryBudget: 'retryBudget' } } },
  },
];

/** @param where which calls these are */
const cluster = (where: string): Record<string, Moved> => ({
  connectTimeout: {
    where: `stands in \`patterns\` of ${where}`,
    entries: [{ pattern: 'timeout', from: { '': 'connect' } }],
  },
  circuitBreakers: { where: `stands in \`patterns\` of ${where}`, entries: LIMITS },
  outlierDetection: ejecting(where),
});

const NONE = { none: 'has no counterpart: replicas are called in turn' };
const ADDRESS = { none: 'has no counterpart: the service’s key is its name' };

/** In a call. */
export const inCall: Spellings = {
  ...cluster('the call'),
  retryPolicy: {
    where: 'stands in `patterns` of the call',
    entries: [
      { pattern: 'retry', set: { like: 'envoy' }, from: {} },
      { pattern: 'timeout', from: { perTryTimeout: 'after' } },
    ],
  },
  hedgePolicy: { none: 'has no counterpart by itself: `hedge: { after: 250ms }` in `patterns`' },
  lbPolicy: NONE,
  cluster: { none: 'has no counterpart: `call` names the service' },
};

/** In a service. */
export const inService: Spellings = {
  ...cluster('each call to it'),
  lbPolicy: NONE,
  type: ADDRESS,
  loadAssignment: ADDRESS,
  healthChecks: { none: 'has no counterpart: replicas that crash are not called' },
  http2ProtocolOptions: { none: 'has no effect on calls' },
  dnsLookupFamily: { none: 'has no effect on calls' },
  commonLbConfig: NONE,
};
