/** Variants, positions and the instant to open at are read beside the spec, and affect no run. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRun, type Spec } from '../../src/engine/index.ts';
import { readData } from '../../src/scenario/check.ts';
import { variantSpec } from '../../src/scenario/notes.ts';
import { formatProblem, read } from '../../src/scenario/read.ts';
import { write } from '../../src/scenario/write.ts';
import { full } from '../full.ts';
import { noted } from '../fuzz/notes.ts';

const PLAIN = `version: 1
duration: 1m
clients:
  web:
    load: { rate: 10/s }
    steps:
      - call: api
        patterns: [retry: { maxAttempts: 3 }]
        fallback: { try: [{ answer: x }] }
services:
  api: { work: 5ms }
edits:
  - { at: 30s, set: services.api.work, to: 7ms }
`;
const RETRY = 'clients.web.steps[0].patterns[0].retry';

const problemsOf = (notes: string): string[] =>
  read(PLAIN + notes).problems.map((problem) => formatProblem('f', problem));

/** The variants of a scenario without problems. */
function variantsOf(notes: string) {
  const { spec, notes: found, problems } = read(PLAIN + notes);
  expect(problems).toEqual([]);
  return found!.variants.map((variant) => ({ ...variant, spec: variantSpec(spec!, variant) }));
}

const set = (path: string, value: string): Spec => read(PLAIN, { set: [[path, value]] }).spec!;

function digestOf(spec: Spec): string {
  const run = createRun(spec);
  run.advance(5000);
  return run.digest;
}

test('a scenario has the same spec and digest with and without them', () => {
  const { spec, notes } = read(`${PLAIN}look: 40s
variants: [{ name: fast, changes: [{ set: services.api.work, to: 1ms }] }]
layout: { web: [0, 10], api: [120.5, -40] }`);
  expect(spec).toEqual(read(PLAIN).spec);
  expect(digestOf(spec!)).toBe(digestOf(read(PLAIN).spec!));
  expect(notes).toEqual({
    look: 40_000,
    layout: { web: [0, 10], api: [120.5, -40] },
    variants: [{ name: 'fast', changes: [{ set: 'services.api.work', to: 1 }], edits: null }],
  });
});

test('without any there are none, and without a spec they are null', () => {
  const none = { layout: {}, variants: [], look: null };
  expect(read(PLAIN).notes).toEqual(none);
  expect(readData(read(PLAIN).spec).notes).toEqual(none);
  for (const text of ['', '[]', 'duration: x', PLAIN.replace('5ms', '5')])
    expect(read(text).notes === null).toBe(read(text).spec === null);
  expect(read(`${PLAIN}variants: [{ name: '' }]`)).toMatchObject({ spec: null, notes: null });
});

describe('a variant', () => {
  test('is what --set makes of the scenario, whatever its changes are', () => {
    let variants = 0;
    fc.assert(
      fc.property(noted, ({ document, variants: stated }) => {
        const { spec, notes } = read(JSON.stringify(document));
        const alone = JSON.stringify({ ...document, variants: [] });
        for (const [i, { changes, edits }] of stated.entries()) {
          variants++;
          const sets = changes.map(({ set, to }) => [set, JSON.stringify(to)] as const);
          const own = edits === undefined ? [] : [['edits', JSON.stringify(edits)] as const];
          expect(variantSpec(spec!, notes!.variants[i]!)).toEqual(
            read(alone, { set: [...sets, ...own] }).spec,
          );
        }
      }),
      { numRuns: full ? 1000 : 25 },
    );
    expect(variants).toBeGreaterThan(5);
  });

  test('may change structure, and what depends on it', () => {
    const [library, codel, stack, tries] = variantsOf(`variants:
  - name: library
    changes:
      - { set: '${RETRY}.like', to: resilience4j }
      - { set: '${RETRY}.maxAttempts', to: 2 }
  - { name: codel, changes: [{ set: services.api.queue.codel.target, to: 3ms }] }
  - { name: stack, changes: [{ set: 'clients.web.steps[0].patterns', to: envoy }] }
  - { name: tries, changes: [{ set: 'clients.web.steps[0].fallback.try[0].answer', to: y }] }
`);
    expect(library!.changes).toMatchObject([{ set: RETRY, to: { like: 'resilience4j' } }]);
    expect(codel!.spec).toEqual(set('services.api.queue.codel.target', '3ms'));
    expect(codel!.changes).toEqual([
      { set: 'services.api.queue.codel', to: { target: 3, interval: 100 } },
    ]);
    expect(stack!.spec).toEqual(set('clients.web.steps[0].patterns', 'envoy'));
    expect(tries!.spec.clients['web']!.steps).toMatchObject([
      { fallback: { try: [{ answer: 'y' }] } },
    ]);
  });

  test('has the edits of its scenario, or its own in place of them', () => {
    const at = 'at: 10s, set: services.api.threads, to: 3';
    const [theirs, none, own, changed] = variantsOf(`variants:
  - { name: theirs }
  - { name: none, edits: [] }
  - { name: own, edits: [{ ${at} }] }
  - { name: changed, changes: [{ set: 'edits[0].to', to: 9ms }] }
`);
    expect(theirs).toMatchObject({ changes: [], edits: null });
    expect(theirs!.spec.edits).toEqual([{ at: 30_000, set: 'services.api.work', to: 7 }]);
    expect(none).toMatchObject({ edits: [], spec: { edits: [] } });
    const edit = { at: 10_000, set: 'services.api.threads', to: 3 };
    expect(own).toMatchObject({ edits: [edit], spec: { edits: [edit] } });
    expect(changed).toMatchObject({
      changes: [],
      edits: [{ to: 9 }],
      spec: { edits: [{ to: 9 }] },
    });
  });

  test('comes after --set, which changes them all', () => {
    const text = `${PLAIN}variants: [{ name: a, changes: [{ set: services.api.threads, to: 3 }] }]`;
    const { spec, notes } = read(text, { set: [['services.api.replicas', '4']] });
    expect(variantSpec(spec!, notes!.variants[0]!).services['api']).toMatchObject({
      ...{ replicas: 4, threads: 3 },
    });
  });

  test('has all its problems told, each with its place', () => {
    expect(
      problemsOf(`variants:
  - name: a
    changes:
      - { set: services.api.threads, to: 0 }
      - { set: services.apu.threads, to: 3 }
      - { set: services.api.thread, to: 3 }
      - { set: services.api.queue, to: { capacity: many } }
  - { name: b, changes: [{ set: seed, to: 3 }, { set: 'variants[0].name', to: c }] }
  - { name: c, edits: [{ at: 5m, set: services.api.work, to: 1 }] }
  - { name: d, changes: [{ set: services.api, to: { steps: [] } }] }
`),
    ).toEqual([
      'f:17: variants[0].changes[0].to: wanted 1–10000000, found 0',
      'f:18: variants[0].changes[1].set: unknown service `apu`; did you mean `api`?',
      'f:19: variants[0].changes[2].set: unknown key `thread`; did you mean `threads`?',
      'f:20: variants[0].changes[3].to.capacity: wanted a whole number 0–10000000, found "many"',
      'f:21: variants[1].changes[0].set: a variant cannot change the `seed` of its scenario',
      'f:21: variants[1].changes[1].set: a variant cannot change the `variants` of its scenario',
      'f:22: variants[2].edits[0].at: wanted a time within the run, 0–1 min, found 5 min',
      expect.stringMatching(/^f:23: variants\[3\]\.changes: edits\[0\]\.set: unknown key `work`/),
    ]);
  });

  test('repeats no warning of its scenario, and has its own', () => {
    const fault = 'faults: [{ at: 2m, on: api, slow: 2 }]\n';
    expect(
      problemsOf(`${fault}variants:
  - { name: a, changes: [{ set: services.api.threads, to: 3 }] }
  - { name: b, changes: [{ set: 'faults[0].at', to: 3m }] }
`),
    ).toEqual([
      'f:14: warning: faults[0].at: begins at 2 min, after the end of the run (1 min)',
      'f:17: warning: variants[1].changes[0].to: begins at 3 min, after the end of the run (1 min)',
    ]);
  });
});

test('names are there, unlike each other, and none is that of the scenario itself', () => {
  expect(
    problemsOf(`variants:
  - { name: '' }
  - { name: ' ' }
  - { name: base }
  - { name: ${'x'.repeat(101)} }
  - { changes: [] }
  - { name: { a: b } }
`).map((line) => line.slice(0, 60)),
  ).toEqual([
    'f:15: variants[0].name: wanted a name, found nothing',
    'f:16: variants[1].name: wanted a name, found nothing',
    'f:17: variants[2].name: `base` is the scenario itself: wanted another name'.slice(0, 60),
    'f:18: variants[3].name: wanted at most 100 characters, found 101'.slice(0, 60),
    'f:19: variants[4].name: wanted text, found nothing',
    'f:20: variants[5].name: wanted text, found a map with a',
  ]);
  expect(problemsOf('variants: [{ name: a }, { name: b }, { name: a }]')).toEqual([
    'f:14: variants[2].name: duplicate name `a`: variants[0] has it already',
  ]);
});

test('there are at most so many, and so much in them', () => {
  const many = (n: number, inside = ''): string =>
    `variants: [${Array.from({ length: n }, (_, i) => `{ name: v${i}${inside} }`).join(', ')}]`;
  expect(problemsOf(many(100))).toEqual([]);
  expect(problemsOf(many(101))).toEqual(['f:14: variants: wanted at most 100, found 101']);
  const services = Array.from(
    { length: 400 },
    (_, i) => `s${i}: { steps: [${'{ work: 1 }, '.repeat(9)}] }`,
  );
  const large = PLAIN.replace('services:', `services:\n  ${services.join('\n  ')}`);
  expect(read(large + many(100)).problems).toMatchObject([
    { path: 'variants', message: expect.stringMatching(/^wanted at most 400000 values in all/) },
  ]);
});

test('a position is two finite numbers, and of nothing that is not there', () => {
  expect(
    problemsOf(`layout:
  web: [1]
  api: [1, .inf]
`),
  ).toEqual([
    'f:15: layout.web: wanted a position such as [120, 40], found a list',
    'f:16: layout.api: wanted a position such as [120, 40], found a list',
  ]);
  expect(problemsOf('layout: { gone: [1, 2], web: [3, 4] }')).toEqual([
    'f:14: warning: layout.gone: there is no client or service `gone`; its position is not kept',
  ]);
  const { spec, notes } = read(`${PLAIN}layout: { gone: [1, 2], web: [3.4, -0.3] }`);
  const saved = write(spec!, { ...notes!, layout: { ...notes!.layout, lost: [1, 2] } });
  expect(saved.slice(saved.indexOf('layout:'))).toBe('layout:\n  web: [3, 0]\n');
});

test('the page opens within the run', () => {
  expect(read(`${PLAIN}look: 60s`).notes!.look).toBe(60_000);
  expect(problemsOf('look: soon')).toEqual([
    'f:14: look: wanted a duration such as 250ms, 2s, 5m or 1h, found "soon"',
  ]);
  expect(problemsOf('look: 61s')).toEqual([
    'f:14: warning: look: wanted a time within the run, 0–1 min, found 61 s',
  ]);
  expect(read(`${PLAIN}look: 61s`).notes!.look).toBe(null);
});
