/** What is said of other programs' keys and values: in words, and by doing what it says. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  type Entry,
  isMap,
  patternTables,
  type Plain,
  type Spelling,
  type Spellings,
  versionsOf,
} from '../../src/engine/index.ts';
import { foreignMs } from '../../src/scenario/foreign-values.ts';
import { readData } from '../../src/scenario/check.ts';
import { formatProblem, type Problem, read } from '../../src/scenario/read.ts';
import * as envoy from '../../src/scenario/spellings/envoy.ts';
import * as istio from '../../src/scenario/spellings/istio.ts';
import * as k6 from '../../src/scenario/spellings/k6.ts';
import { inAutoscaler } from '../../src/scenario/spellings/kubernetes.ts';
import * as locust from '../../src/scenario/spellings/locust.ts';
import { inStack } from '../../src/scenario/spellings/stacks.ts';
import { write } from '../../src/scenario/write.ts';
import { full } from '../full.ts';
import { everyLibrary, GIVEN } from '../every-library.ts';
import { followed } from './following.ts';

const problemsOf = (document: unknown): readonly Problem[] =>
  readData(JSON.parse(JSON.stringify(document))).problems;

interface Parts {
  stack?: unknown[];
  call?: object;
  client?: object;
  load?: object;
  service?: object;
  scenario?: object;
}

/** A scenario with something in it. */
const scenario = ({ stack, call, client, load, service, scenario: top }: Parts): Plain => ({
  version: 1,
  duration: '60s',
  ...top,
  clients: {
    web: {
      load: load ?? { rate: 10 },
      ...client,
      steps: [{ call: 'api', ...call, ...(stack && { patterns: stack }) }],
    },
  },
  services: { api: { work: '5ms', ...service } },
});

describe('a fragment of a real configuration', () => {
  const cases = parse(readFileSync(new URL('spellings.yaml', import.meta.url), 'utf8')) as {
    of: string;
    in: Parts;
    problems: string[];
  }[];
  test.each(cases)('$of', ({ in: parts, problems }) => {
    const lines = problemsOf(scenario(parts)).map(({ path, message }) => `${path}: ${message}`);
    expect(lines.map((line) => line.replace('clients.web.steps[0].', ''))).toEqual(problems);
  });
});

describe('every entry of every table', () => {
  /** A value of each kind that a configuration has. */
  const SCALARS = [
    ...[3, 50, 0.5, '250ms', '0.25s', '00:00:30', true, 'PT1M'],
    ...['5xx', 'exponential', 'between(1, 5)', 'noJitterGenerator', 'optimistic', ['UNAVAILABLE']],
    ...[
      { threshold: 0.5, size: 10 },
      { threshold: 0.5, duration: '10s' },
    ],
    ...[
      { start: '1s', maximum: '2s' },
      { maxTokens: 10, tokenRatio: 0.1 },
    ],
    [{ duration: '2m', target: 50 }],
  ];
  /** What a key may look at beside it. */
  const BESIDE = [
    ...[{ users: 100 }, { rate: 100 }, { startRate: 10 }],
    ...[{ minWait: 1000, maxWait: 2000 }, { enableExponentialBackoff: true }],
  ];

  const snake = (key: string): string =>
    /[-_.]/.test(key)
      ? key
      : key.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

  function inEntry({ pattern = '', set, from }: Entry, scalar: unknown): unknown {
    const keys = Object.keys(from);
    if (keys.length > 0 && keys.every((key) => key === '')) return scalar;
    const like = String(set?.['like'] ?? 'plain');
    const given = GIVEN[`${pattern} ${like}`];
    if (keys.length === 0 && given) return given;
    const own = keys.length > 0 ? {} : patternTables.get(pattern)?.variants[like]?.params;
    return { ...inside(from, scalar), ...inside(mapped(own ?? {}), scalar) };
  }
  const mapped = (params: object): Spellings =>
    Object.fromEntries(Object.keys(params).map((key) => [snake(key), key]));
  const inside = (of: Spellings, scalar: unknown): Plain =>
    Object.fromEntries(
      Object.entries(of).flatMap(([key, one]) => (key === '' ? [] : [[key, value(one, scalar)]])),
    );
  /** A value for a spelling: the scalar, where it stands. */
  function value(of: Spelling, scalar: unknown): unknown {
    if (typeof of !== 'object') return scalar;
    if ('inside' in of) return inside(of.inside, scalar);
    if (!('entries' in of)) return scalar;
    const maps = of.entries.map((entry) => inEntry(entry, scalar));
    return maps.every(isMap) ? Object.assign({}, ...maps) : (maps.find(isMap) ?? scalar);
  }
  /** What stands beside a key: nothing, and what it looks at. */
  const besides = (of: Spelling): Plain[] => {
    if (typeof of !== 'object' || !('beside' in of || 'read' in of)) return [{}];
    return [{}, ...BESIDE];
  };

  type Placing = (part: Plain, of: Spelling) => Plain;

  /** So many values that can be read suffice. */
  const ENOUGH = full ? 5 : 2;

  /** Tries an entry with all values, written as another program does. */
  function tried(name: string, of: Spelling, place: Placing): void {
    let good = 0;
    const key = snake(name);
    const values = typeof of === 'object' && 'none' in of ? [3, { a: { b: 1 } }] : SCALARS;
    for (const scalar of values) {
      if (good >= ENOUGH) break;
      for (const beside of besides(of)) {
        const own = { ...beside, [key]: value(of, scalar) };
        const document = place(own, of);
        const problem = problemsOf(document).find(({ message }) => message.startsWith(`\`${key}`));
        const after = problem && followed(document, problem);
        if (!after) continue;
        const left = problemsOf(after);
        const said = `${JSON.stringify(own)}: ${problem.message}`;
        expect(
          left.filter(({ path }) => path === problem.path),
          said,
        ).toEqual([]);
        if (left.every(({ path }) => Object.keys(beside).some((one) => path.endsWith(one)))) good++;
      }
    }
    expect(good, `${key}: nothing that it says leaves no problem`).toBeGreaterThan(0);
  }

  const tables: [string, Spellings, Placing][] = [];
  for (const [name, table] of patternTables)
    for (const [like, { spellings }] of versionsOf(table))
      if (spellings) {
        const given = GIVEN[`${name} ${like}`];
        const own = { ...(like !== 'plain' && { like }), ...(isMap(given) ? given : {}) };
        tables.push([
          `${name} ${like}`,
          spellings,
          (part, of) => {
            const whole = typeof of === 'object' && 'read' in of ? { [of.to]: undefined } : {};
            return scenario({ stack: [{ [name]: { ...own, ...whole, ...part } }] });
          },
        ]);
      }
  /** A load that a key can be part of, or stand beside. */
  const loadFor = (of: Spelling): object | undefined => {
    const to = typeof of === 'string' ? of : 'to' in of && !('param' in of) ? of.to : '';
    if (to.endsWith('think')) return { users: 5 };
    if (to === 'from') return { stages: [{ for: '1m', to: 10 }] };
    if (to === 'duration') return { rate: 1 };
    return to === '' && !(typeof of === 'object' && 'beside' in of) ? { rate: 1 } : undefined;
  };
  const loadIn: Placing = (part, of) => scenario({ load: { ...loadFor(of), ...part } });
  const clientIn: Placing = (part, of) => scenario({ client: { load: loadFor(of), ...part } });
  const topIn: Placing = (part, of) => scenario({ scenario: part, client: { load: loadFor(of) } });
  tables.push(
    ['k6 load', k6.inLoad, loadIn],
    ['k6 client', k6.inClient, clientIn],
    ['k6 scenario', k6.inScenario, topIn],
    ['locust load', locust.inLoad, loadIn],
    ['locust client', locust.inClient, clientIn],
    ['locust scenario', locust.inScenario, topIn],
    ['istio call', istio.inCall, (part) => scenario({ call: part })],
    ['istio service', istio.inService, (part) => scenario({ service: part })],
    ['istio scenario', istio.inScenario, (part) => scenario({ scenario: part })],
    [
      'kubernetes autoscaler',
      inAutoscaler,
      (part) => {
        const own = { like: 'hpa', max: 9, metrics: [{ utilization: 50 }], ...part };
        return scenario({ service: { autoscale: own } });
      },
    ],
    ['envoy call', envoy.inCall, (part) => scenario({ call: part })],
    ['envoy service', envoy.inService, (part) => scenario({ service: part })],
    ['stack', inStack, (part) => scenario({ stack: [part] })],
  );

  test.each(tables)('%s: doing what is said solves the problem', (_name, spellings, place) => {
    for (const [key, of] of Object.entries(spellings)) tried(key, of, place);
  });
});

test('no table names a parameter, unless its value is written otherwise', () => {
  for (const [name, table] of patternTables)
    for (const [like, { params, spellings = {} }] of versionsOf(table))
      for (const [key, of] of Object.entries(spellings))
        if (Object.hasOwn(params, key))
          expect(of, `${name} ${like}: ${key}`).toEqual(expect.any(Object));
});

test('what was valid stays valid: every parameter of every library, as it is written', () => {
  expect(read(write(everyLibrary())).problems).toEqual([]);
});

test('many stages of k6 are told one by one', () => {
  const stages = Array.from({ length: 30 }, (_, i) => ({ duration: `${i + 1}m`, target: i }));
  const problems = problemsOf(scenario({ load: { stages } }));
  expect(problems).toHaveLength(30);
  expect(problems[11]!.message).toBe('`{ duration: 12m, target: 11 }` is `{ for: 12m, to: 11/s }`');
});

describe('a hostile value', () => {
  const LONG = 'x'.repeat(1_000_000);
  const nested = (depth: number): unknown =>
    Array.from({ length: depth }).reduce<unknown>((inner) => ({ a: inner }), 1);
  const values: [string, unknown][] = [
    ['a long text', LONG],
    ['a long text with quotes', '`"\n'.repeat(100_000)],
    ['a long list', Array.from({ length: 10_000 }, () => 'java.io.IOException')],
    ['a deep map', nested(150)],
    ['a map of long keys', { [LONG]: { [LONG]: 1 } }],
    ['a large number', 1e308],
    ['digits', '9'.repeat(1000)],
    ['nothing', null],
  ];
  const keys: [string, string, (part: Plain) => Parts][] = [
    ['retry', 'max-retry-attempts', (part) => ({ stack: [{ retry: part }] })],
    ['envoy', 'per_try_timeout', (part) => ({ stack: [{ retry: { like: 'envoy', ...part } }] })],
    ['envoy', 'retry_back_off', (part) => ({ stack: [{ retry: { like: 'envoy', ...part } }] })],
    ['istio', 'trafficPolicy', (part) => ({ service: part })],
    ['istio', 'retries', (part) => ({ call: part })],
    ['k6', 'vus', (part) => ({ load: part })],
    ['locust', 'wait_time', (part) => ({ client: part })],
    ['no table', LONG, (part) => ({ stack: [{ timeout: { after: 1, ...part } }] })],
  ];
  test.each(keys)('of a key of %s gives one short line', (_of, key, place) => {
    for (const [what, value] of values) {
      const problems = problemsOf(scenario(place({ [key]: value })));
      for (const problem of problems) {
        const line = formatProblem('f.yaml', problem);
        expect(line, what).not.toMatch(/x{81}|\n/);
        expect(line.length, what).toBeLessThan(1300);
        for (const [quote] of problem.message.matchAll(/`[^`]*`/g))
          expect(quote.length, `${what}: ${quote}`).toBeLessThanOrEqual(200);
      }
    }
  });
});

test.each([
  ['00:00:30', 30_000],
  ['00:00:00.200', 200],
  ['1.00:00:00', 86_400_000],
  ['01:30', 5_400_000],
  ['0.25s', 250],
  ['PT0.5S', 500],
  ['PT1M30S', 90_000],
  ['P1DT2H', 93_600_000],
  ['1m30s', 90_000],
  ['1h0m0.5s', 3_600_500],
  ['500µs', 0.5],
  ['10 seconds', 10_000],
  ['Duration.ofMillis(500)', 500],
  ['TimeSpan.FromMinutes(2)', 120_000],
  ['5 * time.Second', 5000],
  ['time.Minute', 60_000],
  ['P', null],
  ['PT', null],
  ['soon', null],
  ['30', null],
  ['00:99999:30', null],
  ['1x', null],
  [' '.repeat(300), null],
])('the duration %j is %j ms', (text, ms) => {
  expect(foreignMs(text)).toBe(ms);
});
