/** Entries of a stack that have another name in a library, or are several patterns here. */
import type { Entry, Spellings } from '../../engine/index.ts';
import { inCall as envoy } from './envoy.ts';
import { inCall as istio } from './istio.ts';

const where = 'is a pattern here';
const timeout: Entry = { pattern: 'timeout', from: { '': 'after', timeout: 'after' } };
const pool: Entry = {
  pattern: 'bulkhead',
  set: { like: 'resilience4j-threadpool' },
  from: {},
};
const hikari: Entry = { pattern: 'bulkhead', set: { like: 'hikari' }, from: {} };

export const inStack: Spellings = {
  // resilience4j
  timeLimiter: { where, entries: [timeout] },
  threadPoolBulkhead: { where, entries: [pool] },
  semaphoreBulkhead: { where, entries: [{ pattern: 'bulkhead', from: {} }] },
  // .NET
  attemptTimeout: { where, entries: [timeout] },
  totalRequestTimeout: { where, entries: [timeout] },
  concurrencyLimiter: {
    where,
    entries: [{ pattern: 'bulkhead', set: { like: 'polly' }, from: {} }],
  },
  hedging: { where, entries: [{ pattern: 'hedge', set: { like: 'polly' }, from: {} }] },
  // pools
  hikariPool: { where, entries: [hikari] },
  hikari: { where, entries: [hikari] },
  // Envoy and Istio
  ...envoy,
  connectionPool: istio['connectionPool']!,
  outlierDetection: istio['outlierDetection']!,
  trafficPolicy: istio['trafficPolicy']!,
  retries: istio['retries']!,
  adaptiveConcurrency: {
    where,
    entries: [{ pattern: 'concurrencyLimit', set: { like: 'envoy-gradient' }, from: {} }],
  },
  admissionControl: {
    where,
    entries: [{ pattern: 'adaptiveThrottle', set: { like: 'envoy-admission-control' }, from: {} }],
  },
};
