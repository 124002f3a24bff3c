import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { nearest } from '../../src/scenario/names.ts';
import { formatProblem, read } from '../../src/scenario/read.ts';
import { EXAMPLE } from './example.ts';

/** The problems of a text as they are printed. */
const printed = (text: string): string[] =>
  read(text).problems.map((problem) => formatProblem('f.yaml', problem));

const call = (inside: string): string =>
  `duration: 60s
services: { api: }
clients:
  web:
    load: { rate: 1 }
    steps:
      - call: api
        ${inside}`;
const entry = (pattern: string): string => call(`patterns: [${pattern}]`);
const STEP = 'clients.web.steps[0]';

const fault = (inside: string): string =>
  `duration: 60s\nservices: { api: }\nfaults:\n  - { ${inside} }`;

const cases = parse(readFileSync(new URL('problems.yaml', import.meta.url), 'utf8')) as {
  text: string;
  problems: string[];
}[];

test.each(cases)('$text', ({ text, problems }) => {
  const lines = printed(text);
  expect(lines.map((line, index) => line.slice(0, problems[index]?.length))).toEqual(problems);
});

test('an empty scenario needs only a duration', () => {
  expect(read('duration: 1s\nclients:\nservices:\nfaults:\nedits:\n').spec).toEqual({
    version: 1,
    title: '',
    summary: '',
    seed: '1',
    duration: 1000,
    warmup: 0,
    deadlines: 'none',
    clients: {},
    services: {},
    faults: [],
    edits: [],
  });
  expect(read('$schema: ./schema.json\nduration: 1s').problems).toEqual([]);
});

test('a timeout on the link is enough for a drop', () => {
  const text = `${entry('timeout: { after: 1s }')}\nfaults: [{ at: 1, on: web->api, drop: 10% }]`;
  expect(printed(text)).toEqual([]);
});

test('all problems come at once, in the order of the lines', () => {
  const text = EXAMPLE.replace('duration: 5m', 'duration: 5x')
    .replace('maxAttempts: 3', 'maxAttempts: 0')
    .replace('call: payments', 'call: paymnts')
    .replace('slow: 10x', 'slow: x10');
  expect(printed(text)).toEqual([
    'f.yaml:5: duration: wanted a duration such as 250ms, 2s, 5m or 1h, found 5x',
    'f.yaml:15: clients.shoppers.steps[0].patterns[1].retry.maxAttempts: wanted 1–100, found 0',
    'f.yaml:24: services.checkout.steps[1].call: there is no service "paymnts"; ' +
      'did you mean `payments`?',
    'f.yaml:40: faults[0].slow: wanted a factor such as 10x, found "x10"',
  ]);
});

test('a spec with warnings is there, one with errors is not', () => {
  expect(read(fault('at: 2m, on: api, slow: 2')).spec).not.toBeNull();
  expect(read(fault('at: 2m, on: api, slow: -2')).spec).toBeNull();
});

test('at most 16 patterns, 500 services, 1000 faults', () => {
  const many = (count: number, text: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => text(index)).join(', ');
  expect(printed(entry(many(17, () => 'bulkhead: {}')))).toEqual([
    `f.yaml:8: ${STEP}.patterns: wanted at most 16, found 17`,
  ]);
  expect(printed(`duration: 1s\nservices: { ${many(501, (i) => `s${i}: {}`)} }`)).toEqual([
    'f.yaml:2: services: wanted at most 500 services, found 501',
  ]);
  const faults = many(1001, () => '{ at: 0, on: a, slow: 2 }');
  expect(printed(`duration: 1s\nservices: { a: }\nfaults: [${faults}]`)).toEqual([
    'f.yaml:3: faults: wanted at most 1000, found 1001',
  ]);
});

test('500 services are read at once', () => {
  const services = Array.from(
    { length: 500 },
    (_, index) => `  s${index}:
    replicas: 3
    queue: { capacity: 10 }
    steps:
      - work: { lognormal: { p50: 5ms, p99: 20ms } }
      - oneOf:
          - weight: 1
            steps:
              - call: s${(index + 1) % 500}
                patterns: [{ timeout: { after: 1s } }, { retry: {} }, { circuitBreaker: {} }]`,
  );
  const start = performance.now();
  const { problems } = read(`duration: 1s\nservices:\n${services.join('\n')}\n`);
  expect(problems).toEqual([]);
  expect(performance.now() - start).toBeLessThan(10_000);
});

test('whatever stands in a value, reading never throws', () => {
  const junk = ['', '-1', 'x', '[[]]', '{ a: { b: 1 } }', '.nan'];
  const lines = EXAMPLE.split('\n');
  for (const [index, line] of lines.entries())
    for (const value of junk) {
      const changed = [...lines];
      changed[index] = line.replace(/: [^#]+/, `: ${value} `);
      const { spec, problems } = read(changed.join('\n'));
      expect(spec !== null || problems.length > 0).toBe(true);
      for (const { message } of problems) {
        expect(message).not.toMatch(/Invalid input|undefined|\[object/);
      }
    }
});

test('the nearest name is near', () => {
  expect(nearest('checkuot', ['checkout', 'payments'])).toBe('checkout');
  expect(nearest('zzz', ['checkout', 'payments'])).toBeNull();
});
