/** What there may be of a kind in a whole scenario. */
import { describe, expect, test } from 'vitest';
import { createRun, type Spec } from '../../src/engine/index.ts';
import { readData } from '../../src/scenario/check.ts';
import { editOf } from '../../src/scenario/edits.ts';
import { TOTALS } from '../../src/scenario/limits.ts';

type Document = Record<string, unknown>;

const many = (count: number, make: (i: number) => [string, unknown]): Document =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => make(i)));

const service = (replicas: number, more: Document = {}) => ({ replicas, work: 1, ...more });
const client = (instances: number, step: Document = {}, more: Document = {}) => ({
  load: { rate: 1 },
  instances,
  steps: [{ call: 's0', ...step }],
  ...more,
});

const scenario = (services: Document, clients: Document = {}, edits: unknown[] = []) => ({
  duration: 1000,
  services,
  clients,
  edits,
});

const patterns = [{ timeout: { after: 1 } }, { bulkhead: {} }];

/** Twenty of a thousand each, and one more somewhere. */
const twenty = (of: string, make: (n: number) => unknown): Document => ({
  ...many(20, (i) => [`${of}${i}`, make(1000)]),
  [`${of}20`]: make(1),
});

describe('of each kind there may be so many in all, and no more', () => {
  test.each<[string, unknown, string, string]>([
    [
      'replicas',
      scenario(twenty('s', service)),
      'services',
      'wanted at most 20000 replicas in all, found 20001',
    ],
    [
      'replicas that an autoscaler may ask for',
      scenario(
        twenty('s', (n) => {
          const autoscale = { like: 'hpa', max: n, metrics: [{ utilization: 50 }] };
          return service(1, { autoscale });
        }),
      ),
      'services',
      'wanted at most 20000 replicas in all, found 20001',
    ],
    [
      'instances',
      scenario(
        { s0: service(1) },
        twenty('c', (n) => client(n)),
      ),
      'clients',
      'wanted at most 20000 instances of clients in all, found 20001',
    ],
    [
      'users',
      scenario(
        { s0: service(1) },
        {
          a: client(1, {}, { load: { users: 1_000_000 } }),
          b: client(1, {}, { load: { users: { stages: [{ for: 1, to: 1_000_000 }] } } }),
          c: client(1, {}, { load: { users: 1 } }),
        },
      ),
      'clients',
      'wanted at most 2000000 users in all, found 2000001',
    ],
    [
      'links',
      scenario(
        many(51, (i) => [`s${i}`, service(1)]),
        many(101, (i) => [
          `c${i}`,
          {
            load: { rate: 1 },
            steps: Array.from({ length: i === 100 ? 1 : 50 }, (_, j) => ({ call: `s${j}` })),
          },
        ]),
      ),
      'services',
      'wanted at most 5000 links in all, found 5001',
    ],
    [
      'patterns on links and at doors',
      scenario(
        many(20, (i) => [`s${i}`, service(1000, { patterns })]),
        {
          ...many(15, (i) => [`c${i}`, client(1000, { patterns: [...patterns, ...patterns] })]),
          // What all instances share is there once.
          d: client(1000, { patterns: [{ bulkhead: { scope: 'link' } }] }),
        },
      ),
      'services',
      'wanted at most 100000 instances of patterns (one per replica of their callers) in all, ' +
        'found 100001',
    ],
  ])('%s', (_, document, path, message) => {
    const { spec, problems } = readData(document);
    expect(spec).toBeNull();
    expect(problems).toEqual([{ path, message, line: null, column: null, severity: 'error' }]);
  });
});

describe('what an edit adds counts, at its time', () => {
  const full = scenario({ ...twenty('s', service), s20: service(1), s0: service(999) });
  const edits = [
    { at: 1, set: 'services.s20.replicas', to: 2 },
    { at: 2, set: 'services.s1.replicas', to: 1 },
    { at: 3, set: 'services.s20.replicas', to: 1000 },
  ];

  test('in a scenario', () => {
    expect(readData({ ...full, edits: edits.slice(1) }).problems).toEqual([]);
    expect(readData({ ...full, edits }).problems).toMatchObject([
      { path: 'edits[0].to', message: 'wanted at most 20000 replicas in all, found 20001' },
    ]);
  });

  test('in a live run', () => {
    const spec = readData(full).spec!;
    expect(editOf(spec, edits[0]!)).toMatchObject({
      edit: null,
      problems: [{ path: 'to', message: 'wanted at most 20000 replicas in all, found 20001' }],
    });
    expect(editOf(spec, edits[1]!).problems).toEqual([]);
    expect(spec.services['s20']?.replicas).toBe(1);
  });

  test('of users, instances and patterns too', () => {
    const spec = readData(
      scenario(
        { s0: service(1) },
        {
          u: client(1, {}, { load: { users: 1_000_000 } }),
          v: client(1, {}, { load: { users: { stages: [{ for: 1, to: 1_000_000 }] } } }),
          w: client(1, {}, { load: { users: 0 } }),
          ...many(20, (i) => [`c${i}`, client(900, { patterns: [...patterns, ...patterns] })]),
        },
      ),
    ).spec!;
    const refused = (set: string, to: unknown): string =>
      editOf(spec, { at: 1, set, to })
        .problems.map(({ message }) => message)
        .join();
    expect(refused('clients.w.load.users', 1)).toMatch('2000000 users in all, found 2000001');
    expect(refused('clients.v.load.users.stages[0].to', 999_999)).toBe('');
    expect(refused('clients.c0.instances', 1000)).toBe('');
    for (const id of ['u', 'v', 'w']) spec.clients[id]!.instances = 666;
    expect(refused('clients.c0.instances', 1000)).toMatch('20000 instances');
  });
});

test('a run at the bounds is built', () => {
  const services = twenty('s', (n) =>
    service(n, { patterns: [...patterns, { rateLimiter: RATE }] }),
  );
  delete services['s20'];
  const clients = many(10, (i) => [
    `c${i}`,
    client(1000, { patterns: [...patterns, ...patterns] }),
  ]);
  const { spec, problems } = readData(scenario(services, clients));
  expect(problems).toEqual([]);
  const run = createRun(spec as Spec);
  run.advance();
  expect(run.result().partial).toBeNull();
  expect(Object.values(run.result().clients)).toHaveLength(10);
  expect(TOTALS.patternInstances).toBe(20_000 * 3 + 10_000 * 4);
});

const RATE = { capacity: 1, refill: 1 };
