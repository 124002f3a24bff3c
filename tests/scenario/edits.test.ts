import { describe, expect, test } from 'vitest';
import type { Spec } from '../../src/engine/index.ts';
import { edited, editOf } from '../../src/scenario/edits.ts';
import { read } from '../../src/scenario/read.ts';

const BASE = `
duration: 60s
clients:
  web:
    load: { rate: 10/s }
    steps:
      - call: api
        patterns:
          - timeout: { after: 1s }
          - retry: { jitter: none }
          - fallback: [x, { call: spare, latency: 1ms }]
  users:
    load: { users: { stages: [{ for: 10s, to: 5 }] }, think: 1s }
    steps:
      - call: api.v2
        fallback: [{ call: spare, name: other }]
services:
  api: { work: { lognormal: { p50: 5ms, p99: 20ms } }, errors: 10% }
  api.v2: { steps: [{ oneOf: [{ weight: 1, steps: [{ work: 1ms }] }] }, { read: row }] }
  spare:
faults:
  - { at: 10s, on: api, slow: 2x }
`;
const spec: Spec = read(BASE).spec!;

test('the base is good', () => expect(read(BASE).problems).toEqual([]));

const RETRY = 'clients.web.steps[0].patterns[1].retry';

test.each<[set: string, to: unknown, value: unknown, at?: string]>([
  ['services.api.replicas', 6, 6],
  ['services.api.cores', 4, 4],
  ['services.api.queue.timeout', '1s', 1000],
  ['services.api.queue.order', 'lifo', 'lifo'],
  ['services.api.errors', '50%', 0.5],
  ['deadlines', 'propagate', 'propagate'],
  ['services.api.deadlines', 'propagate', 'propagate'],
  ['services.api.deadlines', null, null],
  ['clients.web.steps[0].patterns[0].timeout.read', '2s', 2000],
  ['services.api.work', '5ms', 5],
  ['services.api.work', { exponential: '5ms' }, { exponential: 5 }],
  ['services.api.work.lognormal.p99', '40ms', 40],
  ['services.api.v2.threads', '8', 8],
  ['services.api.v2.steps[0].oneOf[0].weight', 3, 3],
  ['services.api.v2.steps[0].oneOf[0].steps[0].work', 3, 3],
  ['clients.web.load.rate', '90/m', 1.5],
  ['clients.web.load.arrivals', 'uniform', 'uniform'],
  ['clients.users.load.think', { exponential: '2s' }, { exponential: 2000 }],
  ['clients.users.load.users.stages[0].to', 50, 50],
  ['clients.web.steps[0].latency', '5ms', 5],
  ['clients.web.steps[0].patterns[0].timeout.after', null, undefined],
  ['clients.web.steps[0].patterns[0].timeout.disabled', true, true],
  [`${RETRY}.maxAttempts`, 1, 1],
  [`${RETRY}.jitter`, { add: '10%' }, { add: { share: 0.1 } }],
  [`${RETRY}.budget`, { keep: 2 }, { deposit: 0.1, cost: 1, capacity: 10, keep: 2 }],
  [`${RETRY}.retryOn`, ['timeout'], ['timeout']],
  [
    'clients.web.steps[0].patterns[2].fallback[1].latency',
    '2ms',
    2,
    'clients.web.steps[0].patterns[2].fallback.try[1].latency',
  ],
  [
    'clients.users.steps[0].fallback[0].latency',
    '2ms',
    2,
    'clients.users.steps[0].fallback.try[0].latency',
  ],
  [
    'clients.users.steps[0].fallback.try.latency',
    '2ms',
    2,
    'clients.users.steps[0].fallback.try[0].latency',
  ],
  ['faults[0].slow', '10x', 10],
  ['faults[0].disabled', true, true],
  ['faults[0].for', '5s', 5000],
])('%s can become %j', (set, to, value, at = set) => {
  const { edit, problems } = editOf(spec, { at: 5000, set, to });
  if (value === undefined) return expect(problems).toHaveLength(1);
  expect(problems).toEqual([]);
  expect(edit).toEqual({ at: 5000, set: at, to: value });
  const text = `${BASE}edits: [${JSON.stringify({ at: '5s', set, to })}]`;
  return expect(read(text).spec?.edits).toEqual([edit]);
});

const START = 'cannot change during the run; change it for the whole run';

test.each<[set: string, to: unknown, path: 'set' | 'to', message: string]>([
  ['services.api.replicas', 0, 'to', 'wanted 1–1000, found 0'],
  ['deadlines', 'no', 'to', 'wanted one of none, propagate, found "no"'],
  ['services.api.deadlines', 1, 'to', 'wanted one of none, propagate, found 1'],
  [
    'services.api.permanentErrors',
    0.95,
    'to',
    'wanted errors + permanentErrors of at most 1, found 1.05',
  ],
  [
    'services.api.work.lognormal.p50',
    30,
    'to',
    'work.lognormal.p99: wanted at least the p50, 30 ms, found 20 ms',
  ],
  ['services.api.work', { exponential: -1 }, 'to', 'exponential: wanted 0–720h, found -1'],
  [
    'services.api.replcas',
    1,
    'set',
    'unknown key `replcas`; did you mean `replicas`? in `services.api`',
  ],
  ['services.apo.replicas', 1, 'set', 'unknown key `apo`; did you mean `api`? in `services`'],
  [
    'faults[1].slow',
    1,
    'set',
    'there is no `[1].slow` in `faults`, which has 1 entry; ' +
      'to add one, apply the edit to the whole run',
  ],
  [
    `${RETRY}.budget.keep`,
    1,
    'set',
    `there is no \`keep\` in \`${RETRY}.budget\`, which is nothing`,
  ],
  [
    'clients.web.load.users',
    1,
    'set',
    'unknown key `users`; wanted one of rate, arrivals, maxInFlight in `clients.web.load`',
  ],
  ...[
    ['clients.web.load', { users: 3 }],
    ['clients.web.steps', []],
    ['clients.web.steps[0]', { work: 1 }],
    ['clients.web.steps[0].call', 'spare'],
    ['clients.web.steps[0].name', 'x'],
    ['clients.web.steps[0].patterns', []],
    ['clients.web.steps[0].patterns[0]', { retry: {} }],
    [`${RETRY}.like`, 'polly'],
    [`${RETRY}.scope`, 'link'],
    ['clients.users.load.users', 5],
    ['services.api', {}],
    ['services.api.async', true],
    ['services.api.v2.steps[1].read', 'other'],
    ['services', {}],
    ['faults[0].on', 'spare'],
    ['duration', 5],
    ['title', 'x'],
  ].map(([set, to]): [string, unknown, 'set', string] => [
    String(set),
    to,
    'set',
    `\`${String(set)}\` ${START}`,
  ]),
])('%s cannot become %j', (set, to, path, message) => {
  const { edit, problems } = editOf(spec, { at: 5000, set, to });
  expect(edit).toBeNull();
  expect(problems).toEqual([{ path, line: null, column: null, message, severity: 'error' }]);
});

describe('edits of a document', () => {
  test('are kept in the order of their times, those at one instant as written', () => {
    const { spec: read1 } = read(`${BASE}edits:
  - { at: 9s, set: services.api.replicas, to: 3 }
  - { at: 5s, set: services.api.replicas, to: 1 }
  - { at: 9s, set: services.api.threads, to: 4 }
`);
    expect(read1?.edits.map(({ at, to }) => [at, to])).toEqual([
      [5000, 1],
      [9000, 3],
      [9000, 4],
    ]);
  });

  test('build on each other', () => {
    const { spec: after } = read(`${BASE}edits:
  - { at: 9s, set: '${RETRY}.budget.keep', to: 3 }
  - { at: 5s, set: '${RETRY}.budget', to: {} }
  - { at: 5s, set: services.api.errors, to: 0 }
  - { at: 6s, set: services.api.permanentErrors, to: 100% }
`);
    expect(after?.edits).toHaveLength(4);
    const last = edited(after!, after!.edits);
    expect(last.services['api']).toMatchObject({ errors: 0, permanentErrors: 1 });
    expect(after?.services['api']).toMatchObject({ errors: 0.1, permanentErrors: 0 });
  });

  test('are problems with their line when they are wrong', () => {
    const { problems } = read(`${BASE}edits:
  - { at: 61s, set: services.api.replicas, to: 3 }
  - { at: 1s, set: services.api.replicas, to: 0 }
  - { at: 1s, set: services.api.replica, to: 0 }
`);
    expect(problems.map(({ path, line, message }) => [path, line, message])).toEqual([
      ['edits[0].at', 24, 'wanted a time within the run, 0–1 min, found 61 s'],
      ['edits[1].to', 25, 'wanted 1–1000, found 0'],
      ['edits[2].set', 26, 'unknown key `replica`; did you mean `replicas`? in `services.api`'],
    ]);
  });

  test('a thousand are read within a second, and no more', () => {
    const edits = (count: number): string =>
      Array.from(
        { length: count },
        (_, at) => `{ at: ${at}, set: '${RETRY}.maxAttempts', to: 2 }`,
      ).join();
    const start = performance.now();
    expect(read(`${BASE}edits: [${edits(1000)}]`).spec?.edits).toHaveLength(1000);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(read(`${BASE}edits: [${edits(1001)}]`).problems).toMatchObject([
      { path: 'edits', message: 'wanted at most 1000, found 1001' },
    ]);
  });
});
