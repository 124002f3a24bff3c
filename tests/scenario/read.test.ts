import { describe, expect, test } from 'vitest';
import type { Spec } from '../../src/engine/index.ts';
import { readData } from '../../src/scenario/check.ts';
import { read } from '../../src/scenario/read.ts';
import { EXAMPLE } from './example.ts';

const specOf = (text: string): Spec => {
  const { spec, problems } = read(text);
  expect(problems).toEqual([]);
  return spec!;
};

/** A service `api` with this in it, called by a client. */
const service = (inside: string): string =>
  `duration: 60s
clients: { web: { load: { rate: 1 }, steps: [{ call: api }] } }
services: { api: { ${inside} } }
`;

const workOf = (text: string): unknown => specOf(service(`work: ${text}`)).services['api']?.work;

const NO_CALL = {
  name: null,
  latency: 0,
  connect: 0,
  patterns: [],
  fallback: null,
  balance: null,
  times: 1,
};
const PLAIN = { like: null, scope: 'replica', disabled: false };

test('the example of the format is read with every default filled in', () => {
  const spec = specOf(EXAMPLE);
  expect(spec).toMatchObject({
    version: 1,
    title: 'Retry storm',
    seed: '42',
    duration: 300_000,
    warmup: 10_000,
    faults: [
      {
        at: 60_000,
        for: 30_000,
        on: 'payments',
        ramp: 0,
        share: null,
        replicas: null,
        disabled: false,
        slow: 10,
      },
    ],
    edits: [{ at: 90_000, set: 'services.checkout.replicas', to: 6 }],
  });
});

test('the example’s client and its stack are read', () => {
  const spec = specOf(EXAMPLE);
  expect(spec.clients['shoppers']).toEqual({
    load: { rate: 400, arrivals: 'poisson', maxInFlight: null },
    identities: null,
    instances: 1,
    steps: [
      {
        ...NO_CALL,
        call: 'checkout',
        patterns: [
          { timeout: { ...PLAIN, after: 2000, connect: null, read: null, cancel: 'none' } },
          {
            retry: {
              ...PLAIN,
              maxAttempts: 3,
              backoff: 'exponential',
              base: 100,
              factor: 2,
              cap: 2000,
              jitter: 'full',
              retryOn: null,
              budget: null,
              gate: null,
            },
          },
        ],
      },
    ],
  });
  expect(spec.services['payments']).toEqual({
    ...{ ejection: null, autoscale: null, startup: 0, coldStart: null, propagation: 0 },
    ...{ probes: null, memory: null, restart: null },
    ...{ balance: null, replicas: 1, threads: 64, cores: null, async: false },
    contention: null,
    queue: { capacity: 1000, order: 'fifo', timeout: null, retryAfter: null, codel: null },
    deadlines: null,
    errors: 0.005,
    permanentErrors: 0,
    writes: false,
    idempotency: null,
    work: { exponential: 20 },
    patterns: [],
  });
});

test('the example’s steps, calls and fallbacks are read', () => {
  const spec = specOf(EXAMPLE);
  const { steps, ...checkout } = spec.services['checkout']!;
  expect(checkout).toMatchObject({ replicas: 3, threads: 32, cores: 4, patterns: [] });
  expect(checkout.queue).toEqual({
    ...{ capacity: 256, order: 'fifo', timeout: 1000 },
    ...{ retryAfter: null, codel: null },
  });
  expect(checkout).not.toHaveProperty('work');
  const fallback = (answer: string): unknown => ({ ...PLAIN, try: [{ answer }] });
  expect(steps?.[0]).toEqual({ work: { lognormal: { p50: 5, p99: 20 } } });
  expect(steps?.[1]).toMatchObject({
    call: 'payments',
    latency: 1,
    patterns: [{ circuitBreaker: { like: 'resilience4j', slidingWindowSize: 50 } }],
    fallback: fallback('pending'),
  });
  expect(steps?.[2]).toEqual({
    parallel: [
      { ...NO_CALL, call: 'reviews', fallback: fallback('empty') },
      { ...NO_CALL, call: 'stock' },
    ],
  });
  expect(spec.services['stock']?.work).toBe(0);
});

test('a spec is a valid document, and reading it changes nothing', () => {
  const spec = specOf(EXAMPLE);
  expect(specOf(JSON.stringify(spec))).toEqual(spec);
  expect(readData(structuredClone(spec))).toMatchObject({ spec, problems: [] });
});

test('the order of keys changes nothing but the order of keys', () => {
  const shuffled = EXAMPLE.split(/^(?=\w)/m)
    .reverse()
    .join('\n');
  expect(specOf(shuffled)).toEqual(specOf(EXAMPLE));
});

test.each([
  ['5ms', 5],
  ['0', 0],
  ['{ exponential: 5ms }', { exponential: 5 }],
  ['{ uniform: [1ms, 9ms] }', { uniform: [1, 9] }],
  ['{ normal: { mean: 5ms, sd: 1ms } }', { normal: { mean: 5, sd: 1 } }],
  ['{ lognormal: { p50: 5ms, p99: 20ms } }', { lognormal: { p50: 5, p99: 20 } }],
  ['{ lognormal: { mean: 5ms, cv: 2 } }', { lognormal: { mean: 5, cv: 2 } }],
  ['{ gamma: { mean: 5ms, cv: 0.5 } }', { gamma: { mean: 5, cv: 0.5 } }],
  ['{ pareto: { min: 1ms, alpha: 1.5 } }', { pareto: { min: 1, alpha: 1.5 } }],
  [
    '{ percentiles: { p50: 4ms, p90: 9ms, p99.9: 40ms } }',
    { percentiles: { p50: 4, p90: 9, 'p99.9': 40 } },
  ],
])('work can be %s', (text, work) => {
  expect(workOf(text)).toEqual(work);
});

test.each([
  ['{ rate: 90/m }', { rate: 1.5, arrivals: 'poisson', maxInFlight: null }],
  [
    '{ rate: "400", arrivals: uniform, maxInFlight: 50 }',
    { rate: 400, arrivals: 'uniform', maxInFlight: 50 },
  ],
  [
    '{ stages: [{ for: 2m, to: 500/s }, { for: 0, to: 0 }], from: 10/s }',
    {
      stages: [
        { for: 120_000, to: 500 },
        { for: 0, to: 0 },
      ],
      from: 10,
      arrivals: 'poisson',
      maxInFlight: null,
    },
  ],
  [
    '{ users: 100, think: { exponential: 1s }, iterations: 1 }',
    { users: 100, think: { exponential: 1000 }, iterations: 1 },
  ],
  [
    '{ users: { stages: [{ for: 1m, to: 50 }] }, think: 1s }',
    { users: { stages: [{ for: 60_000, to: 50 }] }, think: 1000, iterations: null },
  ],
])('load can be %s', (text, load) => {
  const spec = specOf(`duration: 1s\nclients: { a: { load: ${text}, steps: [] } }`);
  expect(spec.clients['a']?.load).toEqual(load);
});

describe('steps', () => {
  const stepsOf = (steps: string): unknown =>
    specOf(`duration: 1s\nservices: { b: {}, a: { steps: ${steps} } }`).services['a']?.steps;

  test('come in six kinds', () => {
    expect(stepsOf('[{ work: 1ms }, { read: row }, { write: row }]')).toEqual([
      { work: 1 },
      { read: 'row' },
      { write: 'row' },
    ]);
    expect(stepsOf('[{ parallel: [{ work: 1 }, { steps: [{ call: b, times: 3 }] }] }]')).toEqual([
      { parallel: [{ work: 1 }, { steps: [{ ...NO_CALL, call: 'b', times: 3 }] }] },
    ]);
    expect(
      stepsOf('[{ oneOf: [{ weight: 80, steps: [{ work: 1 }] }, { weight: 20, steps: [] }] }]'),
    ).toEqual([
      {
        oneOf: [
          { weight: 80, steps: [{ work: 1 }] },
          { weight: 20, steps: [] },
        ],
      },
    ]);
  });

  test('a fallback is a word, a list, a map or a pattern', () => {
    const tried = [{ answer: 'x' }];
    for (const fallback of ['x', '[x]', '[{ answer: x }]', '{ try: [x] }'])
      expect(stepsOf(`[{ call: b, fallback: ${fallback} }]`)).toEqual([
        { ...NO_CALL, call: 'b', fallback: { ...PLAIN, try: tried } },
      ]);
    expect(stepsOf('[{ call: b, patterns: [{ fallback: [{ call: b, name: c }, x] }] }]')).toEqual([
      {
        ...NO_CALL,
        call: 'b',
        patterns: [
          { fallback: { ...PLAIN, try: [{ ...NO_CALL, call: 'b', name: 'c' }, ...tried] } },
        ],
      },
    ]);
    expect(stepsOf('[{ call: b, fallback: { try: [x], disabled: true } }]')).toMatchObject([
      { fallback: { disabled: true } },
    ]);
  });

  test('calls may go round through oneOf', () => {
    const round = '[{ oneOf: [{ weight: 1, steps: [{ call: a }] }, { weight: 1, steps: [] }] }]';
    expect(stepsOf(round)).toHaveLength(1);
  });
});

test('every kind of fault is read', () => {
  const faults = [
    '{ at: 1, on: api, slow: 10x }',
    '{ at: 1, on: web->api, delay: 200ms, share: 10%, replicas: 1, ramp: 5s }',
    '{ at: 1, on: api, errors: 50% }',
    '{ at: 1, on: api, permanentErrors: 0.5 }',
    '{ at: 1, on: api, capacity: 50% }',
    '{ at: 1, on: web, spike: 3x }',
    '{ at: 1, on: api, pause: true }',
    '{ at: 1, on: api, crash: 2 }',
    '{ at: 1, on: api, crash: 50% }',
    '{ at: 1, on: api, refuse: true }',
  ];
  const spec = specOf(`${service('replicas: 2')}faults: [${faults.join(', ')}]`);
  expect(spec.faults.map((fault) => Object.entries(fault).at(3))).toEqual([
    ['slow', 10],
    ['delay', 200],
    ['errors', 0.5],
    ['permanentErrors', 0.5],
    ['capacity', 0.5],
    ['spike', 3],
    ['pause', true],
    ['crash', 2],
    ['crash', { share: 0.5 }],
    ['refuse', true],
  ]);
  expect(spec.faults[1]).toMatchObject({ share: 0.1, replicas: 1, ramp: 5000 });
});

test('a pattern takes the forms that its library takes', () => {
  const stack = (text: string): unknown => {
    const spec = specOf(
      `duration: 1s
clients: { a: { load: { rate: 1 }, steps: [{ call: b, patterns: [${text}] }] } }
services: { b: }`,
    );
    const step = spec.clients['a']?.steps[0];
    return step && 'patterns' in step ? step.patterns[0] : null;
  };
  expect(stack('{ retry: { jitter: { add: 10% } } }')).toMatchObject({
    retry: { jitter: { add: { share: 0.1 } } },
  });
  expect(stack('{ retry: { jitter: { add: 1s }, retryOn: [timeout] } }')).toMatchObject({
    retry: { jitter: { add: 1000 }, retryOn: ['timeout'] },
  });
  expect(stack('{ retry: { budget: {} } }')).toMatchObject({
    retry: { budget: { deposit: 0.1, cost: 1, capacity: 10, keep: 0 } },
  });
  expect(
    stack('{ circuitBreaker: { waitDurationInOpenState: { initial: 1s }, scope: link } }'),
  ).toMatchObject({
    circuitBreaker: { scope: 'link', waitDurationInOpenState: { initial: 1000, multiplier: 1.5 } },
  });
  expect(stack('{ circuitBreaker: { failureRateThreshold: 50% } }')).toMatchObject({
    circuitBreaker: { failureRateThreshold: 50 },
  });
  expect(stack('{ retry: }')).toMatchObject({ retry: { maxAttempts: 3 } });
});
