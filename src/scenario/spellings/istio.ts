/**
 * Istio's VirtualService and DestinationRule: https://istio.io/latest/docs/reference/config. Its
 * sidecars stand with the caller, so all of it belongs to a call.
 */
import type { Entry, Moved, Spellings } from '../../engine/index.ts';

const UNIT = '%';

const POOLS: readonly Entry[] = [
  {
    pattern: 'timeout',
    from: { tcp: { inside: { connectTimeout: 'connect' } } },
  },
  {
    pattern: 'bulkhead',
    set: { like: 'istio' },
    from: {
      tcp: { inside: { maxConnections: 'maxConnections' } },
      http: {
        inside: {
          http1MaxPendingRequests: 'http1MaxPendingRequests',
          http2MaxRequests: 'http2MaxRequests',
          maxRequestsPerConnection: 'maxRequestsPerConnection',
        },
      },
    },
  },
  {
    pattern: 'retry',
    set: { like: 'envoy' },
    note: 'where there is a retry',
    from: { http: { inside: { maxRetries: 'maxRetries' } } },
  },
];

/** Envoy ejects one replica; the nearest is a breaker for all of them. */
const EJECTION: Entry = {
  pattern: 'circuitBreaker',
  set: { like: 'consecutive' },
  from: { consecutiveErrors: 'failureThreshold' },
};

export const ejecting = (where: string): Moved => ({
  where:
    'ejects single replicas, which is not modeled; ' + `the nearest in \`patterns\` of ${where} is`,
  entries: [EJECTION],
});

const inside = (key: string, entries: readonly Entry[]): Entry[] =>
  entries.map((entry) => ({ ...entry, from: { [key]: { inside: entry.from } } }));

const delay: Entry = {
  fault: 'delay',
  set: { at: 0, on: 'caller->callee' },
  from: {
    delay: {
      inside: {
        fixedDelay: 'delay',
        percentage: { to: 'share', unit: UNIT },
        percent: { to: 'share', unit: UNIT },
      },
    },
  },
};
const abort: Entry = {
  fault: 'errors',
  set: { at: 0, on: 'caller->callee' },
  from: {
    abort: {
      inside: { percentage: { to: 'errors', unit: UNIT }, percent: { to: 'errors', unit: UNIT } },
    },
  },
};

/** @param where which calls these are */
const policies = (where: string): Record<string, Moved> => ({
  connectionPool: { where: `stands in \`patterns\` of ${where}`, entries: POOLS },
  outlierDetection: ejecting(where),
  trafficPolicy: {
    where: `stands in \`patterns\` of ${where}`,
    entries: [...inside('connectionPool', POOLS), ...inside('outlierDetection', [EJECTION])],
  },
});

/** In a call. */
export const inCall: Spellings = {
  timeout: {
    where: 'stands in `patterns` of the call',
    entries: [{ pattern: 'timeout', from: { '': 'after' } }],
  },
  retries: {
    where: 'stands in `patterns` of the call',
    entries: [
      {
        pattern: 'retry',
        set: { like: 'envoy' },
        from: { '': 'numRetries', attempts: 'numRetries' },
      },
      { pattern: 'timeout', from: { perTryTimeout: 'after' } },
    ],
  },
  fault: { where: 'stands in `faults` of the scenario', entries: [delay, abort] },
  ...policies('the call'),
  mirror: { none: 'has no counterpart' },
  match: { none: 'has no counterpart: all requests take the same steps' },
  route: { none: 'has no counterpart: `call` names the service' },
  host: { none: 'has no counterpart: `call` names the service' },
  loadBalancer: { none: 'has no counterpart: replicas are called in turn' },
};

/** In a service. */
export const inService: Spellings = {
  ...policies('each call to it'),
  host: { none: 'has no counterpart: the service’s key is its name' },
  subsets: { none: 'has no counterpart: make each a service' },
  loadBalancer: { none: 'has no counterpart: replicas are called in turn' },
};

/** At the top of a scenario: what is around a configuration in Kubernetes. */
export const inScenario: Spellings = Object.fromEntries(
  ['apiVersion', 'kind', 'metadata', 'spec'].map((key) => [
    key,
    { none: 'belongs to Kubernetes: what it configures stands on a call or service' },
  ]),
);
