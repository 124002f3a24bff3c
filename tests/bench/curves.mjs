// How the cost of an event grows with the size of a scenario: one knob at a time, everything else
// the same. The smallest scenarios that turn that knob alone; their work is exponential, so that
// events do not come in step.

const work = (ms) => ({ work: { exponential: `${ms}ms` } });

const named = (count, make) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i}`, make(i)]));

const STACK = [
  { retry: { maxAttempts: 3, base: '20ms', retryOn: ['error', 'timeout', 'circuit-open'] } },
  { circuitBreaker: {} },
  { timeout: { after: '2s' } },
];

/** A client that calls one of so many services, each time any of them. */
const anyOf = (count, patternsOf) => ({
  oneOf: Array.from({ length: count }, (_, i) => ({
    weight: 1,
    steps: [{ call: `s${i}`, patterns: patternsOf(i) }],
  })),
});

const scenario = (rate, seconds, steps, services) => ({
  version: 1,
  title: 'a point of a curve',
  seed: 1,
  duration: `${seconds}s`,
  clients: { web: { load: { rate: `${rate}/s` }, steps } },
  services,
});

/** A chain of so many services, with requests that make some 6,000 events per second. */
function depth(count) {
  const next = (i) => (i + 1 < count ? [{ call: `s${i + 1}`, patterns: STACK }] : []);
  return scenario(Math.max(10, 6000 / count), 30, [{ call: 's0', patterns: STACK }], {
    ...named(count, (i) => ({ threads: 10_000, steps: [work(1), ...next(i)] })),
  });
}

/** Each layer is another pattern: eight of them lie in a stack like that, seldom or never. */
const LAYERS = [
  { timeout: { after: '2s' } },
  { circuitBreaker: {} },
  { retry: { maxAttempts: 2, base: '20ms' } },
  { bulkhead: { maxConcurrentCalls: 1000 } },
  { rateLimiter: { capacity: 10_000, refill: '10000/s' } },
  { timeout: { after: '3s' } },
  { concurrencyLimit: { like: 'vegas' } },
  { retry: { maxAttempts: 2, base: '30ms' } },
];

/** By knob: the values that are tried, and the scenario of one. */
export const CURVES = {
  services: {
    values: [2, 10, 30, 100, 300],
    scenario: (count) =>
      scenario(4000, 30, [anyOf(count, () => STACK)], {
        ...named(count, () => ({ threads: 64, errors: '2%', steps: [work(5)] })),
      }),
  },
  depth: { values: [2, 10, 30, 100, 300], scenario: depth },
  'in flight': {
    values: [10, 100, 1000, 10_000, 100_000],
    scenario: (calls) =>
      scenario(5000, Math.max(20, (3 * calls) / 5000), [{ call: 's0' }], {
        s0: { threads: 10_000_000, steps: [work(calls / 5)] },
      }),
  },
  replicas: {
    values: [1, 10, 100, 1000],
    scenario: (replicas) =>
      scenario(4000, 30, [{ call: 's0', patterns: STACK }], {
        s0: { replicas, threads: 64, errors: '2%', steps: [work(5)] },
      }),
  },
  layers: {
    values: [0, 1, 2, 4, 8],
    scenario: (layers) =>
      scenario(4000, 30, [{ call: 's0', patterns: LAYERS.slice(0, layers) }], {
        s0: { threads: 64, errors: '2%', steps: [work(5)] },
      }),
  },
  'distinct timeouts': {
    values: [1, 10, 100, 300],
    scenario: (distinct) =>
      scenario(
        4000,
        30,
        [
          anyOf(300, (i) => [
            { retry: { maxAttempts: 2 } },
            { timeout: { after: `${1000 + (i % distinct)}ms` } },
          ]),
        ],
        named(300, () => ({ threads: 64, errors: '2%', steps: [work(5)] })),
      ),
  },
};
