/** A run is a pure function of its spec, and of nothing else in it than what concerns it. */
import { describe, expect, test } from 'vitest';
import { check, createRun, type RunResult, type Spec } from '../../../src/engine/index.ts';
import { specOf, started, worldOf } from '../../simulate.ts';

const PATTERNS = `
          - timeout: { after: 60ms }
          - retry: { maxAttempts: 3, base: 5ms }
          - circuitBreaker:
              slidingWindowSize: 20
              minimumNumberOfCalls: 10
              waitDurationInOpenState: 200ms
          - bulkhead: { maxConcurrentCalls: 20, maxWaitDuration: 20ms }
          - hedge: { after: 15ms, cancel: interrupt }`;

/** A bit of everything: chance in arrivals, work, latency, errors, shares and jitter. */
const everything = (more = '', patterns = PATTERNS): string => `
duration: 3s
warmup: 500ms
seed: tea
clients:
  shop:
    load: { stages: [{ for: 1s, to: 400/s }, { for: 1s, to: 100/s }], from: 50/s }
    instances: 2
    identities: { users: 100, tenants: { b: 40%, a: 60% }, priorities: { low: 1, high: 0.2 } }
    steps:
      - call: front
        latency: { exponential: 1ms }
        patterns:${patterns}
  robot: { load: { users: 5, think: { exponential: 30ms } }, steps: [{ call: front }] }
services:
  front:
    replicas: 2
    threads: 8
    cores: 3
    async: true
    steps:
      - work: { gamma: { mean: 2ms, cv: 1 } }
      - oneOf: [{ weight: 3, steps: [{ call: db, fallback: word }] }, { weight: 1, steps: [] }]
  db:
    replicas: 2
    threads: 3
    queue: { order: priority, codel: { target: 20ms } }
    writes: true
    work: { lognormal: { p50: 6ms, p99: 40ms } }
    errors: 3%
faults:
  - { at: 700ms, for: 600ms, on: db, slow: 4x, share: 30%, ramp: 200ms }
  - { at: 1s, for: 300ms, on: front, crash: 1 }
  - { at: 1600ms, for: 100ms, on: db, pause: true }
edits:
  - { at: 1200ms, set: services.db.threads, to: 6 }
${more}`;

const ended = (spec: Spec): { digest: string; result: RunResult } => {
  const run = createRun(spec, { check });
  run.advance();
  return { digest: run.digest, result: run.result() };
};
const whole = (more?: string, patterns?: string) => ended(specOf(everything(more, patterns)));

/** The same data with the keys of every map the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [
    key,
    reversed(item),
  ]);
  return Object.fromEntries(entries.reverse());
}

test('the same spec gives the same digest and result; another seed does not', () => {
  const first = whole();
  expect(whole()).toEqual(first);
  expect(first.result.events).toBeGreaterThan(4000);
  expect(ended({ ...specOf(everything()), seed: 'coffee' }).digest).not.toBe(first.digest);
});

test('the order of keys changes nothing', () => {
  const spec = specOf(everything());
  expect(ended(reversed(spec) as Spec)).toEqual(ended(spec));
});

test('how far it is asked to go at a time changes nothing', () => {
  const { digest, result } = whole();
  const bits = started(everything());
  for (let ms = 7.3; ms < 3000; ms += 37.7) bits.advance(ms);
  bits.advance();
  expect(bits.digest).toBe(digest);
  expect(bits.result()).toEqual(result);
  const slices = started(everything());
  while (slices.advance(Infinity, 97));
  expect(slices.digest).toBe(digest);
});

describe('what has nothing to do with it changes nothing', () => {
  test('a service that nobody calls', () => {
    const more = everything().replace('  db: {', '  aside: { work: 5ms, replicas: 3 }\n  db: {');
    expect(ended(specOf(more)).digest).toBe(whole().digest);
  });

  test('faults that are disabled, begin after the end, or hit nothing', () => {
    const fault = '  - { at: 1s, on: db, slow: 9x, disabled: true }\nedits:';
    const more = everything().replace('edits:', fault);
    expect(ended(specOf(more)).digest).toBe(whole().digest);
    const none = '  - { at: 1s, on: db, errors: 0 }\n  - { at: 1s, on: front, slow: 1x }\nedits:';
    expect(ended(specOf(everything().replace('edits:', none))).digest).toBe(whole().digest);
  });

  test('patterns that never do anything, or are disabled', () => {
    const idle = `
          - rateLimiter: { capacity: 10000, refill: 1000/s }
          - bulkhead: { maxConcurrentCalls: 100000 }
          - fallback: { try: [word], disabled: true }`;
    expect(whole('', idle + PATTERNS).digest).toBe(whole().digest);
  });

  test('an edit to the value that was there', () => {
    const more = `  - { at: 1500ms, set: services.front.errors, to: 0 }
  - { at: 1600ms, set: "clients.shop.steps[0].patterns[1].retry.maxAttempts", to: 3 }`;
    expect(whole(more).digest).toBe(whole().digest);
  });

  test('checks and checkpoints', () => {
    const run = createRun(specOf(everything()), { checkpoints: true });
    run.advance();
    expect(run.digest).toBe(whole().digest);
  });
});

describe('others keep their draws', () => {
  /** A client of its own and the service it uses, untouched by the rest. */
  const pair = (id: string): [string, string] => [
    `  ${id}: { load: { rate: 200/s }, steps: [{ call: ${id}-api, patterns: [{ retry: {} }] }] }`,
    `  ${id}-api: { threads: 2, work: { exponential: 6ms }, errors: 10% }`,
  ];
  const world = (ids: readonly string[], more = ''): RunResult => {
    const pairs = ids.map(pair);
    const clients = pairs.map(([client]) => client).join('\n');
    const services = pairs.map(([, service]) => service).join('\n');
    const yaml = `duration: 2s\nclients:\n${clients}\nservices:\n${services}\n${more}`;
    return ended(specOf(yaml)).result;
  };

  test('one more client and service leave the figures of the others as they were', () => {
    const one = world(['m']);
    const three = world(['a', 'm', 'z']);
    expect(three.clients['m']).toEqual(one.clients['m']);
    expect(three.services['m-api']).toEqual(one.services['m-api']);
    expect(three.links['m->m-api']).toEqual(one.links['m->m-api']);
    expect(three.clients['a']!.offered).not.toBe(three.clients['z']!.offered);
  });

  test('a fault, an edit or another pattern elsewhere does so, too', () => {
    const plain = world(['a', 'm']);
    const fault = 'faults: [{ at: 500ms, for: 1s, on: a-api, slow: 5x, share: 50% }]';
    const edit = 'edits: [{ at: 500ms, set: clients.a.load.rate, to: 900/s }]';
    for (const more of [fault, edit]) {
      const changed = world(['a', 'm'], more);
      expect(changed.clients['m']).toEqual(plain.clients['m']);
      expect(changed.clients['a']).not.toEqual(plain.clients['a']);
    }
  });

  test('fewer tries change neither arrivals nor the errors of first tries elsewhere', () => {
    const more =
      'edits: [{ at: 0, set: "clients.a.steps[0].patterns[0].retry.maxAttempts", to: 1 }]';
    const [plain, retried] = [world(['a', 'm']), world(['a', 'm'], more)];
    expect(retried.clients['a']!.offered).toBe(plain.clients['a']!.offered);
    expect(retried.links['a->a-api']!.attempts).toBeLessThan(plain.links['a->a-api']!.attempts);
    expect(retried.clients['m']).toEqual(plain.clients['m']);
  });
});

test('two states are two to the digest, however long their names are', () => {
  const digests = ['open', 'shut'].map((state) => {
    const run = started(`
duration: 1s
clients: { c: { load: { rate: 1/s }, steps: [{ call: s, patterns: [{ circuitBreaker: {} }] }] } }
services: { s: {} }`);
    const w = worldOf(run);
    w.transition(w.links[0]!.plan.stacks[0]!.patterns[0]!, 'closed', state, 'a test');
    return run.digest;
  });
  expect(digests[0]).not.toBe(digests[1]);
});
