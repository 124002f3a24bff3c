/** A spec as text, and back. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Spec } from '../../src/engine/index.ts';
import { formatProblem, read } from '../../src/scenario/read.ts';
import { write } from '../../src/scenario/write.ts';
import { noted } from '../fuzz/notes.ts';
import { full } from '../full.ts';
import { names, specOf as builtIn } from '../scenarios/library.ts';
import { specOf } from '../simulate.ts';
import { EXAMPLE } from './example.ts';

/** What a text says, or what is wrong with it. */
const said = (text: string): Spec | string => {
  const { spec, problems } = read(text);
  return spec ?? problems.map((problem) => formatProblem(text, problem)).join('\n');
};

test('the example of the format, without its defaults', () => {
  expect(write(specOf(EXAMPLE))).toBe(`version: 1
title: Retry storm
summary: A slow database turns retries into the outage.
seed: 42
duration: 5m
warmup: 10s
clients:
  shoppers:
    load: { rate: 400/s }
    steps:
      - call: checkout
        patterns:
          - timeout: { after: 2s }
          - retry: { cap: 2s }
services:
  checkout:
    replicas: 3
    threads: 32
    cores: 4
    queue: { capacity: 256, timeout: 1s }
    steps:
      - work: { lognormal: { p50: 5ms, p99: 20ms } }
      - call: payments
        latency: 1ms
        patterns:
          - circuitBreaker: { like: resilience4j, slidingWindowSize: 50 }
        fallback: pending
      - parallel:
          - call: reviews
            fallback: empty
          - call: stock
  payments:
    threads: 64
    work: { exponential: 20ms }
    errors: 0.5%
  reviews:
    work: 3ms
  stock: {}
faults:
  - { at: 1m, for: 30s, on: payments, slow: 10x }
edits:
  - { at: 90s, set: services.checkout.replicas, to: 6 }
`);
});

test.each(names)('%s reads back as it was', (name) => {
  expect(said(write(builtIn(name)))).toEqual(builtIn(name));
});

test('random scenarios read back as they were, with their notes', () => {
  let variants = 0;
  fc.assert(
    fc.property(noted, ({ document }) => {
      const { spec, notes } = read(JSON.stringify(document));
      variants += notes!.variants.length;
      const text = write(spec!, notes!);
      expect(said(text)).toEqual(spec);
      expect(read(text).notes).toEqual(notes);
    }),
    { numRuns: full ? 3000 : 40 },
  );
  expect(variants).toBeGreaterThan(20);
});

const scenario = (inside: object) =>
  read(
    JSON.stringify({
      duration: 1000,
      clients: { web: { load: { rate: 1 }, steps: [{ call: 'api' }] } },
      services: { api: {} },
      ...inside,
    }),
  );

describe('whatever may be said of', () => {
  /** Checks what can be read of what is made. */
  const readsBack = <T>(value: fc.Arbitrary<T>, make: (value: T) => object): void => {
    let accepted = 0;
    fc.assert(
      fc.property(value, (one) => {
        const { spec } = scenario(make(one));
        if (spec === null) return;
        accepted++;
        expect(said(write(spec))).toEqual(spec);
      }),
    );
    expect(accepted).toBeGreaterThan(20);
  };

  const words = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'null',
      '~',
      'true',
      '0x1f',
      '1e3',
      '.inf',
      '-',
      '- a',
      'a: b',
      'a #b',
      '[',
      '%',
    ),
    fc.constantFrom(
      '042',
      '42',
      '-0',
      '1_0',
      "it's",
      '"',
      'a\nb',
      ' a',
      'a ',
      '---',
      '...',
      '<<',
      '&a',
    ),
  );
  const figures = fc.oneof(
    fc.double({ min: 0, max: 1e6, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.integer({ min: 0, max: 1e6 }),
    fc.constantFrom(1e-6, 5e-7, 0.1 + 0.2, 1 / 3, 59_999, 60_000, 90_000, 5_400_000, 2.592e9),
  );

  test('texts', () => {
    readsBack(fc.tuple(words, words), ([title, summary]) => ({ title, summary, seed: title }));
    readsBack(words, (answer) => ({
      clients: { web: { load: { rate: 1 }, steps: [{ call: 'api', fallback: [{ answer }] }] } },
    }));
  });

  test('ids', () => {
    const unit = fc.constantFrom('a', 'B', '0', '1', '-', '_', '.', '/', ':', ' ', 'é', '日');
    readsBack(fc.string({ unit, minLength: 1, maxLength: 5 }), (id) => ({
      clients: { web: { load: { rate: 1 }, steps: [{ call: id }, { call: id, name: `${id}2` }] } },
      services: { [id]: { work: 1 } },
      faults: [{ at: 0, on: id, slow: 2 }],
    }));
  });

  test('durations', () => {
    readsBack(figures, (ms) => ({ services: { api: { work: { exponential: ms } } } }));
    readsBack(figures, (ms) => ({ duration: ms, warmup: ms / 2 }));
  });

  test('shares, rates and factors', () => {
    readsBack(figures, (value) => ({ services: { api: { errors: value } } }));
    readsBack(figures, (rate) => ({
      clients: { web: { load: { rate }, steps: [{ call: 'api' }] } },
      faults: [{ at: 0, on: 'api', slow: rate }],
    }));
  });
});

test('figures stand in the unit that people would choose', () => {
  const of = (ms: number): unknown => {
    const { spec } = scenario({ services: { api: { work: ms } } });
    return (parse(write(spec!)) as { services: { api: { work: unknown } } }).services.api.work;
  };
  expect([0.25, 250, 1500, 2000, 59_999, 90_000, 120_000, 5_400_000, 7_200_000].map(of)).toEqual([
    '0.25ms',
    '250ms',
    '1.5s',
    '2s',
    '59.999s',
    '90s',
    '2m',
    '90m',
    '2h',
  ]);
});

test('a fallback, a value with several forms and a word of a library', () => {
  const step = (inside: object) => {
    const steps = [{ call: 'api', ...inside }];
    const { spec } = scenario({ clients: { web: { load: { rate: 1 }, steps } } });
    const text = write(spec!);
    return text.slice(text.indexOf('- call: api') + 11, text.indexOf('services:')).trim();
  };
  expect(step({ fallback: { try: 'x' } })).toBe('fallback: x');
  expect(step({ fallback: { try: { call: 'api', name: 'b' } } })).toBe(
    'fallback: [{ call: api, name: b }]',
  );
  expect(step({ fallback: { try: ['x', 'y'], disabled: true } })).toBe(
    'fallback: { disabled: true, try: [x, y] }',
  );
  expect(step({ patterns: [{ retry: { jitter: { add: '10%' } } }] })).toMatch('{ add: 10% }');
  expect(step({ patterns: [{ hedge: { like: 'polly', delay: -1 } }] })).toMatch('delay: -1');
  expect(step({ patterns: [{ circuitBreaker: { like: 'opossum', timeout: false } }] })).toMatch(
    'timeout: false',
  );
});

test('edits are written for the scenario as those before them have left it', () => {
  const set = 'services.api.work';
  const edits = [
    { at: 100, set, to: { exponential: 5 } },
    { at: 200, set: `${set}.exponential`, to: 1500 },
    { at: 300, set: 'services.api.errors', to: 0.25 },
  ];
  const text = write(scenario({ edits }).spec!);
  expect(text.slice(text.indexOf('edits:'))).toBe(`edits:
  - { at: 100ms, set: services.api.work, to: { exponential: 5ms } }
  - { at: 200ms, set: services.api.work.exponential, to: 1.5s }
  - { at: 300ms, set: services.api.errors, to: 25% }
`);
});
